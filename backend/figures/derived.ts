import { MAX_AGE, type Metric, SERVICE_LEVELS, sumOf, type Terms } from "./metric.ts";
import { PERCENTILES } from "./percentiles.ts";

type Ratio = Pick<Metric, "id" | "cells" | "th" | "en" | "formula" | "formulaTh" | "types"> &
  Partial<Pick<Metric, "unit" | "formulaId" | "good" | "unanswered" | "minSample">> & {
    above: Terms;
    below: Terms;
  };

const ratio = ({ above, below, ...metric }: Ratio): Metric => ({
  unit: "share",
  maxAgeSeconds: MAX_AGE[metric.cells],
  minSample: 20,
  ...metric,
  made: { above, below },
  derive(sums) {
    const numerator = sumOf(sums, above);
    const denominator = sumOf(sums, below);
    return {
      value: denominator === 0n ? null : Number(numerator) / Number(denominator),
      numerator,
      denominator,
    };
  },
});

const STEPS = [
  ["freezing", "ถึงขั้นระงับบัญชี", "freezing"],
  ["complaint", "แจ้งความ", "the complaint"],
  ["tracing", "ถึงขั้นติดตามเส้นทางเงิน", "tracing"],
  ["refunding", "ถึงขั้นคืนเงิน", "refunding"],
  ["closed", "ปิดเรื่อง", "closing"],
] as const;

const UNTRACED: Terms = [
  ...["requested_satang", "-confirmed_satang", "-cashed_out_satang", "-moved_satang", "-waiting_satang"],
];

