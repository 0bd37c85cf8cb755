import { type CellKind, MAX_AGE, type Metric, type Unit } from "./metric.ts";

type Column = [name: string, th: string, en: string, types: string[], unit?: Unit];

const offered = ["call.offered"];
const answered = ["call.offered", "call.answered"];
const abandoned = ["call.offered", "call.abandoned"];
const requested = ["freeze.requested"];
const confirmed = ["freeze.requested", "freeze.confirmed"];
const refused = ["freeze.requested", "freeze.refused"];
const ended = ["freeze.requested", "freeze.confirmed", "freeze.refused"];
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
    ["moved_satang", "เงินที่โอนต่อแล้ว", "Moved on to other accounts", ended, "satang"],
    ["cashed_out_satang", "เงินที่ถอนเป็นเงินสดแล้ว", "Cashed out", ended, "satang"],
    ["released", "ปลดระงับ", "Released", ["freeze.requested", "freeze.confirmed", "freeze.released"]],
    ...within(
      "confirmed",
      ["5m", "10m", "15m", "30m", "60m", "120m"],
      "ระงับได้ภายใน",
      "Confirmed within",
      confirmed,
    ),
    ["freeze_seconds", "เวลาระงับรวม", "Total time to freeze", confirmed, "seconds"],
    ["refuse_seconds", "เวลาตอบว่าระงับไม่ได้รวม", "Total time to refuse", refused, "seconds"],
    ["held", "ระงับได้ (ตามเวลาที่ระงับ)", "Held, by time of confirmation", ["freeze.confirmed"]],
    [
      "held_satang",
      "เงินที่ระงับได้ (ตามเวลาที่ระงับ)",
      "Amount held, by time of confirmation",
      ["freeze.confirmed"],
      "satang",
    ],
    ["open", "รอธนาคารตอบ", "Open: no answer yet", ended],
    ["waiting_satang", "เงินที่รอผล", "Amount of the open ones", ended, "satang"],
    ["waiting_seconds", "เวลาที่รอผลรวม จนถึงขณะนี้", "Total wait of the open ones, up to now", ended, "seconds"],
    ["pending", "ยังอยู่ใน 60 นาที", "Open, its hour not over", ended],
    ["due", "ครบกำหนดวัดผล", "Answered, or its hour is over", ended],
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

/** What follows from the open freezes, not from cells. */
export const STANDING = new Set(["open", "waiting_satang", "waiting_seconds", "pending", "due"]);

/** A metric a column: `<cells>.<column>`. */
export const ADDITIVE: readonly Metric[] = (Object.keys(COLUMNS) as CellKind[]).flatMap((cells) =>
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
