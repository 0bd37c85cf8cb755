import type { Lang } from "#wire/live.ts";
import type { PaceReason, PaceState } from "#wire/targets.ts";
import { moment } from "#writing/dates.ts";
import { inLargestUnit, inUnits, TIME_UNITS } from "#writing/durations.ts";
import { MONEY_UNITS } from "#writing/money.ts";

/** Words that several scenes share, in Thai. */
export const words = {
  lang: "th" as Lang,
  noData: "ไม่มีข้อมูล",
  failed: "แสดงผลไม่ได้",
  failedNote: "แจ้งแล้ว กำลังลองใหม่",
  since: (at: number, now: number) => `ตั้งแต่ ${moment(at, now, "th")}`,
  /** The short form, for narrow places. */
  sinceDay: (at: number, now: number) => `ตั้งแต่ ${moment(at, now, "th").replace(/ \d\d:\d\d$/, "")}`,
  age: (seconds: number) => `${inLargestUnit(seconds, "th")}ก่อน`,
  /** The shorter form with its age: the narrowest tile has room for no more. */
  missingAnd: (count: number, age: number | null) =>
    age === null ? `ขาด ${count} แหล่ง` : `ขาด ${count} · ${inLargestUnit(age, "th")}`,
  ageShort: (seconds: number) => inLargestUnit(seconds, "th"),

  money: MONEY_UNITS.th.whole,
  moneyTall: MONEY_UNITS.th.tall,
  moneyShort: MONEY_UNITS.th.short,
  moneyRow: MONEY_UNITS.th.row,
  amount: (digits: string, unit: string) => `${digits} ${unit}`,
  baht: (digits: string) => `฿${digits}`,

  judgement: { met: "ปกติ", watch: "เฝ้าระวัง", broken: "ต่ำกว่าเป้า", few: "ข้อมูลน้อย" },
  target: (percent: number) => `เป้า ${percent} %`,
  /** After the target. */
  left: {
    more: (count: string, of: string) => ` · พลาดได้อีก ${count} ${of}`,
    over: (count: string, of: string) => ` · พลาดเกิน ${count} ${of}`,
  },
  lastWeek: "7 วันก่อน",

  /** The trend targets. */
  trends: {
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
  },

  calls: {
    unit: "สาย",
    of: (part: string, all: string) => `${part} จาก ${all} สาย`,
    parts: { kept: "รับสาย", rest: "ไม่ได้รับ" },
    perBar: (ceiling: number) => `${ceiling} สายต่อ 5 นาที`,
    waiting: "รออยู่",
  },
  freezes: {
    hero: "ระงับได้ใน 60 นาที",
    unit: "บัญชี",
    of: (part: string, all: string) => `${part} จาก ${all} บัญชี`,
  },
  countdown: {
    none: "ไม่มีบัญชีรอระงับ",
    urgency: {
      ...{ calm: "", "at-risk": "เสี่ยง", "will-miss": "จะไม่ทัน" },
      ...{ "deadline-over": "เกินกำหนด", "long-over": "เกินกำหนด" },
    },
    hop: (hop: number) => `ชั้น ${hop}`,
    past: (seconds: number) => ({
      digits: String(inUnits(seconds).count),
      unit: TIME_UNITS.th[inUnits(seconds).unit],
    }),
  },
};

export type Words = typeof words;
