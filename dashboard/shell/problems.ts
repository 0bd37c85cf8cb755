import type { Lang } from "#wire/live.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Problem } from "../api/call.ts";

const th = {
  refused: "ทำไม่สำเร็จ",
  /** In whole words: it may stand alone. */
  wait: (time: string) => `ลองบ่อยเกินไป รออีก ${time} แล้วลองใหม่`,
  known: new Map([
    ["lost", "ไม่ได้ทำ เพราะติดต่อเซิร์ฟเวอร์ไม่ได้"],
    ["unauthorized", "ไม่ได้ทำ เพราะหมดเวลาการเข้าสู่ระบบแล้ว"],
    ["proof-needed", "ไม่ได้ทำ เพราะยังไม่ได้ยืนยันตัวตนอีกครั้ง"],
    ["forbidden", "ไม่ได้ทำ เพราะบัญชีของคุณไม่มีสิทธิ์"],
    ["not-found", "ไม่มีรายการนี้แล้ว อาจมีผู้ลบไป"],
    ["bad-request", "เซิร์ฟเวอร์ไม่รับค่านี้"],
    ["unavailable", "เซิร์ฟเวอร์ยังทำให้ไม่ได้ ลองใหม่อีกครั้ง"],
    ["internal", "เซิร์ฟเวอร์ขัดข้อง และบันทึกไว้แล้ว ลองใหม่อีกครั้ง"],
  ]),
};

const en: typeof th = {
  refused: "Not done",
  wait: (time) => `Too many tries. Wait ${time}, then try again`,
  known: new Map([
    ["lost", "Not done: the server does not answer"],
    ["unauthorized", "Not done: you are not signed in any more"],
    ["proof-needed", "Not done: you did not confirm that it is you"],
    ["forbidden", "Not done: your account has not the right"],
    ["not-found", "It is not there any more; somebody may have removed it"],
    ["bad-request", "The server does not take this"],
    ["unavailable", "The server cannot do this now; try again"],
    ["internal", "The server has failed, and keeps a record of it; try again"],
  ]),
};

/** What a room itself says of a refusal, by its code. A proxy in between may answer with any code. */
export const refusalOf = (
  { refusals, refused }: { refusals: Record<string, string>; refused: string },
  code: string,
) => (Object.keys(refusals).includes(code) ? refusals[code]! : refused);

const WORDS: Record<Lang, typeof th> = { th, en };

/** What was refused and what to do, in a sentence. */
export function sentenceOf({ code, retryAfter }: Problem, lang: Lang): string {
  const words = WORDS[lang];
  if (retryAfter !== null) return words.wait(inLargestUnit(Math.ceil(retryAfter), lang));
  return words.known.get(code) ?? words.refused;
}
