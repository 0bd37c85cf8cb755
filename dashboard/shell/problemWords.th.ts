import { inLargestUnit } from "#writing/durations.ts";

/** What the server refuses, and what to do. */
export const words = {
  refused: "ทำไม่สำเร็จ",
  /** In whole words: it may stand alone. */
  wait: (seconds: number) => `ลองบ่อยเกินไป รออีก ${inLargestUnit(seconds, "th")} แล้วลองใหม่`,
  known: new Map([
    ["lost", "ไม่ได้ทำ เพราะติดต่อเซิร์ฟเวอร์ไม่ได้"],
    ["unauthorized", "ไม่ได้ทำ เพราะหมดเวลาการเข้าสู่ระบบแล้ว"],
    ["proof-needed", "ไม่ได้ทำ เพราะยังไม่ได้ยืนยันตัวตนอีกครั้ง"],
    ["forbidden", "ไม่ได้ทำ เพราะบัญชีของคุณไม่มีสิทธิ์"],
    ["not-found", "ไม่มีรายการนี้แล้ว อาจมีผู้ลบไป"],
    ["changed-meanwhile", "ไม่ได้ทำ เพราะมีผู้อื่นแก้ไขไปก่อนแล้ว ดูค่าปัจจุบันแล้วลองใหม่"],
    ["bad-request", "เซิร์ฟเวอร์ไม่รับค่านี้"],
    ["unavailable", "เซิร์ฟเวอร์ยังทำให้ไม่ได้ ลองใหม่อีกครั้ง"],
    ["internal", "เซิร์ฟเวอร์ขัดข้อง และบันทึกไว้แล้ว ลองใหม่อีกครั้ง"],
  ]),
};

export type Words = typeof words;
