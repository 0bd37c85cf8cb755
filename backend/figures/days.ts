import { startOfDay } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { Range } from "./cut.ts";
import type { Narrowed } from "./narrow.ts";
import type { Reading, SumRow } from "./queries.ts";

type By = readonly string[];
type Sliced = Pick<Narrowed, "from" | "until" | "step" | "by">;
export interface Read {
  totals: readonly SumRow[];
  days: readonly SumRow[];
}

const isDaily = ({ from, until, step }: Sliced) => step === "day" && until - from > DAY;

/** Whether a question is of whole days, as a total or day by day without a slice: then its cells are read with those of others. */
export const isOfDays = (question: Sliced): boolean =>
  (question.step === "total" || question.step === "day") &&
  (question.by.length === 0 || !isDaily(question)) &&
  [question.from, question.until].every((at) => startOfDay(at) === at);

/**
 * The fewest readings for all of these questions of whole days: one for each slicing. Each tells its days too, and one of them
 * reads all those that are wanted day by day.
 * @param joined the slicings to read for those that are asked for of one window
 */
export function readingsOf(
  asked: readonly Sliced[],
  joined: (window: Range, asked: readonly { by: By }[]) => readonly By[],
): Reading[] {
  const daily = asked.filter(isDaily);
  const days = spansOf(daily);
  // What is known day by day is added up from that.
  const totals = asked.filter((each) => !isDaily(each) && !(each.by.length === 0 && reach(days, each)));
  const readings = slicingsOf(totals, joined);
  if (daily.length > 0) {
    const shared = ({ windows }: { windows: readonly Range[] }) =>
      lengthOf(spansOf(windows)) + lengthOf(days) - lengthOf(spansOf([...windows, ...daily]));
    const [best] = readings.sort((a, b) => shared(b) - shared(a));
    // With few of the same days, more would be read by a slice for nothing than is saved.
    if (best && shared(best) * 2 >= lengthOf(days)) best.windows.push(...daily);
    else readings.push({ by: [], windows: daily });
  }
  return readings.map(({ by, windows }) => ({ by, spans: spansOf(windows) }));
}

/** The slicings to read for these questions, each with its windows. @param joined as above */
export function slicingsOf(
  asked: readonly Sliced[],
  joined: (window: Range, asked: readonly { by: By }[]) => readonly By[],
): { by: By; windows: Range[] }[] {
  const slicings = new Map<string, { by: By; windows: Range[] }>();
  for (const window of spansAsked(asked)) {
    const ofWindow = asked.filter(({ from, until }) => from === window.from && until === window.until);
    for (const by of joined(window, ofWindow)) {
      const name = [...by].sort().join();
      const slicing = slicings.get(name) ?? { by, windows: [] };
      slicings.set(name, slicing);
      slicing.windows.push(window);
    }
  }
  return [...slicings.values()];
}

/** The rows of a question among those of the readings that were made for it. */
export function rowsFrom(all: readonly (Reading & Read)[], question: Sliced): readonly SumRow[] {
  const { from, until, by } = question;
  const within = (rows: readonly SumRow[]) => rows.filter(({ at }) => at >= from && at < until);
  const daily = all.filter(({ spans }) => reach(spans, question)).map(({ days }) => days);
  if (isDaily(question)) return within(daily[0]!);
  const totals = all
    .filter(({ by: read, spans }) => by.every((name) => read.includes(name)) && makeUp(spans, question))
    .map((reading) => reading.totals);
  const [fewest] = [...totals, ...(by.length === 0 ? daily : [])]
    .map(within)
    .sort((a, b) => a.length - b.length);
  return fewest!.map((row) => ({ ...row, at: from, slice: only(row.slice, by) }));
}

const only = (slice: SumRow["slice"], by: By): SumRow["slice"] =>
  Object.fromEntries(Object.entries(slice).filter(([name]) => by.includes(name)));

const spansAsked = (asked: readonly Range[]): Range[] => [
  ...new Map(asked.map(({ from, until }) => [`${from} ${until}`, { from, until }])).values(),
];

/** What lies in these windows, cut wherever one of them begins or ends. */
export function spansOf(windows: readonly Range[]): Range[] {
  const bounds = [...new Set(windows.flatMap(({ from, until }) => [from, until]))].sort((a, b) => a - b);
  return bounds
    .slice(1)
    .map((until, place) => ({ from: bounds[place]!, until }))
    .filter((span) => windows.some(({ from, until }) => from <= span.from && span.until <= until));
}

const lengthOf = (spans: readonly Range[]) => spans.reduce((sum, { from, until }) => sum + until - from, 0);

/** Whether every day of a window lies in one of these spans, which do not overlap. */
const reach = (spans: readonly Range[], { from, until }: Range) =>
  lengthOf(
    spans
      .map((span) => ({ from: Math.max(from, span.from), until: Math.min(until, span.until) }))
      .filter((common) => common.from < common.until),
  ) ===
  until - from;

/** Whether some of these spans, as wholes, make up a window. */
const makeUp = (spans: readonly Range[], { from, until }: Range) =>
  reach(
    spans.filter((span) => from <= span.from && span.until <= until),
    { from, until },
  );
