import type { FigureRow, Question, Slice } from "#wire/figures.ts";
import type { Bars, Block, Growth, Section, Table } from "#wire/reports.ts";
import { type Book, sliceKey } from "./book.ts";
import { grown, hiddenOf } from "./growth.ts";
import { type Judged, objectivesBlock, targetsBlock } from "./judging.ts";
import { partsOf, type Span } from "./period.ts";

/** What a section is made from. */
export interface Making {
  period: Span;
  before: Span | null;
  isPublic: boolean;
  book: Book;
  judged: Judged;
  ask(question: Question): Promise<FigureRow[]>;
}

const KEY = [
  ...["calls.offered", "calls.service_level", "calls.abandon_rate", "reports.filed", "reports.loss_satang"],
  ...["freezes.requested", "freezes.sla_60m", "freezes.p50_minutes", "freezes.requested_satang"],
  ...["freezes.confirmed_satang", "freezes.held_share_of_requested"],
];
const CALLS = [
  ...["calls.offered", "calls.answered", "calls.abandoned", "calls.service_level", "calls.abandon_rate"],
  "calls.asa_seconds",
];
const FREEZES = [
  ...["freezes.requested", "freezes.sla_60m", "freezes.answered_share_60m", "freezes.p50_minutes"],
  ...["freezes.requested_satang", "freezes.confirmed_satang", "freezes.held_share_of_requested"],
];
const TRAIL = [
  ...["freezes.requested", "freezes.requested_satang", "freezes.confirmed_satang", "freezes.moved_satang"],
  ...["freezes.cashed_out_satang", "freezes.untraced_satang"],
];
const CASES = ["reports.filed", "reports.loss_satang"];
const REFUNDS = ["refunds.paid", "refunds.paid_satang"];

/** What each section consists of, in the order of the document. Quality and definitions follow from the others. */
export const SECTION_PARTS = new Map<Section, (making: Making) => Promise<Block[]>>([
  ["key", async (making) => [await metricsTable(making, KEY)]],
  ["objectives", async ({ judged, book, period }) => [objectivesBlock(judged, book, period)]],
  ["targets", async ({ judged, book }) => [targetsBlock(judged, book)]],
  [
    "calls",
    async (making) => [await bars(making, "calls.offered"), await sliceTable(making, CALLS, "queue")],
  ],
  // A public edition names no bank.
  [
    "freezes",
    async (making) => [
      await bars(making, "freezes.requested"),
      making.isPublic ? await metricsTable(making, FREEZES) : await sliceTable(making, FREEZES, "bank"),
    ],
  ],
  ["trail", async (making) => [await sliceTable(making, TRAIL, "hop")]],
  [
    "pattern",
    async (making) => [
      await bars(making, "reports.filed"),
      await growth(making),
      await sliceTable(making, CASES, "scamType"),
      await sliceTable(making, CASES, "channel"),
    ],
  ],
  ["provinces", async (making) => [await sliceTable(making, CASES, "province")]],
  [
    "refunds",
    async (making) => [
      making.isPublic ? await metricsTable(making, REFUNDS) : await sliceTable(making, REFUNDS, "bank"),
    ],
  ],
  ["quality", async () => []],
  ["definitions", async () => []],
]);

type Found = { slice: Slice; now: FigureRow[]; before: (FigureRow | undefined)[] };

/** A row of the same metrics for each slice, in the period and in the one before. */
async function askBoth(
  { ask, period, before }: Making,
  metrics: readonly string[],
  more: Pick<Question, "by" | "only"> = {},
): Promise<Found[]> {
  const total = { metrics, step: "total", ...more } as const;
  const [now, then] = await Promise.all([
    ask({ ...total, ...period }),
    before ? ask({ ...total, ...before }) : [],
  ]);
  const earlier = new Map(then.map((row) => [`${row.metric} ${sliceKey(row.slice)}`, row]));
  const slices = new Map<string, Found>();
  for (const row of now) {
    const key = sliceKey(row.slice);
    const found = slices.get(key) ?? { slice: row.slice, now: [], before: [] };
    slices.set(key, found);
    const place = metrics.indexOf(row.metric);
    found.now[place] = row;
    found.before[place] = earlier.get(`${row.metric} ${key}`);
  }
  return [...slices.values()];
}

function rowOf({ book, period, before }: Making, found: Found): Table["rows"][number] {
  return {
    slice: found.slice,
    figures: found.now.map((row) => book.add(row, period)),
    before: found.now.map((_, place) => {
      const row = found.before[place];
      return row && before ? book.add(row, before) : null;
    }),
  };
}

/** The figures themselves, one a row. */
async function metricsTable(making: Making, metrics: readonly string[]): Promise<Table> {
  const [found] = await askBoth(making, metrics);
  const { slice, figures, before } = rowOf(making, found!);
  const rows = figures.map((figure, place) => ({ slice, figures: [figure], before: [before[place]!] }));
  return { kind: "table", by: null, rows, hidden: 0 };
}

