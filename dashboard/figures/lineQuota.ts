import type { OutletQuota } from "#wire/alerts.ts";
import type { Lang } from "#wire/live.ts";
import { moment } from "#writing/dates.ts";
import { count } from "#writing/numbers.ts";

const th = {
  states: {
    "quota-over": "หมดแล้ว",
    "quota-low": "ใกล้หมด",
    "quota-fast": "จะหมดก่อนสิ้นเดือน",
    "quota-unknown": "ไม่ทราบว่าเหลือเท่าใด",
  },
  enough: "พอถึงสิ้นเดือน",
  watched: "ควรเฝ้าดู",
  unlimited: "ไม่จำกัด",
  used: "ใช้ไป",
  ofAll: (used: string, most: string) => `${used} จาก ${most} ข้อความ`,
  messages: (used: string) => `${used} ข้อความ`,
  runsOut: "ถ้าใช้เร็วเท่านี้จะหมด",
  read: "LINE แจ้งเมื่อ",
  never: "ยังไม่เคยแจ้ง",
  fault: "ถามครั้งล่าสุดไม่ได้คำตอบ",
  elsewhere: "ช่องทางอื่นของผู้รับคำเตือนนี้",
  none: "ไม่มี",
};
const en: typeof th = {
  states: {
    "quota-over": "Used up",
    "quota-low": "Nearly used up",
    "quota-fast": "Used up before the month ends",
    "quota-unknown": "Not known how many are left",
  },
  enough: "Enough for the month",
  watched: "To be watched",
  unlimited: "No limit",
  used: "Used",
  ofAll: (used, most) => `${used} of ${most}`,
  messages: (used) => used,
  runsOut: "Used up at this pace",
  read: "LINE said so",
  never: "never yet",
  fault: "The last question had no answer",
  elsewhere: "Other channels of whoever is warned",
  none: "none",
};
const WORDS: Record<Lang, typeof th> = { th, en };

/** What is left of LINE's messages, as pages say it. A number that is too old to be true now is not shown. */
export function lineQuota(
  { state, why, used, most, readAt, fault, runsOutAt, isToldElsewhere }: OutletQuota,
  now: number,
  lang: Lang,
): {
  look: "good" | "watch" | "broken" | "no-data";
  state: string;
  figures: { label: string; value: string }[];
} {
  const words = WORDS[lang];
  const isKnown = state !== "no-data";
  const figures = [];
  if (isKnown) {
    const value = most === null ? words.messages(count(used)) : words.ofAll(count(used), count(most));
    figures.push({ label: words.used, value });
  }
  if (runsOutAt !== null) figures.push({ label: words.runsOut, value: moment(runsOutAt, now, lang) });
  figures.push({ label: words.read, value: readAt === null ? words.never : moment(readAt, now, lang) });
  if (fault !== null) figures.push({ label: words.fault, value: fault });
  if (!isToldElsewhere && most !== null) figures.push({ label: words.elsewhere, value: words.none });
  const well = most === null ? words.unlimited : state === "between" ? words.watched : words.enough;
  return {
    look: !isKnown ? "no-data" : why === "quota-over" ? "broken" : state === "good" ? "good" : "watch",
    state: why === "well" ? well : words.states[why],
    figures,
  };
}
