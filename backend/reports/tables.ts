import type { FigureRow, Question, Slice } from "#wire/figures.ts";
import type { Bars, Table } from "#wire/reports.ts";
import { type Book, sliceKey } from "./book.ts";
import { hiddenOf } from "./growth.ts";
import type { Judged } from "./judging.ts";
import { partsOf, type Span } from "./period.ts";

/** What a section asks, and of what. */
export interface Making {
  period: Span;
  before: Span | null;
  isPublic: boolean;
  judged: Promise<Judged>;
  ask(question: Question): Promise<FigureRow[]>;
}

/** Writes what was found, its figures into the book: a document has them in the order of its sections. */
export type Found<T> = (book: Book) => T;

export type Both = { slice: Slice; now: FigureRow[]; before: (FigureRow | undefined)[] };

/** A row of the same metrics for each slice, in their order, in the period and in the one before. */
export async function askBoth(
  { ask, period, before }: Making,
  metrics: readonly string[],
  more: Pick<Question, "by" | "only"> = {},
): Promise<Both[]> {
  const total = { metrics, step: "total", ...more } as const;
  const [now, then] = await Promise.all([
    ask({ ...total, ...period }),
    before ? ask({ ...total, ...before }) : [],
  ]);
  const earlier = new Map(then.map((row) => [`${row.metric} ${sliceKey(row.slice)}`, row]));
  const slices = new Map<string, Both>();
  for (const row of now) {
    const key = sliceKey(row.slice);
    const found = slices.get(key) ?? { slice: row.slice, now: [], before: [] };
    slices.set(key, found);
    const place = metrics.indexOf(row.metric);
    found.now[place] = row;
    found.before[place] = earlier.get(`${row.metric} ${key}`);
  }
  return [...slices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

function rowOf({ period, before }: Making, found: Both, book: Book): Table["rows"][number] {
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
export async function metricsTable(making: Making, metrics: readonly string[]): Promise<Found<Table>> {
  const [found] = await askBoth(making, metrics);
  return (book) => {
    const { slice, figures, before } = rowOf(making, found!, book);
    const rows = figures.map((figure, place) => ({ slice, figures: [figure], before: [before[place]!] }));
    return { kind: "table", by: null, rows, hidden: 0 };
  };
}

export const sizeOf = (row: FigureRow | undefined) => Number(row?.value ?? 0);

/** A row for each value of a dimension, by the first metric, hops by their number; then the total. */
export async function sliceTable(
  making: Making,
  metrics: readonly string[],
  by: string,
): Promise<Found<Table>> {
  const [all, [total]] = await Promise.all([
    askBoth(making, metrics, { by: [by] }),
    askBoth(making, metrics),
  ]);
  const order = (a: Both, b: Both) =>
    (by === "hop" ? Number(a.slice.hop) - Number(b.slice.hop) : sizeOf(b.now[0]) - sizeOf(a.now[0])) ||
    (sliceKey(a.slice) < sliceKey(b.slice) ? -1 : 1);
  const sorted = all.sort(order);
  const hidden = making.isPublic
    ? hiddenOf(sorted.map(({ now, before }) => ({ now: sizeOf(now[0]), before: sizeOf(before[0]) })))
    : new Set<number>();
  const shown = sorted.filter((_, place) => !hidden.has(place));
  return (book) => {
    const rows = shown.map((found) => rowOf(making, found, book));
    return {
      kind: "table",
      by,
      hidden: hidden.size,
      rows: [...rows, { ...rowOf(making, total!, book), isTotal: true as const }],
    };
  };
}

/** A bar for each hour, day or month, and for each hour and day what was then in the period before. */
export async function bars({ ask, period, before }: Making, metric: string): Promise<Found<Bars>> {
  const { step, parts } = partsOf(period);
  if (step === "month") {
    const rows = await Promise.all(
      parts.map(async (part) => (await ask({ metrics: [metric], ...part, step: "total" }))[0]!),
    );
    return (book) => {
      const of = (place: number) => book.add(rows[place]!, parts[place]!);
      return { kind: "bars", step, bars: parts.map((_, place) => ({ figure: of(place), before: null })) };
    };
  }
  const one = { metrics: [metric], step } as const;
  const [now, then] = await Promise.all([
    ask({ ...one, ...period }),
    before ? ask({ ...one, ...before }) : [],
  ]);
  const [{ from, until }] = parts as [Span];
  const size = until - from;
  const earlier = new Map(then.map((row) => [row.at - (before?.from ?? 0), row]));
  return (book) => ({
    kind: "bars",
    step,
    bars: now.map((row) => {
      const past = earlier.get(row.at - period.from);
      return {
        figure: book.add(row, { from: row.at, until: row.at + size }),
        before: past ? book.add(past, { from: past.at, until: past.at + size }) : null,
      };
    }),
  });
}
