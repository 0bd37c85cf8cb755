import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { Bar, OpenFreeze, SceneAnnotation, TableRow } from "#wire/sceneParts.ts";
import { BAR_MINUTES, type Strip, type StripAlert } from "#wire/sceneParts.ts";
import type { CommonScenery, FigureKey, Scene, Scenery, SeriesId, TableId } from "#wire/scenery.ts";
import { CHART_BARS } from "#wire/scenery.ts";
import type { Told } from "./feed.ts";
import { objectivesOf } from "./objectives.ts";
import { pacesOf, trendsOf } from "./paces.ts";
import { openFreeze, overdueOf, risksOfAll, SLOW } from "./risks.ts";
import { MAY_BE_CUT, tablesOf } from "./tables.ts";
import { withVerdicts } from "./verdicts.ts";

/** How a centre can stand; each one strains the walls in another way. */
export const STATES = [
  "normal",
  "watch",
  "broken",
  "no-data",
  "many",
  "zero",
  "empty",
  "night",
  "midnight",
  "ageing",
  "first",
] as const;
export type State = (typeof STATES)[number];

const MILLION = 1e8;
const CHARTS: Record<Scene, SeriesId[]> = {
  overview: [
    "calls.offered",
    "calls.answered",
    "calls.offered@week",
    "freezes.requested",
    "freezes.confirmed",
    "freezes.requested@week",
  ],
  calls: ["calls.offered", "calls.answered", "calls.offered@week"],
  freezes: [],
  losses: [],
  targets: [],
  sla: [],
};

/** Seconds that are left to the freezes that are listed. */
const BAD = [-9_000, -4_300, -2_500, -252, 161, 425, 1_730, 2_900, 3_540];
const AT_RISK = [425, 509, 1_290, 1_730, 1_990, 2_510, 2_900, 3_240, 3_540];
const CALM = [1_800, 1_990, 2_180, 2_370, 2_560, 2_750, 2_940, 3_130, 3_320];

/** When each state is looked at: in the afternoon, but for those that are of an hour. */
export function momentOf(state: State): number {
  if (state === "night") return Date.parse("2026-11-21T23:41:07+07:00");
  if (state === "midnight") return Date.parse("2026-11-22T00:00:07+07:00");
  return Date.parse("2026-11-21T14:32:07+07:00");
}

/** All parts of all scenes. */
export type Whole = CommonScenery & {
  series: Record<SeriesId, Bar[]>;
  tables: Record<TableId, TableRow[]>;
} & Pick<Scenery<"freezes">, "board" | "boardRest"> &
  Pick<Scenery<"calls">, "staffing"> &
  Pick<Scenery<"targets">, "paces" | "annotations"> &
  Pick<Scenery<"overview">, "trends"> &
  Pick<Scenery<"sla">, "objectives">;

/** What people have said: of the first bar, of some time, of the running one, and last as much as a line may hold. */
const notedAt = (now: number, step: number): SceneAnnotation[] =>
  [170, 55, 36, 2, 12].map((ago, place) => ({
    from: now - ago * step,
    until: place === 2 ? now - 20 * step : null,
    slice: { by: "all", of: null },
    text: MAY_BE_CUT[MAY_BE_CUT.length - 1]!,
  }));

/** The parts that a scene has. */
export function pick(
  scene: Scene,
  { board, boardRest, staffing, series, tables, paces, trends, objectives, annotations, ...common }: Whole,
): Scenery {
  const { queues, banks, scamTypes, provinces, channels, hops } = tables;
  const sceneries: { [S in Scene]: Scenery<S> } = {
    overview: { ...common, series, annotations, trends },
    calls: { ...common, series, annotations, tables: { queues }, staffing },
    freezes: { ...common, tables: { banks }, board, boardRest },
    losses: { ...common, tables: { scamTypes, provinces, channels, hops, banks } },
    targets: { ...common, paces, annotations },
    sla: { ...common, tables: { banks }, objectives },
  };
  return sceneries[scene];
}

/** The longest names and the widest numbers that a day can have. */
export function sceneryOf(state: State, scene: Scene, now: number): Scenery {
  return withVerdicts(pick(scene, wholeOf(state, scene, now)));
}

