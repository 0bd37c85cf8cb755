import { MINUTE } from "#calendar/units.ts";
import { type Scope, sourcesWithin } from "#wire/access.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import {
  type EntityRow,
  type EventRow,
  hasEntities,
  type Place,
  readEntities,
  readEntityEvents,
} from "./behindQueries.ts";
import { cutPast } from "./cut.ts";
import { readEntityCounts } from "./entityCounts.ts";
import type { Figures } from "./figures.ts";
import type { Metric } from "./metric.ts";
import { narrow } from "./narrow.ts";
import { METRICS } from "./registry.ts";
import { readTimes, timeOf } from "./times.ts";
import { type ListName, listsOf, termsOf, weightsOf } from "./weights.ts";

/** One figure, and which of its lists is asked for; absent: the one that it is about. */
export interface BehindQuestion {
  metric: string;
  from: number;
  until: number;
  only: NonNullable<Question["only"]>;
  list?: ListName | undefined;
}

export interface Behind {
  asOf: number;
  simulated: boolean;
  /** Not of a later page: it has been told. */
  first: {
    figure: FigureRow;
    /** The figure's arithmetic: each column is a metric, with a list of its own. */
    arithmetic: { stands: "of" | "above" | "below"; sign: 1 | -1; figure: FigureRow }[];
    /** Count and sum of the whole list; for a percentile `sum` is null. */
    count: number;
    sum: bigint | null;
    /** The list gives the figure; if not, events have been dropped after their retention. */
    matches: boolean;
  } | null;
  kind: Kind;
  list: ListName;
  lists: readonly ListName[];
  rows: (Omit<EntityRow, "value"> & { value: bigint | number })[];
  next: Place | null;
}

export interface BehindFigures {
  /**
   * The entities that a figure stands on, `most` at a time. Throws as `Figures.answer`, and `bad-query` for figures
   * that are no sums of entities.
   */
  list(
    scope: Scope,
    question: BehindQuestion,
    page: { asOf: number | null; after: Place | null; most: number },
    signal: AbortSignal,
  ): Promise<Behind>;
  /** The raw events of an entity that counts in a minute. Throws `not-found`, also of what lies outside the scope. */
  events(
    scope: Scope,
    kind: Kind,
    place: Place,
    asOf: number | null,
    signal: AbortSignal,
  ): Promise<EventRow[]>;
}

/** The database's time that a list may take, as a look back (gather.ts). */
const MOST_MS = 30_000;

