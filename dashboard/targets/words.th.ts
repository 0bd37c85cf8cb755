import type { PaceReason, PaceUnit } from "#wire/targets.ts";

/** The words of this scene alone, in Thai. */
export const words = {
  /** Beside large digits; of money and cases a day. */
  units: { satang: "ต่อวัน", count: "เรื่อง\nต่อวัน", minutes: "นาที", share: "%" } satisfies Record<
    PaceUnit,
    string
  >,
  /** In a sentence. */
  short: { satang: "/วัน", count: "เรื่อง", minutes: "นาที", share: "%" } satisfies Record<PaceUnit, string>,
  cases: { calls: "สาย\nต่อวัน", freezes: "บัญชี\nต่อวัน" },
  mean: "เฉลี่ย 7 วันล่าสุด",
  planned: (digits: string) => `ตามแผน ณ วันนี้ ${digits}`,
  goal: (digits: string) => `เป้า ${digits}`,
  landing: (day: string) => `คาด ${day} อยู่ที่`,
  few: (have: number, need: number) => `มีข้อมูล ${have} วัน ต้องมี ${need} วัน`,
  why: {
    "no-data": "ยังไม่มีข้อมูล",
    "no-baseline": "ยังไม่มีฐานเปรียบเทียบ",
    "not-begun": "ยังไม่ถึงวันเริ่ม",
  } as Partial<Record<PaceReason, string>>,
  over: (day: string) => `ครบกำหนด ${day} ได้`,
  midnight: (band: string) => `คาดถึงเที่ยงคืน ${band}`,
  now: (amount: string) => `วันนี้ ${amount}`,
  none: "ยังไม่มีเป้าหมายที่กำหนดให้ขึ้นจอ",
  chart: (name: string) => `กราฟ ${name}`,
};

export type Words = typeof words;
