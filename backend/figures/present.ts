import { startOfDay } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { Clock } from "../kit/clock.ts";
import type { Kind } from "../store/cells.ts";
import type { Run, Store } from "../store/store.ts";
import { PIECE_MS } from "../store/turns.ts";
import type { Watch } from "./changes.ts";
import type { Range } from "./cut.ts";
import type { Read } from "./days.ts";
import { readRanges, refresh } from "./gather.ts";
import type { Narrowed } from "./narrow.ts";
import { openBreaths } from "./pieces.ts";
import { type Reading, readCoverage, readDays, readOpenSums, type SumRow } from "./queries.ts";
import { knownOf, msOf, type Piece, STATEMENT_MS, staleOf } from "./stale.ts";
import type { CoveringSource } from "./state.ts";
import type { Reads } from "./together.ts";

/** How often what has changed meanwhile is read again in turns of its own; then it is read again in the last one. */
const ROUNDS = 5;
/** Days of stored cells in the first piece of some: 20 to 50 ms. */
const FIRST_DAYS = 30;

/** What has to be read again, and how long that takes, in ms. */
interface Again {
  ms: number;
  read(run: Run): Promise<void>;
}

/** What a question has read. */
interface Kept {
  rows(): Read;
  stale(changed: ReadonlyMap<Kind, readonly number[]>): Again[];
  /** Of the moment that all was settled at last. */
  isSettled?: boolean;
}

/** A moment of which all is that was read. */
export interface Settled {
  moment: number;
  /** What deadlines and ages are judged by. */
  now: number;
  coverage: CoveringSource[];
}

/** So many turns of the event loop in a row nothing is asked, read or answered: all that could be asked was asked. */
const QUIET_TURNS = 2;

/**
 * Reads for many questions about the present from a database with one session, piece by piece, in many turns. What was
 * read is remembered. It answers a question when it is settled: whoever asks for the first time waits for ever, and asks
 * again. So nothing is composed of what is not of one moment.
 */
export function openPresent({
  store,
  clock,
  scope,
  watching,
  judgedAt,
}: {
  store: Store;
  clock: Clock;
  scope: Scope;
  watching: Watch;
  judgedAt(moment: number, now: number): number;
}): {
  reads: Reads;
  /** Resolves when something was asked that is not settled, all of it is read, and nobody asks more. */
  asked(): Promise<void>;
  /** To be waited for before what was read is added up for a question. */
  breathe(): Promise<void>;
  /** Reads again what was committed since it was read, and what depends on the time: all is of one moment then. */
  settle(): Promise<Settled>;
  /** Nothing more is read. */
  end(): void;
} {
  const known = new Map<string, Promise<Kept>>();
  /** What is not decided yet depends on the time: it is read each time. */
  const undecided: ((run: Run, now: number) => Promise<void>)[] = [];
  const { inTurn, end } = openSharedTurns(store, clock);
  const breath = openBreaths();
  /** Questions that are being read, and how often something was asked, read or answered. */
  let reading = 0;
  let steps = 0;
  let isNoticing = false;
  let onQuiet = () => {};

  async function rowsOf(question: unknown, read: () => Promise<Kept>): Promise<Read> {
    const key = JSON.stringify(question);
    let asked = known.get(key);
    steps++;
    if (!asked) {
      reading++;
      asked = read().finally(() => {
        reading--;
        steps++;
      });
      known.set(key, asked);
    }
    const kept = await asked;
    if (kept.isSettled) return kept.rows();
    void noticeQuiet();
    return new Promise(() => {});
  }

  async function noticeQuiet() {
    if (isNoticing) return;
    isNoticing = true;
    for (let turns = 0; reading === 0 && turns < QUIET_TURNS; ) {
      const before = steps;
      await new Promise(setImmediate);
      turns = steps === before ? turns + 1 : 0;
    }
    isNoticing = false;
    if (reading === 0) onQuiet();
  }

  async function readCounted(part: Piece["part"], question: Narrowed): Promise<Kept> {
    const pieces: Piece[] = [];
    await readRanges(part, question, null, { inTurn, clock }, (read) => void pieces.push({ part, ...read }));
    return {
      rows: () => ({ totals: pieces.flatMap(({ rows }) => rows), days: [] }),
      stale: (changed) =>
        staleOf(pieces, changed, question).map((stale) => ({
          ms: msOf([stale]),
          read: (run) => refresh(run, stale, question),
        })),
    };
  }

  async function readUndecided({ cells }: Piece["part"], question: Narrowed): Promise<Kept> {
    let totals: SumRow[] = [];
    const read = async (run: Run, now: number) => {
      totals = await readOpenSums(run, cells, { ...question, now, asOf: null });
    };
    await inTurn((run) => read(run, clock.now()));
    undecided.push(read);
    return { rows: () => ({ totals, days: [] }), stale: () => [] };
  }

  async function readWholeDays(
    cells: Kind,
    columns: readonly string[],
    question: Narrowed,
    { spans, by }: Reading,
  ): Promise<Kept> {
    const pieces: { spans: readonly Range[]; rows: Read; ms: number }[] = [];
    let days = FIRST_DAYS;
    // Today changes all the time: it is a piece by itself.
    const today = startOfDay(clock.now());
    for (let left of [clipped(spans, 0, today), clipped(spans, today, Number.POSITIVE_INFINITY)])
      while (left.length > 0) {
        const first = firstDays(left, days);
        const reading = { spans: first, by };
        const piece = await inTurn(async (run) => {
          const began = clock.ticks();
          const rows = await readDays(run, cells, columns, question, reading);
          return { spans: first, rows, ms: clock.ticks() - began };
        });
        pieces.push(piece);
        left = clipped(left, first.at(-1)!.until, Number.POSITIVE_INFINITY);
        days = Math.max(1, Math.round(days * Math.min(2, PIECE_MS / Math.max(1, piece.ms))));
      }
    const isIn = (at: number) => (range: Range) => at >= range.from && at < range.until;
    return {
      rows: () => ({
        totals: pieces.flatMap(({ rows }) => rows.totals),
        days: pieces.flatMap(({ rows }) => rows.days),
      }),
      stale: (changed) =>
        pieces
          .filter((piece) => changed.get(cells)?.some((at) => piece.spans.some(isIn(at))))
          .map((piece) => ({
            ms: piece.ms + STATEMENT_MS,
            async read(run) {
              piece.rows = await readDays(run, cells, columns, question, { spans: piece.spans, by });
            },
          })),
    };
  }

  return {
    reads: {
      async sums(part, question) {
        const { cells, columns, counted } = part;
        const read = () => (counted ? readCounted(part, question) : readUndecided(part, question));
        return (await rowsOf([cells, columns, counted, question], read)).totals;
      },
      days: (...asked) => rowsOf(asked, () => readWholeDays(...asked)),
    },
    asked: () =>
      new Promise((resolve) => {
        onQuiet = resolve;
      }),
    async breathe() {
      await breath();
      steps++;
    },
    async settle() {
      const all = await Promise.all(known.values());
      const staleNow = () => {
        const changed = knownOf(watching.take());
        return all.flatMap((kept) => kept.stale(changed));
      };
      let stale = staleNow();
      for (let round = 1; round <= ROUNDS && costOf(stale) > PIECE_MS; round++) {
        for (const { read } of stale) await inTurn(read);
        stale = staleNow();
      }
      const settled = await store.read(async (run, moment) => {
        const now = judgedAt(moment, clock.now());
        const coverage = await readCoverage(scope, run, null, now);
        for (const { read } of [...stale, ...staleNow()]) await read(run);
        for (const read of undecided) await read(run, now);
        return { moment, now, coverage };
      });
      for (const kept of all) kept.isSettled = true;
      return settled;
    },
    end,
  };
}

