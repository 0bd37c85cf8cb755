import type { FigureState } from "#wire/live.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import {
  type CoveringSource,
  type OpenFreezes,
  readCoverage,
  readOpenFreezes,
  readStanding,
  readSums,
  type SumRow,
  shareKinds,
} from "./queries.ts";
import { type CellKind, type Derived, DIMENSIONS, METRICS, type Metric, STANDING } from "./registry.ts";
import { type Coverage, coverageOf, stateOf } from "./state.ts";
import { floorTo, STEP_MS, type Step } from "./window.ts";

export interface Question {
  metrics: readonly string[];
  /** Epoch ms, whole minutes (whole buckets of the step); `from` inclusive, `until` exclusive. */
  from: number;
  until: number;
  step: Step;
  by?: readonly string[];
  only?: Readonly<Record<string, readonly string[]>>;
}

export interface FigureRow {
  metric: string;
  /** Start of the bucket, epoch ms. */
  at: number;
  slice: Record<string, string>;
  value: number | string | null;
  numerator?: number | string;
  denominator?: number | string;
  atLeast?: true;
  state: FigureState;
  /** When its sources last spoke. */
  heard: number | null;
  maxAgeSeconds: number;
}

/** Questions asked inside one reading are answered from one moment. */
export interface Reading {
  asOf: number;
  /** A played source has sent: what is read is (in part) simulated. */
  simulated: boolean;
  ask(question: Question): Promise<FigureRow[]>;
  openFreezes(most: number): Promise<OpenFreezes>;
  /** For what else shall be read from the same moment. */
  run: Run;
}

export interface Figures {
  /** `asOf` null: as it stands now. */
  read<T>(asOf: number | null, deed: (reading: Reading) => Promise<T>): Promise<T>;
}

const MOST_ROWS = 100_000;

/** The one function from (metric, slice, window, as-of) to a number with its state. */
export function openFigures(deps: { store: Store; clock: Clock; moment: () => number }): Figures {
  return {
    read: (asOf, deed) =>
      deps.store.transaction(async (run) => {
        await shareKinds(run);
        // What is written from here on is written at a later moment: an answer as of `asOf` stays as it is.
        const moment = deps.moment();
        const now = asOf ?? moment;
        if (now > moment) throw new Fault("bad-query", "asOf: lies in the future");
        const coverage = await readCoverage(run, asOf);
        return deed({
          asOf: now,
          simulated: coverage.some(({ simulated, heard }) => simulated && heard !== null),
          ask: (question) => ask(run, question, coverage, now, asOf),
          openFreezes: (most) => readOpenFreezes(run, now, most),
          run,
        });
      }),
  };
}

async function ask(
  run: Run,
  question: Question,
  coverage: CoveringSource[],
  now: number,
  asOf: number | null,
): Promise<FigureRow[]> {
  const metrics = checkQuestion(question);
  const wanted = { by: [], only: {}, ...question, now, asOf };
  const rows: FigureRow[] = [];
  for (const cells of new Set(metrics.map((metric) => metric.cells))) {
    const ofCells = metrics.filter((metric) => metric.cells === cells);
    // What stands open needs no cells, and what has been counted nothing that stands open.
    const onlyStanding =
      cells === "freezes" && ofCells.every(({ id }) => id !== "freezes.due" && STANDING.has(id.slice(8)));
    const counted = onlyStanding ? [] : await readSums(run, cells, wanted);
    const standing = ofCells.some((metric) => metric.standing) ? await readStanding(run, wanted) : [];
    const sums = join(counted, standing);
    const grid = gridOf(question, [...sums.values()], coverage, ofCells);
    if (grid.length * ofCells.length + rows.length > MOST_ROWS)
      throw new Fault(
        "too-many-rows",
        `over ${MOST_ROWS} rows; ask for a longer step, a shorter window or fewer metrics`,
      );
    for (const metric of ofCells) {
      const covered = new Map<string | undefined, Coverage>();
      for (const place of grid) {
        const bank = place.slice.bank;
        if (!covered.has(bank)) covered.set(bank, coverageOf(coverage, metric.types, bank));
        rows.push(toFigure(metric, place, sums.get(place.key), covered.get(bank)!, now));
      }
    }
  }
  return rows;
}

interface Place {
  key: string;
  at: number;
  end: number;
  slice: Record<string, string>;
}

const keyOf = (at: number, slice: Record<string, string>) => `${at} ${JSON.stringify(slice)}`;

