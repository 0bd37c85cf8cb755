import type { FigureRow, Question } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import type { Metric } from "./metric.ts";
import { bucketsIn, bucketsOf, MOST_ROWS, type Sum, slicesOf, TOO_MANY_ROWS, toFigure } from "./rows.ts";
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
  kinds: { metrics: Metric[]; sums: ReadonlyMap<string, Sum> }[];
}

/** Of so few buckets all are kept for the next metric; of more, each is made again, so that none is held. */
const FEW = 5_000;

/** The rows of an answer, each made when it is asked for. Throws `too-many-rows` before the first. */
export function composeRows({
  question,
  coverage,
  now,
  asOf,
  kinds,
}: Omit<Gathered, "moment">): Generator<FigureRow> {
  const sliced = kinds.map((kind) => ({
    ...kind,
    slices: slicesOf(question, kind.sums.values(), coverage, kind.metrics),
  }));
  const rows = sliced.map(({ metrics, slices }) => metrics.length * slices.length * bucketsIn(question));
  if (rows.reduce((sum, count) => sum + count, 0) > MOST_ROWS)
    throw new Fault("too-many-rows", TOO_MANY_ROWS);

  function* compose() {
    for (const { metrics, sums, slices } of sliced) {
      const isFew = bucketsIn(question) * slices.length <= FEW;
      const grid = isFew ? [...bucketsOf(question, slices)] : null;
      for (const metric of metrics) {
        const covered = new Map<string | undefined, Coverage>();
        for (const bucket of grid ?? bucketsOf(question, slices)) {
          const { bank } = bucket.slice;
          if (!covered.has(bank)) covered.set(bank, coverageOf(coverage, metric.types, bank));
          yield toFigure(metric, bucket, sums.get(bucket.key), covered.get(bank)!, { now, asOf });
        }
      }
    }
  }
  return compose();
}
