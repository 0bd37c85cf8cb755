import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import type { TableId } from "#wire/scenery.ts";

/** How a scenery writes its figures: money in millions of baht. */
export interface Pen {
  figure(value: number, more?: Partial<Figure>): Figure;
  share(numerator: number, denominator: number): Figure;
  money(million: number): Figure;
  /** What every count is multiplied by. */
  wide: number;
  /** Of a thousand, how many each bank missed, the worst first. */
  missed: number[];
  level: Figure;
}

/** Names that nobody has shortened yet, and alerts of which more is said: only these may be cut, and end in dots. */
export const MAY_BE_CUT = [
  ...["ประเภทใหม่ที่ยังไม่มีชื่อย่อเลยสักชื่อเดียว", "A brand-new kind without a short name"],
  ...[
    "KBANK จะเกิน 60 นาที · ไม่นิ่ง",
    "KBANK will miss 60 min · unstable",
    "KBANK ไม่มีข้อมูล · ระงับช้า",
    "KBANK no data · slow to freeze",
  ],
  // What a person wrote, as long as it may be.
  "ระบบของธนาคารกสิกรไทยขัดข้องทุกช่องทางตั้งแต่ช่วงบ่าย ผู้เสียหายโอนผ่านธนาคารอื่นแทน และศูนย์แจ้งทุกธนาคารให้เฝ้าระวังบัญชีปลายทางที่รับโอนแล้ว จนกว่าจะกลับสู่ปกติ",
];

const CHANNELS = [
  ["1441", "1441", "1441"],
  ["online", "ออนไลน์", "Online"],
  ["bank", "ธนาคาร", "Banks"],
  ["police", "สถานีตำรวจ", "Police"],
  ["1212", "1212", "1212"],
  ["nbtc", "กสทช.", "NBTC"],
  ["tcc", "สภาผู้บริโภค", "Consumers"],
] as const;

/** The longest names and the widest numbers that the tables of a day can have. */
export function tablesOf({ figure, share, money, wide, missed, level }: Pen): Record<TableId, TableRow[]> {
  const row = (code: string, th: string, en: string, figures: Record<string, Figure>) => ({
    code,
    th,
    en,
    figures,
  });
  const loss = (code: string, th: string, en: string, filed: number, million: number) =>
    row(code, th, en, { "reports.filed": figure(filed * wide), "reports.loss_satang": money(million) });
  const queue = (code: string, th: string, en: string, offered: number) =>
    row(code, th, en, {
      "calls.offered": figure(offered),
      "calls.service_level": level,
      "calls.abandon_rate": share(30, 192),
      "calls.asa_seconds": figure(24 * wide),
    });
  const lost = [
    [720_000 * wide, 960 * wide],
    [96_000, 120],
    [1_080 * wide, 19],
    [2_400, 60],
    [4_000, 0],
  ] as const;
  const bank = (code: string, place: number) =>
    row(code, code, code, {
      "freezes.sla_60m": place === 8 ? share(3, 3) : share(1_000 - (missed[place] ?? 0), 1_000),
      // One has not answered at all, of another there are few answers, and some were not asked.
      "freezes.seconds_lost": share(...(lost[place] ?? ([0, 0] as const))),
      "freezes.p50_minutes": place === 1 ? figure(10_080, { atLeast: true }) : figure(9.7 + place),
    });

  return ordered({
    banks: ["KBANK", "TRUEMONEY", "TTB", "BAY", "SCB", "KTB", "BBL", "ICBCT", "LH"].map(bank),
    queues: [
      queue("report", "แจ้งเหตุ", "Report", 2_103),
      queue("unfreeze", "ขอปลดระงับบัญชี", "Unfreeze", 402),
      queue("consult", "ปรึกษา", "Consult", 192),
    ],
    scamTypes: [
      loss("purchase_gang", "ซื้อขาย (ขบวนการ)", "Purchase (gang)", 512, 124.2),
      loss("impersonate_borrow", "แอบอ้างยืมเงิน", "Posing to borrow", 210, 12.8),
      loss("remote_app", "แอปดูดเงิน", "Remote-control app", 96, 9.6),
      loss("new", MAY_BE_CUT[0]!, MAY_BE_CUT[1]!, 88, 7.3),
      loss("call_center", "คอลเซ็นเตอร์", "Call centre", 61, 3.2),
      loss("romance", "หลอกรักโอนเงิน", "Romance", 42, 0.88),
      loss("ponzi", "แชร์ลูกโซ่", "Ponzi", 6, 0.21),
      loss("hack", "แฮ็กระบบ", "Hacking", 1, 0.04),
    ],
    provinces: [
      loss("TH-10", "กรุงเทพมหานคร", "Bangkok", 402, 22.8),
      loss("TH-14", "พระนครศรีอยุธยา", "Ayutthaya", 101, 6.1),
      loss("TH-80", "นครศรีธรรมราช", "Nakhon Si Thammarat", 88, 5.2),
      loss("TH-77", "ประจวบคีรีขันธ์", "Prachuap Khiri Khan", 41, 2.2),
      loss("TH-50", "เชียงใหม่", "Chiang Mai", 30, 1.1),
      loss("TH-37", "อำนาจเจริญ", "Amnat Charoen", 9, 0.4),
      loss("TH-00", "ไม่ทราบจังหวัด", "Unknown", 3, 0.1),
    ],
    channels: CHANNELS.map(([code, th, en], index) =>
      loss(code, th, en, 602 - index * 90, 30.2 / (index + 1)),
    ),
    hops: [1, 2, 3, 4, 5].map((hop) =>
      row(String(hop), "", "", {
        "freezes.requested_satang": money(28.47 / hop),
        "freezes.confirmed_satang": money(15.14 / hop),
        "freezes.cashed_out_satang": money(1.89 / hop),
        "freezes.untraced_satang": money(0.61 / hop),
        "freezes.waiting_satang": money(4.06 / hop),
        "freezes.moved_satang": money(6.77 / hop),
        "freezes.seconds_lost": share((48_000 * wide) / hop, 19 * (6 - hop)),
      }),
    ),
  });
}

/** Rows in the order in which they are written here. */
const ordered = (tables: Record<TableId, Omit<TableRow, "order">[]>) =>
  Object.fromEntries(
    Object.entries(tables).map(([id, rows]) => [id, rows.map((row, order) => ({ ...row, order }))]),
  ) as Record<TableId, TableRow[]>;