function join(counted: SumRow[], standing: SumRow[]): Map<string, SumRow> {
  const rows = new Map<string, SumRow>();
  for (const row of [...counted, ...standing]) {
    const key = keyOf(row.at, row.slice);
    const was = rows.get(key);
    rows.set(key, was ? { ...row, sums: { ...was.sums, ...row.sums } } : row);
  }
  return rows;
}

/** Every bucket of the window, for every slice that has something or that somebody is expected to send. */
function gridOf(question: Question, rows: SumRow[], sources: CoveringSource[], metrics: Metric[]): Place[] {
  const { from, until, step, by = [] } = question;
  const slices = new Map(rows.map(({ slice }) => [JSON.stringify(slice), slice]));
  if (by.length === 0) slices.set("{}", {});
  if (by.length === 1 && by[0] === "bank")
    for (const { types, banks } of sources)
      if (metrics.some((metric) => metric.types.some((type) => types.includes(type))))
        for (const bank of banks ?? [])
          if (question.only?.bank?.includes(bank) ?? true) slices.set(JSON.stringify({ bank }), { bank });
  const size = step === "total" ? until - from : STEP_MS[step];
  if (((until - from) / size) * slices.size > MOST_ROWS)
    throw new Fault("too-many-rows", `over ${MOST_ROWS} rows; ask for a longer step or a shorter window`);
  const grid: Place[] = [];
  for (let at = from; at < until; at += size)
    for (const slice of slices.values()) grid.push({ key: keyOf(at, slice), at, end: at + size, slice });
  return grid;
}

const NOTHING: Record<string, bigint> = new Proxy({}, { get: () => 0n });

function toFigure(
  metric: Metric,
  place: Place,
  row: SumRow | undefined,
  coverage: Coverage,
  now: number,
): FigureRow {
  const counted = row !== undefined && Object.values(row.sums).some((sum) => sum !== 0n);
  const state = stateOf({ at: place.at, end: place.end, counted }, coverage, metric.maxAgeSeconds, now);
  const figure = {
    metric: metric.id,
    at: place.at,
    slice: place.slice,
    state,
    heard: coverage.heard,
    maxAgeSeconds: metric.maxAgeSeconds,
  };
  if (state === "no-data" || (metric.cells === "lines" && !row))
    return { ...figure, value: null, state: "no-data" };
  return { ...figure, ...write(metric.derive(completed(row))) };
}

/** All columns of a place: those that nothing was read for are 0, and `due` follows from the others. */
function completed(row: SumRow | undefined): Record<string, bigint> {
  if (!row) return NOTHING;
  const sums: Record<string, bigint> = { open: 0n, waiting_satang: 0n, pending: 0n, ...row.sums };
  sums.due = (sums.requested ?? 0n) - sums.pending!;
  return new Proxy(sums, { get: (all, column) => all[column as string] ?? 0n });
}

function write({
  value,
  numerator,
  denominator,
  atLeast,
}: Derived): Pick<FigureRow, "value"> & Partial<FigureRow> {
  return {
    value: typeof value === "bigint" ? exact(value) : value,
    ...(numerator === undefined ? {} : { numerator: exact(numerator) }),
    ...(denominator === undefined ? {} : { denominator: exact(denominator) }),
    ...(atLeast ? { atLeast } : {}),
  };
}

/** JSON numbers are exact up to 2^53 − 1; beyond, the digits as a string. */
export function exact(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value);
}

function checkQuestion({ metrics, from, until, step, by = [], only = {} }: Question): Metric[] {
  if (from >= until) throw new Fault("bad-query", "from must lie before to");
  const grain = step === "total" ? "minute" : step;
  if (floorTo(grain, from) !== from || floorTo(grain, until) !== until)
    throw new Fault(
      "bad-query",
      `from and to must be the start of a ${grain} (days begin at 00:00 in Bangkok)`,
    );
  if (step !== "total" && ((until - from) / STEP_MS[step]) * metrics.length > MOST_ROWS)
    throw new Fault(
      "too-many-rows",
      `over ${MOST_ROWS} rows; ask for a longer step, a shorter window or fewer metrics`,
    );
  return metrics.map((id) => {
    const metric = METRICS.get(id);
    if (!metric) throw new Fault("bad-query", `metric: ${id} is not known; GET /v1/metrics lists them`);
    for (const name of [...by, ...Object.keys(only)])
      if (!Object.hasOwn(DIMENSIONS[metric.cells], name))
        throw new Fault(
          "bad-query",
          `${id} has no ${name}; it has ${Object.keys(DIMENSIONS[metric.cells]).join(", ") || "no dimensions"}`,
        );
    return metric;
  });
}
