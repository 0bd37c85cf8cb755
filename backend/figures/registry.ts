/** Sums of cells, by column; and over a slice of them, everything that is derived. */
export type Sums = Record<string, bigint>;

export type CellKind = "calls" | "reports" | "freezes" | "refunds" | "arrests" | "lines";
export type Unit = "count" | "satang" | "seconds" | "minutes" | "share";

/** A value before it is written: an exact integer, or a number; null where its denominator is 0. */
export interface Derived {
  value: bigint | number | null;
  numerator?: bigint;
  denominator?: bigint;
  atLeast?: true;
}

/** A figure is declared once; wall, API, alert and report take it from here. */
export interface Metric {
  id: string;
  cells: CellKind;
  unit: Unit;
  th: string;
  en: string;
  /** In words, for a person who asks where the number comes from. */
  formula: string;
  /** Names the formula where several are in use for the same name. */
  formulaId?: string;
  good?: "high" | "low";
  /** Seconds of silence after which it must not be shown as current. */
  maxAgeSeconds: number;
  /** Below this many in the denominator it is not judged. */
  minSample: number;
  /** The event types that it stands on. */
  types: readonly string[];
  /** Needs what stands open, not only what has been counted. */
  standing?: true;
  derive(sums: Sums): Derived;
}

/** What each kind of cell can be sliced by: the name in the API, and in the cells. */
export const DIMENSIONS: Record<CellKind, Record<string, string>> = {
  calls: { queue: "queue" },
  reports: { scamType: "scam_type", province: "province", channel: "channel" },
  freezes: { bank: "bank", hop: "hop" },
  refunds: { bank: "bank" },
  arrests: { province: "province" },
  lines: {},
};

type Column = [name: string, th: string, en: string, types: string[], unit?: Unit];

const offered = ["call.offered"];
const answered = ["call.offered", "call.answered"];
const abandoned = ["call.offered", "call.abandoned"];
const requested = ["freeze.requested"];
const confirmed = ["freeze.requested", "freeze.confirmed"];
const refused = ["freeze.requested", "freeze.refused"];
const filed = ["report.filed"];
const lines = ["lines.sampled"];

const within = (name: string, limits: string[], th: string, en: string, types: string[]): Column[] =>
  limits.map((limit) => [`${name}_${limit}`, `${th} ${limit}`, `${en} ${limit}`, types]);

const COLUMNS: Record<CellKind, Column[]> = {
  calls: [
    ["offered", "สายเข้า", "Calls offered", offered],
    ["answered", "สายที่รับ", "Calls answered", answered],
    ["abandoned", "สายหลุด", "Calls abandoned", abandoned],
    ["ended", "สายที่จบ", "Calls ended", ["call.offered", "call.ended"]],
    ["handled", "สายที่รับและจบ", "Calls answered and ended", ["call.offered", "call.answered", "call.ended"]],
    ...within("answered", ["5s", "10s", "20s", "30s", "60s", "120s"], "รับภายใน", "Answered within", answered),
    ...within("abandoned", ["5s", "10s", "20s", "60s"], "หลุดภายใน", "Abandoned within", abandoned),
    ["wait_seconds", "เวลารอรวมของสายที่รับ", "Total wait of answered calls", answered, "seconds"],
    [
      "handle_seconds",
      "เวลาสนทนารวม",
      "Total handling time",
      ["call.offered", "call.answered", "call.ended"],
      "seconds",
    ],
  ],
  reports: [
    ["filed", "เรื่องที่แจ้ง", "Reports filed", filed],
    ["loss_satang", "เสียหายที่แจ้ง", "Loss reported", filed, "satang"],
    ["duplicates", "เรื่องซ้ำ", "Duplicates", filed],
    ["voided", "เรื่องที่ยกเลิก", "Voided", filed],
  ],
  freezes: [
    ["requested", "ขอระงับ", "Freezes requested", requested],
    ["requested_satang", "เงินที่ขอระงับ", "Amount asked for", requested, "satang"],
    ["confirmed", "ระงับได้ (ตามเวลาที่ขอ)", "Confirmed, by time of request", confirmed],
    ["confirmed_satang", "เงินที่ระงับได้ (ตามเวลาที่ขอ)", "Held, by time of request", confirmed, "satang"],
    ["refused", "ระงับไม่ได้", "Refused", refused],
    ["refused_60m", "ตอบว่าระงับไม่ได้ใน 60 นาที", "Refused within 60 min", refused],
    [
      "moved_satang",
      "เงินที่โอนต่อแล้ว",
      "Moved on",
      ["freeze.requested", "freeze.confirmed", "freeze.refused"],
      "satang",
    ],
    ["released", "ปลดระงับ", "Released", ["freeze.requested", "freeze.confirmed", "freeze.released"]],
    ...within(
      "confirmed",
      ["5m", "10m", "15m", "30m", "60m", "120m"],
      "ระงับได้ภายใน",
      "Confirmed within",
      confirmed,
    ),
    ["freeze_seconds", "เวลาระงับรวม", "Total time to freeze", confirmed, "seconds"],
    ["held", "ระงับได้ (ตามเวลาที่ระงับ)", "Held, by time of confirmation", ["freeze.confirmed"]],
    [
      "held_satang",
      "เงินที่ระงับได้ (ตามเวลาที่ระงับ)",
      "Amount held, by time of confirmation",
      ["freeze.confirmed"],
      "satang",
    ],
    [
      "open",
      "รอธนาคารตอบ",
      "Open: no answer yet",
      ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    ],
    [
      "waiting_satang",
      "เงินที่รอผล",
      "Amount of the open ones",
      ["freeze.requested", "freeze.confirmed", "freeze.refused"],
      "satang",
    ],
    [
      "pending",
      "ยังอยู่ใน 60 นาที",
      "Open, its hour not over",
      ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    ],
    [
      "due",
      "ครบกำหนดวัดผล",
      "Answered, or its hour is over",
      ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    ],
  ],
  refunds: [
    ["paid", "คืนเงิน", "Refunds paid", ["refund.paid"]],
    ["paid_satang", "เงินที่คืน", "Amount refunded", ["refund.paid"], "satang"],
  ],
  arrests: [
    ["made", "การจับกุม", "Arrests", ["arrest.made"]],
    ["people", "ผู้ถูกจับ", "People arrested", ["arrest.made"]],
  ],
  lines: [
    ["lines", "คู่สายทั้งหมด", "Lines", lines],
    ["busy", "คู่สายที่ใช้", "Lines busy", lines],
    ["waiting", "สายรอ", "Callers waiting", lines],
    ["longest_wait_seconds", "รอนานสุด", "Longest wait", lines, "seconds"],
    ["agents_ready", "เจ้าหน้าที่ว่าง", "Agents ready", lines],
    ["agents_busy", "เจ้าหน้าที่รับสาย", "Agents busy", lines],
  ],
};

