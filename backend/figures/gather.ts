import { DAY } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { Question, Slice } from "#wire/figures.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Kind } from "../store/cells.ts";
import type { Run, Store } from "../store/store.ts";
import { PIECE_MS } from "../store/turns.ts";
import { type ChangedHours, EVER, readChangedHours, shareOf, stretchesOf } from "./changedHours.ts";
import type { Watch } from "./changes.ts";
import { type Gathered, heldSums, type Summed } from "./compose.ts";
import { type Cut, cutMixed, cutPresent, type Range } from "./cut.ts";
import { readEntityCounts } from "./entityCounts.ts";
import { readKnown } from "./known.ts";
import type { Narrowed } from "./narrow.ts";
import { packed } from "./packed.ts";
import type { Part } from "./parts.ts";
import { readCoverage, readOpenSums, readSums, type SumRow, type Wanted } from "./queries.ts";
import { addSums, bucketsIn, refuseOver, type Sum } from "./rows.ts";
import { knownOf, msOf, type Piece, type Stale, staleOf } from "./stale.ts";

/** Slices that a question may have: the sums of so many are 50 MB here, while one bucket of them is written. */
const MOST_SLICES = 50_000;
/**
 * The database's time that a question may take, in its turns among others. A sum of stored cells costs 40 to 100 µs, so
 * that is some 300,000 to 750,000; empty buckets cost nothing. Of a look back two weeks of one kind took 1.3 to 3.6 s
 * (reports, calls; see cut.ts), of all kinds 8 s, so that a month or two of a busy centre can be asked at once, and any
 * window in which little happened. Proxies give up after 60 s.
 */
const MOST_MS = 30_000;

/** Takes what a question has cost the database, in ms. Throws `too-many-rows` when it is too much. */
export function openBudget(instead: string): (ms: number) => void {
  let took = 0;
  return (ms) => {
    took += ms;
    if (took > MOST_MS)
      throw new Fault("too-many-rows", `took over ${MOST_MS / 1_000} s of the database; ${instead}`);
  };
}
/** The longest window of samples of lines in a single bucket, which cannot be cut: it takes 0.2 s. */
const LONGEST_SAMPLED_MS = 31 * DAY;
/** Throws `too-many-rows` for a window that is too long, with what to ask instead. */
export function refuseLong({ from, until, step }: Question, parts: readonly Part[]) {
  if (until - from > LONGEST_SAMPLED_MS && step === "total" && parts.some(({ cells }) => cells === "lines"))
    throw new Fault("too-many-rows", "lines: step=total takes at most 31 days; ask with step=day");
}

/** How often what has changed meanwhile is read again before it is said that it changes too fast. */
const ROUNDS = 5;

interface Needs {
  store: Store;
  clock: Clock;
  scope: Scope;
  question: Narrowed;
  parts: readonly Part[];
  /** Rows of its answer. */
  most: number;
  judgedAt(moment: number, now: number): number;
}

/**
 * What is true now, in one answer of one moment. On a server it is read in one snapshot, beside others. The embedded
 * database has one session: it is read range by range, each in a turn of its own, and in the last turn everything is
 * read again that was committed since its range was read. So all of it is as of the last turn.
 */
export async function gatherPresent({ watch, ...needs }: Needs & { watch(): Watch }): Promise<Gathered> {
  const { store, clock, scope, question, parts } = needs;
  const ready = async (run: Run, moment: number, pieces: readonly Piece[]) => {
    const now = needs.judgedAt(moment, clock.now());
    const coverage = await readCoverage(scope, run, null, now);
    const wanted = { ...question, now, asOf: null };
    const unanswered = await Promise.all(
      parts.map((part) => (part.unanswered ? readOpenSums(run, part.cells, wanted) : [])),
    );
    return { pieces, unanswered, coverage, now, asOf: null, moment };
  };
  if (store.kind === "server")
    return gathered(
      needs,
      await store.read(async (run, moment) =>
        ready(run, moment, await readPieces(needs, null, (deed) => deed(run))),
      ),
    );

  const watching = watch();
  try {
    const pieces = await readPieces(needs, null, (deed) => store.transaction(deed));
    const staleNow = () => staleOf(pieces, knownOf(watching.take()), question);
    let stale = staleNow();
    for (let round = 1; msOf(stale) > PIECE_MS; round++) {
      if (round > ROUNDS)
        throw new Fault("busy", "what is asked for changes faster than it can be read; ask for less of it", {
          retryAfter: 10,
        });
      for (const range of stale) await store.transaction((run) => refresh(run, range, question));
      stale = staleNow();
    }
    return gathered(
      needs,
      await store.read(async (run, moment) => {
        for (const range of [...stale, ...staleNow()]) await refresh(run, range, question);
        return ready(run, moment, pieces);
      }),
    );
  } finally {
    watching.end();
  }
}

