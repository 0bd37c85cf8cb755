import { OPEN_DAYS } from "#wire/promises.ts";
import { type Column, KINDS, type Kind } from "../store/cells.ts";
import { MAX_AGE, type Metric, type Unit } from "./metric.ts";

type Name = readonly [th: string, en: string, types: readonly string[], unit?: Unit];

const offered = ["call.offered"];
const answered = ["call.offered", "call.answered"];
const abandoned = ["call.offered", "call.abandoned"];
const handled = ["call.offered", "call.answered", "call.ended"];
const requested = ["freeze.requested"];
const confirmed = ["freeze.requested", "freeze.confirmed"];
const refused = ["freeze.requested", "freeze.refused"];
const ended = ["freeze.requested", "freeze.confirmed", "freeze.refused"];
const held = ["freeze.confirmed"];
const filed = ["report.filed"];
const advanced = ["report.filed", "report.advanced"];
const released = ["freeze.requested", "freeze.confirmed", "freeze.released"];
const overturned = ["freeze.requested", "freeze.confirmed", "freeze.overturned", "freeze.released"];
const lines = ["lines.sampled"];

/** Columns that are not in cells, because they depend on the time: computed from what is not decided yet. */
const OPEN = {
  freezes: ["open", "waiting_satang", "waiting_seconds", "pending", "due", "release_pending", "release_due"],
  reports: ["complaint_pending", "complaint_due"],
} as const satisfies Partial<Record<Kind, readonly string[]>>;
type Open<K extends Kind> = K extends keyof typeof OPEN ? (typeof OPEN)[K][number] : never;

/** The compiler rejects a column without names, and names without a column. */
type Names = { [K in Kind]: Record<Column<K> | Open<K>, Name> };

