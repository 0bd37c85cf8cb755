import { hhmm, shortDay } from "#writing/dates.ts";

export const words = {
  centre: "ศูนย์ AOC 1441",
  simulated: "ข้อมูลจำลอง",
  today: (at: number) => `วันนี้ ถึง ${hhmm(at)} น.`,
  since: (from: number, at: number) => `${shortDay(from, "th")} – ${shortDay(at, "th")} ถึง ${hhmm(at)} น.`,
  noData: "ไม่มีข้อมูล",
  old: "แหล่งข้อมูลเงียบ จึงไม่แสดงตัวเลขเก่า",
  missing: (count: number) => `ขาดข้อมูลจาก ${count} แหล่ง`,
  lost: (at: number) => `ขาดการเชื่อมต่อ — ข้อมูลเมื่อ ${hhmm(at)} น.`,
};

export type Words = typeof words;
