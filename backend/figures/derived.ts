import { MAX_AGE, type Metric, SERVICE_LEVELS, type Sums } from "./metric.ts";
import { PERCENTILES } from "./percentiles.ts";

type Ratio = Pick<Metric, "id" | "cells" | "th" | "en" | "formula" | "types"> &
  Partial<Pick<Metric, "unit" | "formulaId" | "good" | "unanswered" | "minSample">> & {
    above: (sums: Sums) => bigint;
    below: (sums: Sums) => bigint;
  };

const ratio = ({ above, below, ...metric }: Ratio): Metric => ({
  unit: "share",
  maxAgeSeconds: MAX_AGE[metric.cells],
  minSample: 20,
  ...metric,
  derive(sums) {
    const numerator = above(sums);
    const denominator = below(sums);
    return {
      value: denominator === 0n ? null : Number(numerator) / Number(denominator),
      numerator,
      denominator,
    };
  },
});

/** Metrics derived from the sums of several columns, each with a name of its own. */
export const DERIVED: readonly Metric[] = [
  ratio({
    id: "calls.service_level",
    cells: "calls",
    th: "รับสายใน 20 วินาที",
    en: "Answered within 20 s",
    formula: SERVICE_LEVELS["sl-3"].replace("T", "20 s"),
    formulaId: "sl-3" satisfies keyof typeof SERVICE_LEVELS,
    good: "high",
    types: ["call.offered", "call.answered", "call.abandoned"],
    above: (s) => s.answered_20s!,
    below: (s) => s.answered! + s.abandoned!,
  }),
  ratio({
    id: "calls.abandon_rate",
    cells: "calls",
    th: "อัตราสายหลุด",
    en: "Abandonment",
    formula: "abandoned ÷ (answered + abandoned)",
    good: "low",
    types: ["call.offered", "call.answered", "call.abandoned"],
    above: (s) => s.abandoned!,
    below: (s) => s.answered! + s.abandoned!,
  }),
  ratio({
    id: "calls.asa_seconds",
    cells: "calls",
    unit: "seconds",
    th: "เวลารอเฉลี่ย",
    en: "Average speed of answer",
    formula: "total wait of answered calls ÷ answered",
    good: "low",
    types: ["call.offered", "call.answered"],
    above: (s) => s.wait_seconds!,
    below: (s) => s.answered!,
  }),
  ratio({
    id: "calls.aht_seconds",
    cells: "calls",
    unit: "seconds",
    th: "เวลาสนทนาเฉลี่ย",
    en: "Average handling time",
    formula: "total handling time ÷ calls answered and ended",
    types: ["call.offered", "call.answered", "call.ended"],
    above: (s) => s.handle_seconds!,
    below: (s) => s.handled!,
  }),
  ratio({
    id: "freezes.sla_60m",
    cells: "freezes",
    th: "ระงับได้ใน 60 นาที",
    en: "Frozen within 60 min",
    formula: "confirmed within 60 min ÷ (answered, or their 60 minutes are over)",
    formulaId: "victim-60m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: (s) => s.confirmed_60m!,
    below: (s) => s.due!,
  }),
  ratio({
    id: "freezes.sla_15m",
    cells: "freezes",
    th: "ระงับได้ใน 15 นาที",
    en: "Frozen within 15 min",
    formula: "confirmed within 15 min ÷ (answered, or their 60 minutes are over)",
    formulaId: "victim-15m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: (s) => s.confirmed_15m!,
    below: (s) => s.due!,
  }),
  ratio({
    id: "freezes.answered_share_60m",
    cells: "freezes",
    th: "ธนาคารตอบใน 60 นาที",
    en: "Answered by the bank within 60 min",
    formula: "(confirmed + refused within 60 min) ÷ (answered, or their 60 minutes are over)",
    formulaId: "bank-60m",
    good: "high",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: (s) => s.confirmed_60m! + s.refused_60m!,
    below: (s) => s.due!,
  }),
  ratio({
    id: "freezes.held_share_of_requested",
    cells: "freezes",
    th: "ระงับได้ ต่อเงินที่ขอระงับ",
    en: "Held, of what was asked for",
    formula: "amount held of the requests ÷ amount asked for",
    formulaId: "held/requested",
    good: "high",
    types: ["freeze.requested", "freeze.confirmed"],
    above: (s) => s.confirmed_satang!,
    below: (s) => s.requested_satang!,
  }),
  {
    id: "freezes.untraced_satang",
    cells: "freezes",
    unit: "satang",
    th: "เงินที่ธนาคารตอบแล้ว แต่ระบุปลายทางไม่ได้",
    en: "Answered, but not told where it is",
    formula:
      "requested − held − cashed out − moved on − waiting (of the requests; below 0 where banks answered with more than was asked for)",
    maxAgeSeconds: MAX_AGE.freezes,
    minSample: 0,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    unanswered: true,
    derive: (s) => ({
      value:
        s.requested_satang! -
        s.confirmed_satang! -
        s.cashed_out_satang! -
        s.moved_satang! -
        s.waiting_satang!,
    }),
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
    good: "low",
    unanswered: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: (s) => s.freeze_seconds! + s.refuse_seconds! + s.waiting_seconds!,
    below: (s) => s.confirmed! + s.refused!,
  }),
  ...PERCENTILES,
];