function wholeOf(state: State, scene: Scene, now: number): Whole {
  const silence = { "no-data": 15 * 60, ageing: 14 }[state as string] ?? 0;
  const heard = state === "empty" ? null : now - silence * MINUTE;
  const isDead = state === "empty" || state === "no-data";
  const isBad = state === "broken" || state === "many" || state === "ageing";
  // The first freeze of a day is open, and no bank has answered yet.
  const isFirst = state === "first";
  // A day that has just begun: sums are zero, shares are of nothing.
  const isNew = state === "midnight";
  const wide = state === "many" ? 10 : 1;
  const figure = (value: number | null, more: Partial<Figure> = {}): Figure => ({
    value: isDead ? null : value,
    state: isDead ? "no-data" : "open",
    heard,
    maxAgeSeconds: 900,
    // One of the sources is behind: what it has not sent is missing from every figure.
    ...(state === "watch" ? { missing: { sources: ["CFR"], of: 31 } } : {}),
    ...(isDead ? {} : more),
  });
  const ofDay = (value: number, more: Partial<Figure> = {}) => figure(isNew ? 0 : value, isNew ? {} : more);
  const share = (numerator: number, denominator: number) =>
    isNew
      ? figure(null, { numerator: 0, denominator: 0 })
      : figure(numerator / denominator, { numerator, denominator });
  const money = (million: number) => ofDay(Math.round(million * wide * MILLION));
  const level = share(isBad ? 1_914 : state === "watch" ? 2_114 : 2_410, 2_697);
  const inTime = share(isBad ? 700 : state === "watch" ? 727 : 741, 771);

  const lefts = isBad ? BAD : state === "watch" ? AT_RISK : CALM;
  const isNobodyOpen = state === "zero" || isDead;
  const freezes = isNobodyOpen
    ? []
    : lefts.map((left, place) => freezeOf(place, now + left * 1_000, isBad && place === 6 ? SLOW : null));
  // Of a bad day far more than are listed.
  const risks = risksOfAll(freezes, now).map((risk) => ({
    ...risk,
    count: isBad ? (overdueOf([risk]) > 0 ? 10 : 46) : risk.count,
  }));
  const minute = now - (now % MINUTE);
  const bars = CHART_BARS[scene];
  const running = now - (now % (BAR_MINUTES * MINUTE));
  const barsOf = (id: SeriesId): Bar[] =>
    Array.from({ length: bars }, (_, index): Bar => {
      const at = running - (bars - 1 - index) * BAR_MINUTES * MINUTE;
      if (isDead) return { at, value: null, state: "no-data", unknown: BAR_MINUTES };
      const isRunning = index === bars - 1 && !id.endsWith("@week");
      const came = Math.round((95 + 40 * Math.sin(index / 2)) * (isRunning ? 0.3 : 1)) * wide;
      const isKept = id === "calls.answered" || id === "freezes.confirmed";
      return {
        at,
        value: isKept ? Math.round(came * (isBad ? 0.7 : 0.9)) : came,
        state: isRunning ? "open" : "settled",
        // One of the sources has been behind for a while.
        ...(state === "watch" && isKept && index > bars - 6 ? { missing: true } : {}),
      };
    });

  const tables = tablesOf({
    figure: ofDay,
    share,
    money,
    wide,
    missed: isBad ? [200, 170, 140, 110, 80, 50, 20, 10] : [62, 58, 9, 8, 7, 6, 5, 4],
    level,
  });
  // To be watched too: one of five banks has said nothing for a while.
  if (state === "watch")
    tables.banks = tables.banks
      .slice(0, 5)
      .map((row, place) => (place === 1 ? lastHeard(row, now - 40 * MINUTE) : row));

  return {
    day: minute,
    simulated: true,
    figures: {
      "calls.service_level@today": level,
      "calls.offered@today": ofDay(2_697),
      "lines.waiting@2min": figure(7 * wide),
      "lines.longest_wait_seconds@2min": figure(102 * wide),
      "lines.busy@2min": figure(state === "many" ? 100 : 73),
      "lines.lines@2min": figure(100),
      "lines.agents_ready@2min": figure(3),
      "lines.agents_busy@2min": figure(55),
      "freezes.sla_60m@today": inTime,
      "freezes.open@7days": figure(freezes.length === 0 ? 0 : isBad ? 200 : 41),
      "freezes.requested@today": ofDay(isFirst ? 1 : 812),
      "freezes.p50_minutes@today": isNew ? figure(null) : figure(11.3),
      "freezes.confirmed_satang@today": money(31.2),
      "freezes.held_share_of_requested@today": share(312, 587),
      ...(isNew ? {} : { "freezes.held_share_of_requested@week": share(47, 100) }),
      "freezes.requested_satang@today": money(58.7),
      "freezes.moved_satang@today": money(15.4),
      "freezes.cashed_out_satang@today": money(3.9),
      "freezes.untraced_satang@today": money(1.3),
      "freezes.waiting_satang@today": money(6.9),
      "freezes.seconds_lost@today": share(92_000 * wide, 131),
      "reports.loss_satang@today": money(64.9),
      "reports.filed@today": ofDay(1_284 * wide),
      "refunds.paid@today": ofDay(12),
      ...cases(figure, wide, isNew),
    },
    verdicts: {},
    series: Object.fromEntries(CHARTS[scene].map((id) => [id, barsOf(id)])) as Whole["series"],
    tables: isDead
      ? { banks: [], queues: [], scamTypes: [], provinces: [], channels: [], hops: [] }
      : { ...tables, ...(isFirst ? { banks: [] } : {}) },
    open: freezes.length,
    overdue: overdueOf(risks),
    risks,
    nearest: (isBad ? freezes.slice(3) : freezes).slice(0, 5),
    board: scene === "freezes" ? freezes : [],
    paces: pacesOf(state, wide),
    trends: trendsOf(pacesOf(state, wide)),
    // Of a quiet day nobody has said anything; of others, as much as may be.
    annotations: state === "zero" ? [] : notedAt(now, scene === "targets" ? DAY : MINUTE),
    objectives: objectivesOf(state, wide),
    boardRest: { count: freezes.length === 0 ? 0 : 191, satang: 312 * MILLION },
    staffing: isDead
      ? []
      : [15, 30].map((minutes) => ({
          minutes,
          callsPerHour: 498,
          handleSeconds: 412,
          erlangs: isBad ? 73.2 : 55.4,
          agentsErlangA: isBad ? 172 : state === "watch" ? 61 : 56,
          agentsErlangC: isBad ? 181 : 62,
          agentsNow: 58,
          blocked: isBad ? 0.312 : 0.0004,
          assumed: { share: 0.8, withinSeconds: 20, patienceSeconds: 120, handleOf: "last hour" },
        })),
    warnings: [],
    strip: stripOf(state, now),
    sources: [
      {
        name: "exchange",
        nameTh: "ตู้สาขา",
        heard,
        silent: state === "no-data",
        behind: false,
        clockOffSeconds: isBad ? -187 : null,
        simulated: true,
      },
      // It is heard, and works off what it has not sent for forty minutes.
      {
        name: "CFR",
        nameTh: "CFR",
        silent: false,
        clockOffSeconds: null,
        simulated: true,
        ...(state === "watch" ? { heard: now - 40 * MINUTE, behind: true } : { heard, behind: false }),
      },
    ],
  };
}

