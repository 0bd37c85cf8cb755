import type { Lang } from "#wire/live.ts";
import { hhmm, shortDay } from "#writing/dates.ts";

const th = {
  centre: "ศูนย์ AOC 1441",
  simulated: "ข้อมูลจำลอง",
  today: (at: number) => `วันนี้ ถึง ${hhmm(at)} น.`,
  since: (from: number, at: number) => `${shortDay(from, "th")} – ${shortDay(at, "th")} ถึง ${hhmm(at)} น.`,
  noData: "ไม่มีข้อมูล",
  old: "แหล่งข้อมูลเงียบ จึงไม่แสดงตัวเลขเก่า",
  missing: (count: number) => `ขาดข้อมูลจาก ${count} แหล่ง`,
  lost: (at: number) => `ขาดการเชื่อมต่อ — ข้อมูลเมื่อ ${hhmm(at)} น.`,
};

const en: typeof th = {
  centre: "AOC 1441",
  simulated: "Simulated",
  today: (at) => `today, until ${hhmm(at)}`,
  since: (from, at) => `${shortDay(from, "en")} – ${shortDay(at, "en")}, until ${hhmm(at)}`,
  noData: "no data",
  old: "Its sources are silent: nothing old is shown",
  missing: (count) => `${count} sources are missing`,
  lost: (at) => `No connection — as of ${hhmm(at)}`,
};

export const WORDS: Record<Lang, typeof th> = { th, en };

/** In both languages: of a ticket that is over nobody knows which one. */
export const OVER: Record<Lang, { what: string; more: string }> = {
  th: { what: "การแสดงผลนี้สิ้นสุดแล้ว", more: "หมดเวลาที่กำหนด หรือถูกเพิกถอน ติดต่อผู้ดูแลหน้าเว็บนี้" },
  en: {
    what: "This view is over",
    more: "Its time has ended, or it was revoked. Ask whoever keeps this page.",
  },
};
