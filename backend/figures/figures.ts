import { SECOND } from "#calendar/units.ts";
import type { FigureRow, Question, Reading } from "#wire/figures.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { STANDING } from "./additive.ts";
import type { Metric } from "./metric.ts";
import { readCoverage, readStanding, readSums, readUnansweredFreezes, readWillMiss } from "./queries.ts";
import { faultsIn } from "./question.ts";
import { METRICS } from "./registry.ts";
import { gridOf, join, MOST_ROWS, toFigure } from "./rows.ts";
import { type Coverage, type CoveringSource, coverageOf } from "./state.ts";
import { STEP_MS } from "./window.ts";

/** A reading that can also run other statements in the same snapshot. */
export interface StoreReading extends Reading {
  run: Run;
}

export interface Figures {
  /** `asOf` null: as of now. */
  read<T>(asOf: number | null, deed: (reading: StoreReading) => Promise<T>): Promise<T>;
}

/** The one function from (metric, slice, window, as-of) to a number and its state. */
export function openFigures({ store, clock }: { store: Store; clock: Clock }): Figures {
  return {
    read: (asOf, deed) =>
      store.read(async (run, moment) => {
        if (asOf !== null && asOf > moment) throw new Fault("bad-query", "asOf: lies in the future");
        const now = asOf ?? judgedAt(moment, clock.now());
        const coverage = readCoverage(run, asOf, now);
        // Not waited for: the first questions go out with it, in one trip to the database. Each of them awaits it.
        coverage.catch(() => {});
        return deed({
          asOf: asOf ?? moment,
          now,
          simulated: async () => (await coverage).some(({ simulated, heard }) => simulated && heard !== null),
          ask: (question) => ask(run, question, coverage, now, asOf),
          unansweredFreezes: (most) => readUnansweredFreezes(run, now, most),
          willMiss: (leftMs) => readWillMiss(run, now, leftMs),
          run,
        });
      }),
  };
}

/** Moments may be this far ahead of a clock that is right: those of several backends differ by that much. */
const SKEW_MS = 2 * SECOND;

/**
 * What deadlines and ages of a reading are judged by. Its moment, so that the same question as of that moment gives
 * the same answer. After the clock was set back, moments of recording stay ahead of it until it has caught up:
 * no deadline passes because of that.
 */
export const judgedAt = (moment: number, now: number) => (moment - now > SKEW_MS ? now : moment);

async function ask(
  run: Run,
  question: Question,
  coverage: Promise<CoveringSource[]>,
  now: number,
  asOf: number | null,
): Promise<FigureRow[]> {
  const metrics = checkQuestion(question);
  const wanted = { by: [], only: {}, ...question, now, asOf };
  const kinds = [...new Set(metrics.map((metric) => metric.cells))];
  const read = kinds.map(async (cells) => {
    const ofCells = metrics.filter((metric) => metric.cells === cells);
    // Metrics of open freezes do not need the cells, and the other metrics do not need the open freezes.
    const onlyStanding =
      cells === "freezes" && ofCells.every(({ id }) => id !== "freezes.due" && STANDING.has(id.slice(8)));
    const [counted, standing] = await Promise.all([
      onlyStanding ? [] : readSums(run, cells, wanted),
      ofCells.some((metric) => metric.standing) ? readStanding(run, wanted) : [],
    ]);
    return { ofCells, sums: join(counted, standing) };
  });
  const [covering, ...answers] = await Promise.all([coverage, ...read]);
  const rows: FigureRow[] = [];
  for (const { ofCells, sums } of answers) {
    const grid = gridOf(question, [...sums.values()], covering, ofCells);
    if (grid.length * ofCells.length + rows.length > MOST_ROWS)
      throw new Fault(
        "too-many-rows",
        `over ${MOST_ROWS} rows; ask for a longer step, a shorter window or fewer metrics`,
      );
    for (const metric of ofCells) {
      const covered = new Map<string | undefined, Coverage>();
      for (const bucket of grid) {
        const { bank } = bucket.slice;
        if (!covered.has(bank)) covered.set(bank, coverageOf(covering, metric.types, bank));
        rows.push(toFigure(metric, bucket, sums.get(bucket.key), covered.get(bank)!, wanted));
      }
    }
  }
  return rows;
}

function checkQuestion(question: Question): Metric[] {
  const { metrics, from, until, step } = question;
  const wrong = faultsIn(question);
  if (wrong.length > 0) throw new Fault("bad-query", wrong.join("; "));
  if (step !== "total" && ((until - from) / STEP_MS[step]) * metrics.length > MOST_ROWS)
    throw new Fault(
      "too-many-rows",
      `over ${MOST_ROWS} rows; ask for a longer step, a shorter window or fewer metrics`,
    );
  return metrics.map((id) => METRICS.get(id)!);
}