const NAMES = {
  calls: {
    offered: ["สายเข้า", "Calls offered", offered],
    answered: ["สายที่รับ", "Calls answered", answered],
    abandoned: ["สายหลุด", "Calls abandoned", abandoned],
    ended: ["สายที่จบ", "Calls ended", ["call.offered", "call.ended"]],
    handled: ["สายที่รับและจบ", "Calls answered and ended", handled],
    answered_5s: ["รับภายใน 5 วินาที", "Answered within 5 s", answered],
    answered_10s: ["รับภายใน 10 วินาที", "Answered within 10 s", answered],
    answered_20s: ["รับภายใน 20 วินาที", "Answered within 20 s", answered],
    answered_30s: ["รับภายใน 30 วินาที", "Answered within 30 s", answered],
    answered_60s: ["รับภายใน 60 วินาที", "Answered within 60 s", answered],
    answered_120s: ["รับภายใน 120 วินาที", "Answered within 120 s", answered],
    abandoned_5s: ["หลุดภายใน 5 วินาที", "Abandoned within 5 s", abandoned],
    abandoned_10s: ["หลุดภายใน 10 วินาที", "Abandoned within 10 s", abandoned],
    abandoned_20s: ["หลุดภายใน 20 วินาที", "Abandoned within 20 s", abandoned],
    abandoned_60s: ["หลุดภายใน 60 วินาที", "Abandoned within 60 s", abandoned],
    wait_seconds: ["เวลารอรวมของสายที่รับ", "Total wait of answered calls", answered, "seconds"],
    handle_seconds: ["เวลาสนทนารวม", "Total handling time", handled, "seconds"],
  },
  reports: {
    filed: ["เรื่องที่แจ้ง", "Reports filed", filed],
    loss_satang: ["เสียหายที่แจ้ง", "Loss reported", filed, "satang"],
    duplicates: ["เรื่องซ้ำ", "Duplicates", filed],
    voided: ["เรื่องที่ยกเลิก", "Voided", filed],
    freezing: ["เข้าสู่ขั้นระงับบัญชี", "Cases that reached freezing", advanced],
    complaint: ["แจ้งความแล้ว", "Cases with a police complaint", advanced],
    tracing: ["เข้าสู่ขั้นติดตามเส้นทางเงิน", "Cases that reached tracing", advanced],
    refunding: ["เข้าสู่ขั้นคืนเงิน", "Cases that reached refunding", advanced],
    closed: ["ปิดเรื่องแล้ว", "Cases closed", advanced],
    complaint_72h: ["แจ้งความภายใน 72 ชั่วโมง", "Police complaint within 72 h", advanced],
    freezing_seconds: ["เวลารวมก่อนถึงขั้นระงับบัญชี", "Total time to freezing", advanced, "seconds"],
    complaint_seconds: ["เวลารวมก่อนแจ้งความ", "Total time to the complaint", advanced, "seconds"],
    tracing_seconds: ["เวลารวมก่อนถึงขั้นติดตามเส้นทางเงิน", "Total time to tracing", advanced, "seconds"],
    refunding_seconds: ["เวลารวมก่อนถึงขั้นคืนเงิน", "Total time to refunding", advanced, "seconds"],
    closed_seconds: ["เวลารวมก่อนปิดเรื่อง", "Total time to closing", advanced, "seconds"],
    complaint_pending: ["ยังไม่แจ้งความ และยังอยู่ใน 72 ชั่วโมง", "No complaint yet, 72 h not over", advanced],
    complaint_due: ["ครบกำหนดวัดผลการแจ้งความ", "Complaint came, or 72 h are over", advanced],
  },
  freezes: {
    requested: ["ขอระงับ", "Freezes requested", requested],
    requested_satang: ["เงินที่ขอระงับ", "Amount asked for", requested, "satang"],
    confirmed: ["ระงับได้ (ตามเวลาที่ขอ)", "Confirmed, by time of request", confirmed],
    confirmed_satang: ["เงินที่ระงับได้ (ตามเวลาที่ขอ)", "Held, by time of request", confirmed, "satang"],
    refused: ["ระงับไม่ได้", "Refused", refused],
    refused_60m: ["ตอบว่าระงับไม่ได้ใน 60 นาที", "Refused within 60 min", refused],
    moved_satang: ["เงินที่โอนต่อแล้ว", "Moved on to other accounts", ended, "satang"],
    cashed_out_satang: ["เงินที่ถอนเป็นเงินสดแล้ว", "Cashed out", ended, "satang"],
    released: ["ปลดระงับ", "Released", released],
    overturned: ["พบว่าระงับผิด", "Holds found to be wrong", overturned],
    released_4h: [
      "ปลดระงับภายใน 4 ชั่วโมงหลังพบว่าระงับผิด",
      "Released within 4 h of being found wrong",
      overturned,
    ],
    confirmed_5m: ["ระงับได้ภายใน 5 นาที", "Confirmed within 5 min", confirmed],
    confirmed_10m: ["ระงับได้ภายใน 10 นาที", "Confirmed within 10 min", confirmed],
    confirmed_15m: ["ระงับได้ภายใน 15 นาที", "Confirmed within 15 min", confirmed],
    confirmed_30m: ["ระงับได้ภายใน 30 นาที", "Confirmed within 30 min", confirmed],
    confirmed_60m: ["ระงับได้ภายใน 60 นาที", "Confirmed within 60 min", confirmed],
    confirmed_120m: ["ระงับได้ภายใน 120 นาที", "Confirmed within 120 min", confirmed],
    freeze_seconds: ["เวลาระงับรวม", "Total time to freeze", confirmed, "seconds"],
    refuse_seconds: ["เวลาตอบว่าระงับไม่ได้รวม", "Total time to refuse", refused, "seconds"],
    held: ["ระงับได้ (ตามเวลาที่ระงับ)", "Held, by time of confirmation", held],
    held_satang: ["เงินที่ระงับได้ (ตามเวลาที่ระงับ)", "Amount held, by time of confirmation", held, "satang"],
    open: ["รอธนาคารตอบ", "Open: no answer yet", ended],
    waiting_satang: ["เงินที่รอผล", "Amount of the open ones", ended, "satang"],
    waiting_seconds: ["เวลาที่รอผลรวม จนถึงขณะนี้", "Total wait of the open ones, up to now", ended, "seconds"],
    pending: ["ยังอยู่ใน 60 นาที", "Open, its hour not over", ended],
    due: ["ครบกำหนดวัดผล", "Answered, or its hour is over", ended],
    release_pending: [
      "พบว่าระงับผิด ยังไม่ปลด และยังอยู่ใน 4 ชั่วโมง",
      "Found wrong, not released, 4 h not over",
      overturned,
    ],
    release_due: ["ครบกำหนดวัดผลการปลดระงับ", "Found wrong, and released or 4 h are over", overturned],
  },
  refunds: {
    paid: ["คืนเงิน", "Refunds paid", ["refund.paid"]],
    paid_satang: ["เงินที่คืน", "Amount refunded", ["refund.paid"], "satang"],
  },
  arrests: {
    made: ["การจับกุม", "Arrests", ["arrest.made"]],
    people: ["ผู้ถูกจับ", "People arrested", ["arrest.made"]],
  },
  lines: {
    lines: ["คู่สายทั้งหมด", "Lines", lines],
    busy: ["คู่สายที่ใช้", "Lines busy", lines],
    waiting: ["สายรอ", "Callers waiting", lines],
    longest_wait_seconds: ["รอนานสุด", "Longest wait", lines, "seconds"],
    agents_ready: ["เจ้าหน้าที่ว่าง", "Agents ready", lines],
    agents_busy: ["เจ้าหน้าที่รับสาย", "Agents busy", lines],
  },
} satisfies Names;