export function openBehind({
  store,
  clock,
  figures,
}: {
  store: Store;
  clock: Clock;
  figures: Pick<Figures, "answer">;
}): BehindFigures {
  /** The list range by range, each in a turn of its own: of a fixed moment nothing changes meanwhile. */
  async function read(
    metric: Metric,
    question: ReturnType<typeof narrow>,
    { asOf, list, after, most }: { asOf: number; list: ListName; after: Place | null; most: number },
    signal: AbortSignal,
  ) {
    const own = store.inClass("background", signal);
    const weights = weightsOf(metric, list);
    const rows: EntityRow[] = [];
    let [count, total, took] = [0, 0n, 0];
    const window = { ...question, from: Math.max(question.from, after?.minute ?? 0) };
    const cut = cutPast(window, "hour", await readEntityCounts(metric.cells, window, own.transaction));
    for (let range = cut.next(); range; range = cut.next()) {
      // One more than a page, to know whether there is another; a later page needs no sum.
      const wanted = most + 1 - rows.length;
      if (after && wanted <= 0) break;
      const only = { ...range, only: question.only };
      const began = clock.ticks();
      const read = await own.transaction((run) =>
        readEntities(run, metric.cells, only, { asOf, weights, after, most: wanted }),
      );
      const ms = clock.ticks() - began;
      cut.took(ms);
      took += ms;
      rows.push(...read.rows);
      count += read.count;
      total += read.total;
      if (took > MOST_MS)
        throw new Fault(
          "too-many-rows",
          `took over ${MOST_MS / 1_000} s of the database; ask for a shorter window`,
        );
    }
    return { rows, count, total };
  }

  return {
    async list(scope, { metric: id, list: wanted, ...asked }, page, signal) {
      const metric = METRICS.get(id)!;
      const { cells } = metric;
      const lists = listsOf(metric);
      const list = wanted ?? lists[0];
      if (!lists.includes(list)) throw new Fault("bad-query", `list: ${id} has ${lists.join(", ")}`);
      const terms = termsOf(metric);
      const metrics = [...new Set([id, ...terms.map(({ column }) => `${cells}.${column}`)])];
      const question: Question = { ...asked, metrics, step: "total" };
      const narrowed = narrow(question, scope);
      const isFirst = page.after === null;
      const answer =
        isFirst || page.asOf === null ? await figures.answer(scope, question, page.asOf, signal) : null;
      const asOf = page.asOf ?? answer!.asOf;
      const { rows, count, total } = await read(metric, narrowed, { ...page, asOf, list }, signal);
      const shown = rows.slice(0, page.most);
      const last = shown[shown.length - 1];
      const figuresBy = new Map([...(answer?.rows ?? [])].map((row) => [row.metric, row]));
      const figure = figuresBy.get(id);
      return {
        asOf,
        simulated: answer?.simulated ?? false,
        first:
          isFirst && figure
            ? {
                figure,
                arithmetic: terms.map(({ stands, sign, column }) => ({
                  stands,
                  sign,
                  figure: figuresBy.get(`${cells}.${column}`)!,
                })),
                count,
                sum: "times" in metric.made ? null : total,
                matches: isSame(metric, list, figure, total),
              }
            : null,
        kind: cells,
        list,
        lists,
        rows: shown.map((row) => ({ ...row, value: addedOf(metric, row.value) })),
        next: rows.length > page.most && last ? { minute: last.minute, id: last.id } : null,
      };
    },
    async events(scope, kind, { id, minute }, asOf, signal) {
      const own = store.inClass("background", signal);
      const rows = await own.read((run, moment) => {
        if (asOf !== null && asOf > moment) throw new Fault("bad-query", "asOf: lies in the future");
        return readEntityEvents(run, kind, { id, minute }, asOf ?? moment);
      });
      const { only } = narrow(
        { metrics: [`${kind}.${COUNTED.get(kind)}`], from: minute, until: minute + MINUTE, step: "total" },
        scope,
      );
      const isInside = (values: ReadonlyMap<string, unknown>) =>
        Object.entries(only).every(
          ([name, allowed]) => !values.has(name) || allowed.includes(String(values.get(name))),
        );
      // Another bank's or agency's word about the entity is told to nobody whom it does not concern.
      const inside = sourcesWithin(rows, scope).filter(
        ({ data, slice }) =>
          isInside(new Map(Object.entries(slice))) && isInside(new Map(Object.entries(data))),
      );
      if (inside.length === 0)
        throw new Fault(
          "not-found",
          `nothing is known of ${id} in that minute; GET /v1/figures/behind lists what is`,
        );
      return inside;
    },
  };
}

/** A column that each kind of entity has: its limits are the kind's. */
const COUNTED: ReadonlyMap<Kind, string> = new Map([
  ["calls", "offered"],
  ["reports", "filed"],
  ["freezes", "requested"],
  ["refunds", "paid"],
  ["arrests", "made"],
]);

/** Whether the list gives the figure: by its sum or, of percentiles, by the percentile of what is listed. */
function isSame(
  metric: Metric,
  list: ListName,
  { value, numerator, denominator }: FigureRow,
  total: bigint,
): boolean {
  const { made } = metric;
  if ("times" in made) {
    const of = metric.derive({}, readTimes(total === 0n ? null : String(total)));
    return of.value === value || value === null;
  }
  const figure = "of" in made ? value : list === "above" ? numerator : denominator;
  const wanted = BigInt(figure ?? 0) - (list === "rest" ? BigInt(numerator ?? 0) : 0n);
  return wanted === total;
}

/** What a row adds to the figure; of a percentile its time, in the unit of the figure. */
function addedOf(metric: Metric, value: string): bigint | number {
  if (!("times" in metric.made)) return BigInt(value);
  const { ms } = timeOf(readTimes(value)[0]!);
  return ms / (metric.unit === "minutes" ? MINUTE : MINUTE / 60);
}

/** Samples of the exchange are no entities. */
export const requireEntities = (id: string): string[] => {
  const metric = METRICS.get(id);
  return metric && !hasEntities(metric.cells)
    ? [`metric: ${id} is a sample of the exchange, not a sum; no entities stand behind it`]
    : [];
};