/** What was known at a moment, read range by range: nothing that was recorded up to it ever changes. */
export async function gatherPast(needs: Needs, past: Past): Promise<Gathered> {
  const { store, scope } = needs;
  const { asOf } = past;
  const coverage = await readPastCoverage(store, scope, asOf);
  const pieces = await readPieces(needs, past, (deed) => store.transaction(deed));
  return gathered(needs, { pieces, unanswered: [], coverage, now: asOf, asOf, moment: asOf });
}

/** Throws `bad-query` for what lies in the future. */
export const readPastCoverage = (store: Store, scope: Scope, asOf: number) =>
  store.read((run, moment) => {
    if (asOf > moment) throw new Fault("bad-query", "asOf: lies in the future");
    return readCoverage(scope, run, asOf, asOf);
  });

type InTurn = <T>(deed: (run: Run) => Promise<T>) => Promise<T>;

async function readPieces({ question, parts, clock, most }: Needs, past: Past | null, inTurn: InTurn) {
  const instead = past === null ? "a longer step, a shorter window, fewer dimensions" : "a shorter window";
  const spend = openBudget(`ask for ${instead} or fewer metrics`);
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (!part.counted && past === null) continue;
    const slices = new Set<string>();
    await readRanges(part, question, past, { inTurn, clock }, (read) => {
      pieces.push(packed({ part, ...read }));
      spend(read.ms);
      // Refused as soon as it is certain, not when all has been read.
      for (const { slice } of read.rows) slices.add(JSON.stringify(slice));
      refuseOver(most, slices.size * bucketsIn(question) * part.metrics.length);
      if (slices.size > MOST_SLICES)
        throw new Fault("too-many-rows", `over ${MOST_SLICES} slices; ask for fewer dimensions`);
    });
  }
  return pieces;
}

/** A moment of the past. */
export interface Past {
  asOf: number;
  /** Everything is counted again from the raw events, whether or not it has changed since. */
  isRecount: boolean;
  /** What is known of each kind to have changed since; what changes later is noticed where it is read. */
  changed: Map<Kind, ChangedHours>;
}

async function changedSince({ asOf, isRecount, changed }: Past, kind: Kind, inTurn: InTurn) {
  // Of samples it is not kept when they changed.
  if (isRecount || kind === "lines") return null;
  let known = changed.get(kind);
  if (known === undefined) {
    known = await inTurn((run) => readChangedHours(run, kind, EVER, asOf));
    changed.set(kind, known);
  }
  return known;
}

/**
 * Reads a part of a question range by range, each in a turn of its own.
 * @param past null: the present
 * @param isAdded what is read of a bucket in several ranges is added up: of the past a day may be cut
 */
export async function readRanges(
  part: Omit<Part, "metrics">,
  question: Narrowed,
  past: Past | null,
  { inTurn, clock, isAdded = false }: { inTurn: InTurn; clock: Pick<Clock, "ticks">; isAdded?: boolean },
  take: (read: Omit<Piece, "part">) => void,
): Promise<void> {
  const { cells } = part;
  const changed = past && (await changedSince(past, cells, inTurn));
  const cut = await cutOf(cells, question, past && { changed, isAdded, inTurn });
  for (let range = cut.next(); range; range = cut.next()) {
    const { from, until } = range;
    const read = await inTurn(async (run) => {
      const began = clock.ticks();
      const rows = await readRange(run, part, question, { from, until }, past && { ...past, changed });
      return { from, until, rows, ms: clock.ticks() - began };
    });
    cut.took(read.ms);
    take(read);
  }
}

