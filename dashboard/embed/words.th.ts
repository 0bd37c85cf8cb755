import { hhmm, shortDay } from "#writing/dates.ts";

const days = (from: number, at: number) =>
  [...new Set([shortDay(from, "th"), shortDay(at, "th")])].join(" – ");

export const words = {
  centre: "ศูนย์ AOC 1441",
  simulated: "ข้อมูลจำลอง",
  today: (at: number) => `วันนี้ ถึง ${hhmm(at)} น.`,
  since: (from: number, at: number) => `${days(from, at)} ถึง ${hhmm(at)} น.`,
  noData: "ไม่มีข้อมูล",
  old: "แหล่งข้อมูลเงียบ จึงไม่แสดงตัวเลขเก่า",
  missing: (count: number) => `ขาดข้อมูลจาก ${count} แหล่ง`,
  lost: (at: string) => `ขาดการเชื่อมต่อ — ข้อมูลเมื่อ ${at} น.`,
};

export type Words = typeof words;
