import { hhmm } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { count } from "#writing/numbers.ts";
import { detailOf, driveOf } from "./details.ts";
import { type NameOf, type Told, titleOf } from "./title.ts";

export type Say = "firing" | "reminder" | "resolve";

export interface Message {
  subject: string;
  /** Its last line is the link. */
  text: string;
  link: string;
  lang: Lang;
}

/** One alert as a message. @param mark it may have come before */
export function messageOf(
  told: Told,
  say: Say,
  at: { now: number; resolvedAt: number | null; mark: boolean; link: string },
  nameOf: NameOf,
  lang: Lang,
): Message {
  const th = lang === "th";
  const title = titleOf(told, nameOf, lang);
  const head = {
    firing: th ? "แจ้งเหตุ" : "Alert",
    reminder: th ? "เตือนซ้ำ" : "Reminder",
    resolve: th ? "กลับสู่ปกติ" : "Over",
  }[say];
  const drive = say === "resolve" ? null : driveOf(told, nameOf, lang);
  const runbook = th ? told.rule.runbookTh : told.rule.runbookEn;
  const lines = [
    ...(at.mark ? [REPETITION[lang]] : []),
    `${head}: ${title}`,
    detailOf(told, at.now, lang, { isMessage: true }),
    ...(drive ? [drive] : []),
    ...(say === "resolve" && at.resolvedAt !== null
      ? [th ? `สิ้นสุด ${hhmm(at.resolvedAt)} น.` : `Over at ${hhmm(at.resolvedAt)}`]
      : []),
    ...(say !== "resolve" && runbook ? [th ? `สิ่งที่ต้องทำ: ${runbook}` : `What to do: ${runbook}`] : []),
    at.link,
  ];
  return { subject: `AOC 1441 · ${head}: ${title}`, text: lines.join("\n"), link: at.link, lang };
}

/** What may have come before begins with this. */
export const REPETITION: Record<Lang, string> = { th: "อาจเป็นข้อความซ้ำ", en: "This may be a repetition" };

/** Many alerts as one message: each with a line of its own. */
export function digestOf(
  items: readonly { say: Say; title: string }[],
  { link, mark }: { link: string; mark: boolean },
  lang: Lang,
): Message {
  const th = lang === "th";
  const heads = {
    firing: th ? "แจ้งเหตุ" : "Alert",
    reminder: th ? "เตือนซ้ำ" : "Reminder",
    resolve: th ? "กลับสู่ปกติ" : "Over",
  };
  const head = th ? `สรุป ${count(items.length)} ข้อความ` : `${count(items.length)} messages in one`;
  const lines = items.map(({ say, title }) => `– ${heads[say]}: ${title}`);
  const text = [...(mark ? [REPETITION[lang]] : []), head, ...lines, link].join("\n");
  return { subject: `AOC 1441 · ${head}`, text, link, lang };
}

export function testMessage(lang: Lang, link: string): Message {
  const [subject, text] =
    lang === "th"
      ? ["AOC 1441 · ทดสอบการแจ้งเตือน", "ข้อความนี้ทดสอบการแจ้งเตือน ไม่มีเหตุจริง"]
      : ["AOC 1441 · test", "This is a test. Nothing has happened."];
  return { subject: subject!, text: `${text}\n${link}`, link, lang };
}