async function cutOf(
  cells: Part["cells"],
  question: Question,
  past: { changed: ChangedHours; isAdded: boolean; inTurn: InTurn } | null,
): Promise<Cut> {
  // The last sample of a window is not the sum of those of its ranges.
  const isSampled = cells === "lines";
  if (isSampled && question.step === "total") return whole(question);
  if (past === null) return cutPresent(question);
  const unit = question.step === "day" && (isSampled || !past.isAdded) ? "day" : "hour";
  const stretches = stretchesOf(question, past.changed, unit);
  const again = stretches.filter(({ isChanged }) => isChanged);
  if (again.length === 0) return cutPresent(question);
  const span = { from: again[0]!.from, until: again.at(-1)!.until };
  const counted = await readEntityCounts(cells, span, past.inTurn);
  const share = unit === "day" ? shareOf(past.changed) : () => 1;
  return cutMixed(question, unit, stretches, (day) => counted(day) * share(day));
}

function whole({ from, until }: Question): Cut {
  let range: Range | null = { from, until };
  return {
    next() {
      const only = range;
      range = null;
      return only;
    },
    took() {},
  };
}

async function readRange(
  run: Run,
  part: Omit<Part, "metrics">,
  question: Narrowed,
  range: Range,
  past: { asOf: number; changed: ChangedHours } | null,
) {
  const { cells, columns } = part;
  // The end of an hour is not asked of counted cells, so `now` stands for nothing there.
  const wanted: Wanted = { ...question, ...range, now: past?.asOf ?? 0, asOf: past?.asOf ?? null };
  const rows =
    past === null || cells === "lines"
      ? part.counted
        ? await readSums(run, cells, columns, wanted)
        : []
      : await readKnown(run, part, question, range, past);
  return question.step === "total" ? rows.map((row) => ({ ...row, at: question.from })) : rows;
}

/** Reads a range of a piece about the present again. */
export async function refresh(run: Run, { piece, from, until }: Stale, question: Narrowed): Promise<void> {
  const rows = await readRange(run, piece.part, question, { from, until }, null);
  const isKept = ({ at }: SumRow) => question.step !== "total" && (at < from || at >= until);
  piece.rows = [...piece.rows.filter(isKept), ...rows];
}

/** What was read, to be added up range by range while it is written; of a total all at once. */
async function gathered(
  { question, parts }: Needs,
  read: Omit<Gathered, "question" | "kinds"> & { pieces: readonly Piece[]; unanswered: SumRow[][] },
): Promise<Gathered> {
  const kinds: Summed[] = [];
  for (const [place, part] of parts.entries()) {
    const pieces = read.pieces.filter((piece) => piece.part === part);
    const unanswered = read.unanswered[place] ?? [];
    if (question.step === "total" || pieces.length === 0) {
      const sums = new Map<string, Sum>();
      for (const { rows } of pieces) {
        addSums(sums, rows);
        await new Promise(setImmediate);
      }
      addSums(sums, unanswered);
      kinds.push(heldSums(part.metrics, question, sums));
      continue;
    }
    const slices = new Map<string, Slice>();
    const take = (rows: readonly SumRow[]) => {
      for (const { slice } of rows) slices.set(JSON.stringify(slice), slice);
    };
    for (const { rows } of pieces) {
      take(rows);
      await new Promise(setImmediate);
    }
    take(unanswered);
    kinds.push({
      metrics: part.metrics,
      slices: [...slices.values()],
      ranges: pieces.map((piece) => ({
        from: piece.from,
        until: piece.until,
        sums() {
          const sums = new Map<string, Sum>();
          addSums(sums, piece.rows);
          addSums(sums, unanswered.filter(isIn(piece)));
          return sums;
        },
      })),
    });
  }
  return { question, kinds, ...read };
}

const isIn =
  ({ from, until }: Range) =>
  ({ at }: SumRow) =>
    at >= from && at < until;