/** How far the cases of 90 days have come; of a centre that is new: none. */
function cases(
  figure: (value: number | null) => Figure,
  wide: number,
  isNew: boolean,
): Record<FigureKey, Figure> {
  const steps: [step: string, count: number, seconds: number][] = [
    ["freezing", 53_570, 561],
    ["complaint", 52_880, 70_000],
    ["tracing", 31_400, 290_000],
    ["refunding", 4_150, 3_560_000],
    ["closed", 3_690, 530_000],
  ];
  return {
    "reports.filed@90days": figure(isNew ? 0 : 57_600 * wide),
    "reports.complaint_72h@90days": figure(48_100 * wide),
    ...Object.fromEntries(
      steps.flatMap(([step, count, seconds]) => [
        [`reports.${step}@90days`, figure(count * wide)],
        [`reports.${step}_mean_seconds@90days`, figure(seconds)],
      ]),
    ),
  };
}

/** The longest words that the strip can have, at the age that is written the widest. */
function stripOf(state: State, now: number): Strip {
  const alert = (key: string, th: string, en: string, more: Partial<StripAlert>): StripAlert => ({
    key,
    what: { th, en },
    look: "watch",
    since: now - 47 * MINUTE,
    takenBy: null,
    ...more,
  });
  const late = alert("1", "KBANK เกิน 60 นาที", "KBANK over 60 min", { look: "broken" });
  const calls = alert("2", "คิวขอปลดระงับบัญชี รับสายช้า", "Unfreeze slow to answer", {
    takenBy: "commander",
  });
  const silent = alert("3", "KBANK ไม่มีข้อมูล · ระงับช้า", "KBANK no data · slow to freeze", {
    look: "no-data",
  });
  const taken = (of: StripAlert): StripAlert => ({ ...of, takenBy: "admin", since: now - 20 * HOUR });
  const all = (alerts: StripAlert[], open = alerts.length): Strip => ({
    alerts,
    open,
    judgedUntil: null,
    unacknowledged: alerts.filter(({ takenBy }) => takenBy === null).length,
  });
  switch (state) {
    case "watch":
      return all([alert("4", "KBANK จะเกิน 60 นาที · ไม่นิ่ง", "KBANK will miss 60 min · unstable", {}), calls]);
    case "broken":
      return all([late, silent, taken({ ...late, key: "5" })]);
    case "many":
      return { ...all([late, silent, calls], 1_043), unacknowledged: 1_020 };
    case "no-data":
      return { ...all([taken(silent)]), judgedUntil: now - 47 * MINUTE };
    case "night":
      return all([taken(late)]);
    default:
      return all([]);
  }
}

/** @param slow a bank that will miss it with half of its time left: the widest clock beside the word */
function freezeOf(place: number, dueAt: number, slow: string | null): OpenFreeze {
  const of = {
    key: `f-${place}`,
    bank: slow ?? ["KBANK", "TRUEMONEY", "ICBCT"][place % 3] ?? "",
    hop: place % 2 === 0 ? 2 : 9,
    amountSatang: [124.8 * MILLION, 9_999_900, 2.04 * MILLION][place % 3] ?? 0,
  };
  return openFreeze(of, dueAt);
}

/** What a feed tells of a state. */
export const told = (state: State): Told => ({
  now: momentOf(state),
  sceneryOf: (scene, now) => sceneryOf(state, scene, now),
});

const lastHeard = (row: TableRow, heard: number): TableRow => ({
  ...row,
  figures: Object.fromEntries(Object.entries(row.figures).map(([id, of]) => [id, { ...of, heard }])),
});
