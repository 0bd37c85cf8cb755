import type { FigureRow, Question, Slice } from "#wire/figures.ts";
import type { Metric } from "./metric.ts";
import { bucketsIn, bucketsOf, refuseOver, type Sum, type SummedRange, slicesOf, toFigure } from "./rows.ts";
import { type Coverage, type CoveringSource, coverageOf } from "./state.ts";

/** All that a question reads: the rest is arithmetic. */
export interface Gathered {
  question: Question;
  coverage: CoveringSource[];
  /** What deadlines and ages are judged by. */
  now: number;
  /** Null: as of now. */
  asOf: number | null;
  /** All that was recorded up to then is in it, and nothing else. */
  moment: number;
  kinds: Summed[];
}

/** What metrics of one kind of cells are made of. */
export interface Summed {
  metrics: readonly Metric[];
  /** The slices that were counted. */
  slices: readonly Slice[];
  /** In order, together the whole window. */
  ranges: readonly SummedRange[];
}

/** Sums of a whole window that are held. */
export const heldSums = (
  metrics: readonly Metric[],
  { from, until }: Pick<Question, "from" | "until">,
  sums: ReadonlyMap<string, Sum>,
): Summed => ({
  metrics,
  slices: [...sums.values()].map(({ slice }) => slice),
  ranges: [{ from, until, sums: () => sums }],
});

/** Up to so many buckets are kept for the next metric; more are made again for each, so that memory stays small. */
const FEW = 5_000;

/**
 * The rows of an answer, each made when it is asked for. Throws `too-many-rows` before the first.
 * @param most so many rows
 */
export function composeRows(
  { question, coverage, now, asOf, kinds }: Omit<Gathered, "moment">,
  most: number,
): Generator<FigureRow> {
  const sliced = kinds.map((kind) => ({
    ...kind,
    slices: slicesOf(question, kind.slices, coverage, kind.metrics),
  }));
  const rows = sliced.map(({ metrics, slices }) => metrics.length * slices.length * bucketsIn(question));
  refuseOver(
    most,
    rows.reduce((sum, count) => sum + count, 0),
  );

  function* compose() {
    for (const { metrics, ranges, slices } of sliced) {
      const isFew = ranges.length === 1 && bucketsIn(question) * slices.length <= FEW;
      const grid = isFew ? [...bucketsOf(question, question.step, slices)] : null;
      for (const metric of metrics) {
        const covered = new Map<string | undefined, Coverage>();
        for (const range of ranges) {
          const sums = range.sums();
          for (const bucket of grid ?? bucketsOf(range, question.step, slices)) {
            const { bank } = bucket.slice;
            if (!covered.has(bank)) covered.set(bank, coverageOf(coverage, metric.types, bank));
            yield toFigure(metric, bucket, sums.get(bucket.key), covered.get(bank)!, { now, asOf });
          }
        }
      }
    }
  }
  return compose();
}