const sizeOf = (row: FigureRow | undefined) => Number(row?.value ?? 0);

/** A row for each value of a dimension, by the first metric, hops by their number; then the total. */
async function sliceTable(making: Making, metrics: readonly string[], by: string): Promise<Table> {
  const [all, [total]] = await Promise.all([
    askBoth(making, metrics, { by: [by] }),
    askBoth(making, metrics),
  ]);
  const order = (a: Found, b: Found) =>
    (by === "hop" ? Number(a.slice.hop) - Number(b.slice.hop) : sizeOf(b.now[0]) - sizeOf(a.now[0])) ||
    (sliceKey(a.slice) < sliceKey(b.slice) ? -1 : 1);
  const sorted = all.sort(order);
  const hidden = making.isPublic
    ? hiddenOf(sorted.map(({ now, before }) => ({ now: sizeOf(now[0]), before: sizeOf(before[0]) })))
    : new Set<number>();
  const rows = sorted.filter((_, place) => !hidden.has(place)).map((found) => rowOf(making, found));
  return {
    kind: "table",
    by,
    hidden: hidden.size,
    rows: [...rows, { ...rowOf(making, total!), isTotal: true as const }],
  };
}

/** A bar for each hour, day or month, and for each hour and day what was then in the period before. */
async function bars({ ask, book, period, before }: Making, metric: string): Promise<Bars> {
  const { step, parts } = partsOf(period);
  if (step === "month") {
    const rows = await Promise.all(
      parts.map(async (part) => (await ask({ metrics: [metric], ...part, step: "total" }))[0]!),
    );
    const of = (place: number) => book.add(rows[place]!, parts[place]!);
    return { kind: "bars", step, bars: parts.map((_, place) => ({ figure: of(place), before: null })) };
  }
  const one = { metrics: [metric], step } as const;
  const [now, then] = await Promise.all([
    ask({ ...one, ...period }),
    before ? ask({ ...one, ...before }) : [],
  ]);
  const [{ from, until }] = parts as [Span];
  const size = until - from;
  const earlier = new Map(then.map((row) => [row.at - (before?.from ?? 0), row]));
  return {
    kind: "bars",
    step,
    bars: now.map((row) => {
      const past = earlier.get(row.at - period.from);
      return {
        figure: book.add(row, { from: row.at, until: row.at + size }),
        before: past ? book.add(past, { from: past.at, until: past.at + size }) : null,
      };
    }),
  };
}

const GROWING = ["scamType", "channel", "province"] as const;
/** Of each dimension. */
const MOST_GROWN = 3;

/** What has grown by more than chance, and for scam types what is typical of them: their largest channel and province. */
async function growth(making: Making): Promise<Growth> {
  const { book, period, before } = making;
  const found: Growth["found"] = [];
  if (!before) return { kind: "growth", found };
  const ratio = (period.until - period.from) / (before.until - before.from);
  for (const by of GROWING) {
    const all = await askBoth(making, ["reports.filed"], { by: [by] });
    const counted = all.flatMap((each) => {
      const [then] = each.before;
      // Without a figure of the period before nothing is known to have grown.
      if (!then || then.state === "no-data") return [];
      return [{ each, then, now: sizeOf(each.now[0]), before: sizeOf(then) }];
    });
    const small = making.isPublic ? hiddenOf(counted) : new Set<number>();
    for (const { each, then } of grown(
      counted.filter((_, place) => !small.has(place)),
      ratio,
      MOST_GROWN,
    ))
      found.push({
        figure: book.add(each.now[0]!, period),
        before: book.add(then, before),
        typical: by === "scamType" ? await typicalOf(making, each.slice.scamType!) : [],
      });
  }
  return { kind: "growth", found };
}

async function typicalOf({ ask, book, period, isPublic }: Making, type: string): Promise<number[]> {
  const largest = await Promise.all(
    (["channel", "province"] as const).map(async (by) => {
      const rows = await ask({
        metrics: ["reports.filed"],
        ...period,
        step: "total",
        by: ["scamType", by],
        only: { scamType: [type] },
      });
      const counts = rows.map((row) => ({ now: sizeOf(row), before: sizeOf(row) }));
      const hidden = isPublic ? hiddenOf(counts) : new Set<number>();
      const shown = rows.filter((row, place) => sizeOf(row) > 0 && !hidden.has(place));
      return shown.sort(
        (a, b) => sizeOf(b) - sizeOf(a) || (sliceKey(a.slice) < sliceKey(b.slice) ? -1 : 1),
      )[0];
    }),
  );
  return largest.flatMap((row) => (row ? [book.add(row, period)] : []));
}