/** Metrics derived from the sums of several columns, each with a name of its own. */
export const DERIVED: readonly Metric[] = [
  ratio({
    id: "calls.service_level",
    cells: "calls",
    th: "รับสายใน 20 วินาที",
    en: "Answered within 20 s",
    formula: SERVICE_LEVELS["sl-3"].replace("T", "20 s"),
    formulaTh: "รับภายใน 20 วินาที ÷ (สายที่รับ + สายหลุด)",
    formulaId: "sl-3" satisfies keyof typeof SERVICE_LEVELS,
    good: "high",
    types: ["call.offered", "call.answered", "call.abandoned"],
    above: ["answered_20s"],
    below: ["answered", "abandoned"],
  }),
  ratio({
    id: "calls.abandon_rate",
    cells: "calls",
    th: "อัตราสายหลุด",
    en: "Abandonment",
    formula: "abandoned ÷ (answered + abandoned)",
    formulaTh: "สายหลุด ÷ (สายที่รับ + สายหลุด)",
    good: "low",
    types: ["call.offered", "call.answered", "call.abandoned"],
    above: ["abandoned"],
    below: ["answered", "abandoned"],
  }),
  ratio({
    id: "calls.asa_seconds",
    cells: "calls",
    unit: "seconds",
    th: "เวลารอเฉลี่ย",
    en: "Average speed of answer",
    formula: "total wait of answered calls ÷ answered",
    formulaTh: "เวลารอรวมของสายที่รับ ÷ สายที่รับ",
    good: "low",
    types: ["call.offered", "call.answered"],
    above: ["wait_seconds"],
    below: ["answered"],
  }),
  ratio({
    id: "calls.aht_seconds",
    cells: "calls",
    unit: "seconds",
    th: "เวลาสนทนาเฉลี่ย",
    en: "Average handling time",
    formula: "total handling time ÷ calls answered and ended",
    formulaTh: "เวลาสนทนารวม ÷ สายที่รับและจบแล้ว",
    types: ["call.offered", "call.answered", "call.ended"],
    above: ["handle_seconds"],
    below: ["handled"],
  }),
  ratio({
    id: "freezes.sla_60m",
    cells: "freezes",
    th: "ระงับได้ใน 60 นาที",
    en: "Frozen within 60 min",
    formula: "confirmed within 60 min ÷ (answered, or their 60 minutes are over)",
    formulaTh: "ระงับได้ภายใน 60 นาที ÷ รายที่ธนาคารตอบแล้วหรือครบ 60 นาทีแล้ว",
    formulaId: "victim-60m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: ["confirmed_60m"],
    below: ["due"],
  }),
  ratio({
    id: "freezes.sla_15m",
    cells: "freezes",
    th: "ระงับได้ใน 15 นาที",
    en: "Frozen within 15 min",
    formula: "confirmed within 15 min ÷ (answered, or their 60 minutes are over)",
    formulaTh: "ระงับได้ภายใน 15 นาที ÷ รายที่ธนาคารตอบแล้วหรือครบ 60 นาทีแล้ว",
    formulaId: "victim-15m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: ["confirmed_15m"],
    below: ["due"],
  }),
  ratio({
    id: "freezes.answered_share_60m",
    cells: "freezes",
    th: "ธนาคารตอบใน 60 นาที",
    en: "Answered by the bank within 60 min",
    formula: "(confirmed + refused within 60 min) ÷ (answered, or their 60 minutes are over)",
    formulaTh: "(ระงับได้ + ระงับไม่ได้ ภายใน 60 นาที) ÷ รายที่ธนาคารตอบแล้วหรือครบ 60 นาทีแล้ว",
    formulaId: "bank-60m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: ["confirmed_60m", "refused_60m"],
    below: ["due"],
  }),
  ratio({
    id: "freezes.held_share_of_requested",
    cells: "freezes",
    th: "ระงับได้ ต่อเงินที่ขอระงับ",
    en: "Held, of what was asked for",
    formula: "amount held of the requests ÷ amount asked for",
    formulaTh: "เงินที่ระงับได้ของคำขอ ÷ เงินที่ขอระงับ",
    formulaId: "held/requested",
    good: "high",
    types: ["freeze.requested", "freeze.confirmed"],
    above: ["confirmed_satang"],
    below: ["requested_satang"],
  }),
  {
    id: "freezes.untraced_satang",
    cells: "freezes",
    unit: "satang",
    th: "เงินที่ธนาคารตอบแล้ว แต่ระบุปลายทางไม่ได้",
    en: "Answered, but not told where it is",
    formula:
      "requested − held − cashed out − moved on − waiting (of the requests; below 0 where banks answered with more than was asked for)",
    formulaTh: "ขอระงับ − ระงับได้ − ถอนเป็นเงินสดแล้ว − โอนต่อแล้ว − รอผล (ของคำขอ ต่ำกว่า 0 เมื่อธนาคารตอบเกินยอดที่ขอ)",
    maxAgeSeconds: MAX_AGE.freezes,
    minSample: 0,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    unanswered: true,
    made: { of: UNTRACED },
    derive: (sums) => ({ value: sumOf(sums, UNTRACED) }),
  },
  ratio({
    id: "freezes.seconds_lost",
    cells: "freezes",
    unit: "seconds",
    th: "เวลาที่เสียไปต่อคำตอบของธนาคาร",
    en: "Time lost per answer of the bank",
    // Waiting money adds time but no answer, so that a bank does not look fast while it does not respond.
    formula:
      "(time from request to confirmation or refusal + time that open ones have waited up to now) ÷ (confirmed + refused)",
    formulaTh: "(เวลาตั้งแต่ขอจนธนาคารตอบ + เวลาที่รายซึ่งรอผลรอมาจนถึงขณะนี้) ÷ (ระงับได้ + ระงับไม่ได้)",
    good: "low",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: ["freeze_seconds", "refuse_seconds", "waiting_seconds"],
    below: ["confirmed", "refused"],
  }),
  ratio({
    id: "freezes.release_4h_share",
    cells: "freezes",
    th: "ปลดระงับภายใน 4 ชั่วโมง",
    en: "Released within 4 h",
    // The banks promise 4 h from when a hold is found to be wrong (BOT and TBA, September 2025).
    // Until sources sent when that was, it was counted from the hold (`hold-4h`), which is not what was promised.
    formula:
      "released within 4 h of being found wrong ÷ (holds found to be wrong that were released, or whose 4 hours are over)",
    formulaTh: "ปลดระงับภายใน 4 ชั่วโมงหลังพบว่าระงับผิด ÷ รายที่พบว่าระงับผิดซึ่งปลดแล้วหรือครบ 4 ชั่วโมงแล้ว",
    formulaId: "overturned-4h",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.overturned", "freeze.released"],
    above: ["released_4h"],
    below: ["release_due"],
  }),
  ratio({
    id: "reports.complaint_72h_share",
    cells: "reports",
    th: "แจ้งความภายใน 72 ชั่วโมง",
    en: "Police complaint within 72 h",
    formula: "complaint within 72 h of the report ÷ (complaint came, or the 72 hours are over)",
    formulaTh: "แจ้งความภายใน 72 ชั่วโมงนับจากเวลาที่แจ้งเรื่อง ÷ เรื่องที่แจ้งความแล้วหรือครบ 72 ชั่วโมงแล้ว",
    formulaId: "complaint-72h",
    good: "high",
    unanswered: true,
    types: ["report.filed", "report.advanced"],
    above: ["complaint_72h"],
    below: ["complaint_due"],
  }),
  ...STEPS.map(([step, th, en]) =>
    ratio({
      id: `reports.${step}_mean_seconds`,
      cells: "reports",
      unit: "seconds",
      th: `เวลาเฉลี่ยก่อน${th}`,
      en: `Mean time to ${en}`,
      formula: `total time from the step before that was reached, or from the report ÷ cases that reached it`,
      formulaTh: "เวลารวมนับจากขั้นก่อนหน้าที่ถึง หรือนับจากเวลาที่แจ้ง ÷ เรื่องที่ถึงขั้นนี้",
      good: "low",
      types: ["report.filed", "report.advanced"],
      above: [`${step}_seconds`],
      below: [step],
    }),
  ),
  ...PERCENTILES,
];