const MAX_AGE: Record<CellKind, number> = {
  calls: 120,
  lines: 60,
  freezes: 180,
  reports: 600,
  refunds: 3600,
  arrests: 86_400,
};
export const STANDING = new Set(["open", "waiting_satang", "pending", "due"]);

const additive: Metric[] = (Object.keys(COLUMNS) as CellKind[]).flatMap((cells) =>
  COLUMNS[cells].map(
    ([column, th, en, types, unit]): Metric => ({
      id: `${cells}.${column}`,
      cells,
      unit: unit ?? "count",
      th,
      en,
      formula: column === "due" ? "requested − pending" : `sum of ${column}`,
      maxAgeSeconds: MAX_AGE[cells],
      minSample: 0,
      types,
      ...(cells === "freezes" && STANDING.has(column) ? { standing: true as const } : {}),
      derive: (sums) => ({ value: sums[column]! }),
    }),
  ),
);

type Ratio = Pick<Metric, "id" | "cells" | "th" | "en" | "formula" | "types"> &
  Partial<Pick<Metric, "unit" | "formulaId" | "good" | "standing" | "minSample">> & {
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

const LIMITS_MINUTES = [5, 10, 15, 30, 60, 120];

/**
 * A percentile of the time to freeze, from the cumulative threshold counts: linear within the bin in which it
 * lies. Past the last threshold only "at least 120 minutes" is known.
 */
const percentile = (percent: 50 | 90): Metric => ({
  id: `freezes.p${percent}_minutes`,
  cells: "freezes",
  unit: "minutes",
  th: percent === 50 ? "มัธยฐานเวลาระงับ" : "เวลาระงับ เปอร์เซ็นไทล์ที่ 90",
  en: percent === 50 ? "Median minutes to freeze" : "90th percentile of minutes to freeze",
  formula: `${percent}th percentile of confirmed − requested, linear between 0, ${LIMITS_MINUTES.join(", ")} minutes`,
  good: "low",
  maxAgeSeconds: MAX_AGE.freezes,
  minSample: 20,
  types: confirmed,
  derive(sums) {
    const count = sums.confirmed!;
    if (count === 0n) return { value: null };
    let lower = 0;
    let below = 0n;
    for (const limit of LIMITS_MINUTES) {
      const reached = sums[`confirmed_${limit}m`]!;
      // In whole numbers: 0.9 × 70 is a hair over 63 in floating point, and would miss its own bin.
      if (reached * 100n >= count * BigInt(percent)) {
        const into = Number(count * BigInt(percent) - below * 100n) / Number((reached - below) * 100n);
        return { value: lower + (limit - lower) * into };
      }
      lower = limit;
      below = reached;
    }
    return { value: lower, atLeast: true };
  },
});

const derived: Metric[] = [
  ratio({
    id: "calls.service_level",
    cells: "calls",
    th: "รับสายใน 20 วินาที",
    en: "Answered within 20 s",
    formula: "answered within 20 s ÷ (answered + abandoned)",
    formulaId: "sl-3",
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
    types: answered,
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
    standing: true,
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    above: (s) => s.confirmed_60m!,
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
    standing: true,
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
    types: confirmed,
    above: (s) => s.confirmed_satang!,
    below: (s) => s.requested_satang!,
  }),
  percentile(50),
  percentile(90),
];

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [...additive, ...derived].map((metric) => [metric.id, metric]),
);