type Formula = Pick<Metric, "formula" | "formulaTh">;

const BETWEEN: Formula = {
  formula:
    "of the cases that reached the step: whole seconds from the step before it that was reached, or from the report; 0 where a later step came first",
  formulaTh: "ของเรื่องที่ถึงขั้นนี้: จำนวนวินาทีเต็มนับจากขั้นก่อนหน้าที่ถึง หรือนับจากเวลาที่แจ้ง หากขั้นถัดไปมาถึงก่อน นับเป็น 0",
};

/** By the metric's id; every other column is added up. */
const FORMULAS: ReadonlyMap<string, Formula> = new Map([
  ["freezes.due", { formula: "requested − pending", formulaTh: "ขอระงับ − ที่ยังอยู่ใน 60 นาทีและธนาคารยังไม่ตอบ" }],
  [
    "freezes.open",
    {
      formula: `requested − confirmed − refused. Walls count the requests of today and of the ${OPEN_DAYS} days before; an older one stays requested and not held in time, and after RETENTION_DAYS it is no longer open here either`,
      formulaTh: `ขอระงับ − ระงับได้ − ระงับไม่ได้ จอภาพนับคำขอของวันนี้และ ${OPEN_DAYS} วันก่อนหน้า คำขอที่เก่ากว่านั้นยังนับว่าขอแล้วและระงับไม่ทัน เมื่อพ้นจำนวนวันตาม RETENTION_DAYS จะไม่นับว่ารอธนาคารตอบอีก`,
    },
  ],
  [
    "freezes.released_4h",
    {
      formula: "of the holds found to be wrong: released 4 h after that, or sooner",
      formulaTh: "ของรายที่พบว่าระงับผิด: ปลดระงับภายใน 4 ชั่วโมงนับจากเวลาที่พบ",
    },
  ],
  [
    "freezes.overturned",
    {
      formula: "of the freezes confirmed: the hold was found to be wrong",
      formulaTh: "ของรายที่ระงับได้: พบภายหลังว่าระงับผิด",
    },
  ],
  [
    "freezes.release_due",
    {
      formula: "overturned − release_pending",
      formulaTh: "รายที่พบว่าระงับผิด − ที่ยังไม่ปลดและยังอยู่ใน 4 ชั่วโมง",
    },
  ],
  [
    "reports.complaint_72h",
    {
      formula: "of the cases filed: complaint 72 h after the report, or sooner",
      formulaTh: "ของเรื่องที่แจ้ง: แจ้งความภายใน 72 ชั่วโมงนับจากเวลาที่แจ้งเรื่อง",
    },
  ],
  [
    "reports.complaint_due",
    {
      formula: "filed − complaint_pending",
      formulaTh: "เรื่องที่แจ้ง − เรื่องที่ยังไม่แจ้งความและยังอยู่ใน 72 ชั่วโมง",
    },
  ],
  ...["freezing", "complaint", "tracing", "refunding", "closed"].map((step): [string, Formula] => [
    `reports.${step}_seconds`,
    BETWEEN,
  ]),
]);

/** Whether a column comes from what is not decided yet. */
export const isOpenColumn = (cells: Kind, column: string): boolean =>
  cells in OPEN && (OPEN[cells as keyof typeof OPEN] as readonly string[]).includes(column);

/** One metric per column: `<cells>.<column>`. */
export const ADDITIVE: readonly Metric[] = KINDS.flatMap((cells) =>
  Object.entries<Name>(NAMES[cells]).map(
    ([column, [th, en, types, unit]]): Metric => ({
      id: `${cells}.${column}`,
      cells,
      unit: unit ?? "count",
      th,
      en,
      ...(FORMULAS.get(`${cells}.${column}`) ?? {
        formula: `sum of ${column}`,
        formulaTh: "รวมทุกนาทีในช่วงเวลา",
      }),
      maxAgeSeconds: MAX_AGE[cells],
      minSample: 0,
      types,
      ...(isOpenColumn(cells, column) ? { unanswered: true as const } : {}),
      made: { of: [column] },
      derive: (sums) => ({ value: sums[column]! }),
    }),
  ),
);
