import type { Figure, OpenFreeze, Point, Scene, Scenery, SeriesId, TableRow } from "#wire/live.ts";
import { CHART_MINUTES } from "#wire/live.ts";

/** How a centre can stand; each one strains the walls in another way. */
export const STATES = ["normal", "broken", "many", "zero", "no-data", "empty"] as const;
export type State = (typeof STATES)[number];

const MINUTE = 60_000;
const MILLION = 1e8;
const CHARTS: Record<Scene, SeriesId[]> = {
  overview: [
    "calls.offered",
    "calls.abandoned",
    "calls.offered@week",
    "freezes.requested",
    "freezes.held",
    "freezes.requested@week",
  ],
  calls: ["calls.answered", "calls.abandoned"],
  freezes: [],
  losses: [],
};

/** The longest names and the widest numbers that a day can have. */
export function sceneryOf(state: State, scene: Scene, now: number): Scenery {
  const heard = state === "empty" ? null : state === "no-data" ? now - 15 * MINUTE : now;
  const isDead = state === "empty" || state === "no-data";
  const figure = (value: number, more: Partial<Figure> = {}): Figure => ({
    value: isDead ? null : value,
    state: isDead ? "no-data" : "open",
    heard,
    maxAgeSeconds: 900,
    ...(isDead ? {} : more),
  });
  const share = (numerator: number, denominator: number) =>
    figure(numerator / denominator, { numerator, denominator });
  const row = (code: string, th: string, en: string, figures: Record<string, Figure>): TableRow => ({
    code,
    th,
    en,
    figures,
  });
  const wide = state === "many" ? 10 : 1;
  const isBad = state === "broken" || state === "many";
  const money = (million: number) => figure(Math.round(million * wide * MILLION));
  const loss = (code: string, th: string, en: string, filed: number, million: number) =>
    row(code, th, en, { "reports.filed": figure(filed * wide), "reports.loss_satang": money(million) });

  const banks = ["KBANK", "TRUEMONEY", "TTB", "BAY", "SCB", "KTB", "BBL", "ICBCT", "LH"].map((code, place) =>
    row(code, code, code, {
      "freezes.sla_60m":
        place === 8 ? share(3, 3) : share(1_000 - (isBad ? 200 - place * 30 : 9 - place), 1_000),
      "freezes.p50_minutes": figure(place === 1 ? 120 : 9.7 + place, place === 1 ? { atLeast: true } : {}),
    }),
  );
  const freeze = (place: number): OpenFreeze => {
    const late = [-9_000, -4_300, -2_500, -252, 161, 425, 1_730, 2_900, 3_540];
    const calm = 1_800 + place * 190;
    const deadline = now + (isBad ? (late[place] ?? 0) : calm) * 1_000;
    return {
      key: `f-${place}`,
      bank: ["KBANK", "TRUEMONEY", "ICBCT"][place % 3] ?? "",
      hop: place % 2 === 0 ? 2 : 12,
      amountSatang: [124.8 * MILLION, 9_999_900, 2.04 * MILLION][place % 3] ?? 0,
      requestedAt: deadline - 60 * MINUTE,
      deadline,
    };
  };
  const freezes = state === "zero" || isDead ? [] : Array.from({ length: 9 }, (_, place) => freeze(place));
  const level = share(isBad ? 1_914 : 2_410, 2_697);
  const minute = now - (now % MINUTE);
  const points = (id: SeriesId): Point[] =>
    Array.from({ length: CHART_MINUTES[scene] }, (_, index) => ({
      at: minute - (CHART_MINUTES[scene] - 1 - index) * MINUTE,
      value: isDead ? null : Math.round(20 + 9 * Math.sin(index / 9 + id.length)) * wide,
      state: isDead ? "no-data" : index === CHART_MINUTES[scene] - 1 ? "open" : "settled",
    }));

  return {
    day: minute,
    simulated: true,
    figures: {
      "calls.service_level": level,
      "calls.offered": figure(2_697),
      "lines.waiting": figure(7 * wide),
      "lines.longest_wait_seconds": figure(102 * wide),
      "lines.busy": figure(73),
      "lines.lines": figure(100),
      "lines.agents_ready": figure(3),
      "lines.agents_busy": figure(55),
      "freezes.sla_60m": share(isBad ? 700 : 741, 771),
      "freezes.open": figure(freezes.length === 0 ? 0 : isBad ? 200 : 41),
      "freezes.p50_minutes": figure(11.3),
      "freezes.confirmed_satang": money(31.2),
      "freezes.held_share_of_requested": share(312, 587),
      "freezes.held_share_of_requested@week": share(47, 100),
      "freezes.requested_satang": money(58.7),
      "freezes.moved_satang": money(15.4),
      "freezes.waiting_satang": money(10.5),
      "reports.loss_satang": money(64.9),
      "reports.filed": figure(1_284 * wide),
    },
    series: Object.fromEntries(CHARTS[scene].map((id) => [id, points(id)])),
    tables: isDead
      ? {}
      : {
          banks,
          queues: [
            ["report", "แจ้งเหตุ", "Report", 2_103],
            ["unfreeze", "ขอปลดระงับบัญชี", "Unfreeze", 402],
            ["consult", "ปรึกษา", "Consult", 192],
          ].map(([code, th, en, offered]) =>
            row(String(code), String(th), String(en), {
              "calls.offered": figure(Number(offered)),
              "calls.service_level": level,
              "calls.abandon_rate": share(30, 192),
              "calls.asa_seconds": figure(24 * wide),
            }),
          ),
          scamTypes: [
            loss("purchase_gang", "หลอกลวงซื้อขาย", "Purchase scam, organised", 512, 124.2),
            loss("impersonate_borrow", "หลอกเป็นบุคคลอื่น", "Impersonation", 210, 12.8),
            loss("remote_app", "หลอกให้ติดตั้งโปรแกรม", "Remote-control app", 96, 9.6),
            loss("new", "ประเภทใหม่ที่ยังไม่มีชื่อย่อเลยสักชื่อเดียว", "A brand-new kind without a short name", 88, 7.3),
            loss("call_center", "ข่มขู่", "Call centre", 61, 3.2),
            loss("romance", "รัก", "Romance", 42, 0.88),
            loss("ponzi", "แชร์ลูกโซ่", "Ponzi", 6, 0.21),
            loss("hack", "แฮ็ก", "Hacking", 1, 0.04),
          ],
          provinces: [
            loss("TH-10", "กรุงเทพมหานคร", "Bangkok", 402, 22.8),
            loss("TH-14", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya", 101, 6.1),
            loss("TH-80", "นครศรีธรรมราช", "Nakhon Si Thammarat", 88, 5.2),
            loss("TH-77", "ประจวบคีรีขันธ์", "Prachuap Khiri Khan", 41, 2.2),
            loss("TH-50", "เชียงใหม่", "Chiang Mai", 30, 1.1),
            loss("TH-37", "อำนาจเจริญ", "Amnat Charoen", 9, 0.4),
            loss("TH-00", "ไม่ทราบจังหวัด", "Unknown", 3, 0.1),
          ],
          channels: ["1441", "online", "bank", "police", "1212", "nbtc", "tcc"].map((code, place) =>
            loss(code, code, code, 602 - place * 90, 30.2 / (place + 1)),
          ),
          hops: [1, 2, 3, 4, 5].map((hop) =>
            row(String(hop), "", "", {
              "freezes.requested_satang": money(40 / hop),
              "freezes.confirmed_satang": money(20 / hop),
              "freezes.moved_satang": money(10 / hop),
              "freezes.waiting_satang": money(5 / hop),
            }),
          ),
        },
    open: freezes.length,
    overdue: isBad && freezes.length > 0 ? 40 : 0,
    newlyOverdue: isBad && freezes.length > 0 ? 12 : 0,
    nearest: freezes.slice(4, 9),
    board: scene === "freezes" ? freezes : [],
    boardRest: { count: freezes.length === 0 ? 0 : 191, satang: 312 * MILLION },
    willMiss:
      isBad && freezes.length > 0
        ? ["KBANK", "TRUEMONEY", "ICBCT"].map((bank) => ({ bank, count: 44, satang: 20 * MILLION }))
        : [],
    staffing: isDead
      ? []
      : [15, 30].map((minutes) => ({
          minutes,
          callsPerHour: 498,
          handleSeconds: 412,
          erlangs: isBad ? 73.2 : 55.4,
          agentsErlangA: isBad ? 172 : 56,
          agentsErlangC: isBad ? 181 : 62,
          agentsNow: 58,
          blocked: isBad ? 0.312 : 0.0004,
          assumed: { share: 0.8, withinSeconds: 20, patienceSeconds: 120, handleOf: "last hour" },
        })),
    sources: [
      { name: "exchange", nameTh: "ตู้สาขา", heard, silent: state === "no-data", simulated: true },
      { name: "CFR", nameTh: "CFR", heard, silent: false, simulated: true },
    ],
  };
}