/**
 * Reads in turns as long as one piece: of those that wait several small ones, one after the other. After one that failed,
 * and after the end, those that wait are not read.
 */
function openSharedTurns(store: Store, { ticks }: Clock) {
  const waiting: { read(run: Run): Promise<void>; refuse(error: unknown): void }[] = [];
  let isReading = false;
  let isOver = false;
  const refuseAll = (error: unknown) => {
    for (const { refuse } of waiting.splice(0)) refuse(error);
  };

  async function readAll() {
    isReading = true;
    try {
      while (waiting.length > 0)
        await store.transaction(async (run) => {
          const began = ticks();
          while (waiting.length > 0 && ticks() - began < PIECE_MS / 2) {
            await waiting.shift()!.read(run);
            // What follows an answer is asked for at once: it may be as small.
            await new Promise(setImmediate);
          }
        });
    } catch (error) {
      refuseAll(error);
    }
    isReading = false;
  }

  return {
    inTurn: <T>(deed: (run: Run) => Promise<T>): Promise<T> =>
      new Promise((resolve, refuse) => {
        if (isOver) return refuse(afterEnd());
        const fail = (error: unknown) => {
          refuse(error);
          throw error;
        };
        waiting.push({ read: (run) => deed(run).then(resolve, fail), refuse });
        if (!isReading) void readAll();
      }),
    end() {
      isOver = true;
      refuseAll(afterEnd());
    },
  };
}

const afterEnd = () => new Error("a question came after the end of its reading");

const costOf = (stale: readonly Again[]) => stale.reduce((sum, { ms }) => sum + ms, 0);

/** What of these ranges, which are in order and do not overlap, lies in [from, until). */
const clipped = (ranges: readonly Range[], from: number, until: number): Range[] =>
  ranges
    .map((range) => ({ from: Math.max(from, range.from), until: Math.min(until, range.until) }))
    .filter((range) => range.from < range.until);

/** The first days of these ranges, at most so many. */
function firstDays(ranges: readonly Range[], most: number): Range[] {
  const first: Range[] = [];
  let left = most * DAY;
  for (const { from, until } of ranges) {
    if (left === 0) break;
    first.push({ from, until: Math.min(until, from + left) });
    left -= first.at(-1)!.until - from;
  }
  return first;
}
