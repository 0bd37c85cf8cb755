import type { PaceReason, PaceState, PaceUnit } from "#wire/targets.ts";

/** The words of this scene alone, in Thai. */
export const words = {
  /** By metric: a wall says what is measured, not what somebody called it. */
  labels: {
    "reports.loss_satang": "เงินเสียหายต่อวัน",
    "reports.filed": "เรื่องที่รับแจ้งต่อวัน",
    "freezes.held_share_of_requested": "ระงับได้จากเงินที่ขอระงับ",
    "freezes.p50_minutes": "เวลาระงับ (มัธยฐาน)",
    "freezes.requested": "ขอระงับต่อวัน",
    "freezes.sla_60m": "ระงับได้ใน 60 นาที",
    "freezes.held_satang": "เงินที่ระงับได้ต่อวัน",
    "calls.offered": "สายเข้าต่อวัน",
    "calls.service_level": "รับสายใน 20 วินาที",
    "calls.abandon_rate": "วางสายก่อนรับ",
    "refunds.paid_satang": "เงินที่คืนต่อวัน",
  } as Record<string, string>,
  states: {
    "on-course": "ตามแผน",
    "at-risk": "เสี่ยงไม่ถึงเป้า",
    "off-course": "คาดไม่ถึงเป้า",
    "too-early": "ยังสรุปไม่ได้",
  } satisfies Record<PaceState, string>,
  /** In place of the state, where its last day is over. */
  ended: { reached: "ถึงเป้า", missed: "ไม่ถึงเป้า" } as Partial<Record<PaceReason, string>>,
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
  now: (digits: string) => `ขณะนี้ ${digits}`,
  none: "ยังไม่มีเป้าหมายที่กำหนดให้ขึ้นจอ",
  chart: (name: string) => `กราฟ ${name}`,
};

export type Words = typeof words;
