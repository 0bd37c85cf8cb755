import { DAY } from "#calendar/units.ts";
import type { Slice } from "#wire/figures.ts";
import type { Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { costOf, type Range } from "./cut.ts";
import { isOfDays, type Read, readingsOf, rowsFrom, slicingsOf } from "./days.ts";
import type { Narrowed } from "./narrow.ts";
import type { Part } from "./parts.ts";
import {
  type Reading,
  readDays,
  readOpenSums,
  readOpenTotals,
  readSums,
  readTotals,
  type SumRow,
} from "./queries.ts";
import { addSums, type Sum } from "./rows.ts";

type Sums = ReadonlyMap<string, Sum>;
type By = readonly string[];

/** What a part of a question adds up. */
export type SumsOf = (question: Narrowed, part: Part) => Promise<Sums>;

/** Reads the sums of what is counted, or of what is not decided yet. */
export type ReadSums = (part: Omit<Part, "metrics">, question: Narrowed) => Promise<readonly SumRow[]>;

/** What a reading is made of. */
export interface Reads {
  sums: ReadSums;
  /** Of each of these windows as a whole, in their order. */
  totals?: (
    part: Omit<Part, "metrics">,
    question: Narrowed,
    windows: readonly Range[],
  ) => Promise<readonly SumRow[][]>;
  /** Of stored cells. */
  days?: (cells: Kind, columns: readonly string[], question: Narrowed, reading: Reading) => Promise<Read>;
}

/**
 * Within one transaction.
 * @param now what deadlines are judged by
 * @param asOf null: the stored cells
 */
export const readWithin = (run: Run, at: { now: number; asOf: number | null }): Reads => ({
  sums: ({ cells, columns, counted }, question) =>
    counted
      ? readSums(run, cells, columns, { ...question, ...at })
      : readOpenSums(run, cells, { ...question, ...at }),
  ...(at.asOf === null
    ? {
        totals: ({ cells, columns, counted }, question, windows) =>
          counted
            ? readTotals(run, cells, columns, question, windows)
            : readOpenTotals(run, cells, question, windows, at.now),
        days: (...wanted) => readDays(run, ...wanted),
      }
    : {}),
});

/** A question, and what its part adds up. */
interface Asked {
  question: Narrowed;
  part: Part;
}
type Found = (question: Narrowed) => Sums;

/**
 * Reads together what is asked at once in one reading: of the same cells and window as few times as pays, and of stored cells
 * all whole days that anybody asks for. A scene, and more so a report, asks for the same cells by bank, by hop, by day and as
 * a whole; reading them costs more than adding up again what was read.
 * @param asOf null: the stored cells
 * @param breathe waited for before what was read is added up for a question; absent: all are answered in a row
 */
export function openTogether(
  { sums: read, totals, days }: Reads,
  asOf: number | null,
  breathe?: () => Promise<void>,
): SumsOf {
  const counted = openBatches((asked) => readWindows("counted", asked));
  const unanswered = openBatches((asked) => readWindows("unanswered", asked));
  const wholeDays = openBatches(readWholeDays);
  return async (question, part) => {
    const ofDays = days !== undefined && part.cells !== "lines" && isOfDays(question);
    const batches = [
      ...(part.counted ? [ofDays ? wholeDays : counted] : []),
      ...(part.unanswered ? [unanswered] : []),
    ];
    const areMany = (batch: Batch) =>
      batch === wholeDays || (totals !== undefined && areTotals(question, part));
    const found = batches.map((batch) => batch(keyOf(question, part, areMany(batch)), { question, part }));
    const all = await Promise.all(found);
    await breathe?.();
    const [first, ...others] = all.map((sumsOf) => sumsOf(question));
    if (others.length === 0) return first ?? new Map();
    const sums = new Map(first);
    for (const other of others) addSums(sums, [...other.values()]);
    return sums;
  };

  /** Of one window, or of all whose totals are read at once. */
  async function readWindows(what: "counted" | "unanswered", asked: readonly Asked[]): Promise<Found> {
    const [{ question }] = asked as [Asked];
    const part = { ...partOf(asked), counted: false, unanswered: false, [what]: true };
    const slicings = slicingsOf(
      asked.map((each) => each.question),
      (window, questions) => joined(questions, (by) => costOf({ ...question, ...window, by }, asOf)),
    );
    const all = await Promise.all(
      slicings.map(async ({ by, windows }) => ({ by, windows, rows: await rowsOf(part, by, windows) })),
    );
    return addedUp(({ from, until, by }) => {
      for (const reading of all) {
        const place = reading.windows.findIndex((window) => window.from === from && window.until === until);
        if (place >= 0 && includes(reading.by, by)) return slicedBy(reading.by, reading.rows[place]!, by);
      }
      throw new Error("nothing was read for a question that was asked");
    });

    async function rowsOf(of: typeof part, by: By, windows: readonly Range[]) {
      if (totals && areTotals(question, of)) return totals(of, { ...question, by }, windows);
      return Promise.all(windows.map((window) => read(of, { ...question, ...window, by })));
    }
  }

  async function readWholeDays(asked: readonly Asked[]): Promise<Found> {
    const { cells, columns } = partOf(asked);
    const [{ question }] = asked as [Asked];
    const readings = readingsOf(
      asked.map(({ question }) => question),
      (window, questions) => joined(questions, (by) => costOf({ ...window, step: "total", by }, asOf)),
    );
    const all = await Promise.all(
      readings.map(async (reading) => ({
        ...reading,
        ...(await days!(cells, columns, question, reading)),
      })),
    );
    return addedUp((question) => rowsFrom(all, question));
  }
}

type Batch = (key: string, one: Asked) => Promise<Found>;

/** What is asked for by the same key before anything is waited for is read by one call. */
function openBatches(readAll: (asked: readonly Asked[]) => Promise<Found>): Batch {
  const waiting = new Map<string, { asked: Asked[]; found: Promise<Found> }>();
  return (key, one) => {
    let batch = waiting.get(key);
    if (!batch) {
      const asked: Asked[] = [];
      const found = Promise.resolve().then(() => {
        waiting.delete(key);
        return readAll(asked);
      });
      batch = { asked, found };
      waiting.set(key, batch);
    }
    batch.asked.push(one);
    return batch.found;
  };
}

/** The cells and columns of all that is asked for of one kind. */
const partOf = (asked: readonly Asked[]) => ({
  cells: asked[0]!.part.cells,
  columns: [...new Set(asked.flatMap(({ part }) => part.columns))],
});

/** Adds up what is asked for, each once. */
function addedUp(rowsOf: (question: Narrowed) => readonly SumRow[]): Found {
  const known = new Map<string, Sums>();
  return (question) => {
    const { from, until, step, by } = question;
    const name = JSON.stringify([from, until, step, [...by].sort()]);
    let sums = known.get(name);
    if (!sums) {
      const added = new Map<string, Sum>();
      addSums(added, rowsOf(question));
      known.set(name, added);
      sums = added;
    }
    return sums;
  };
}

/** Of a day, its day and its total are the same. */
const areTotals = ({ from, until, step }: Narrowed, { cells }: Pick<Part, "cells">) =>
  cells !== "lines" && (step === "total" || (step === "day" && until - from === DAY));

/** @param areMany questions about other windows are read with it */
function keyOf({ from, until, step, only }: Narrowed, { cells }: Part, areMany: boolean): string {
  const grid = step === "total" && until - from === DAY ? "day" : step;
  return JSON.stringify([cells, only, ...(areMany ? [] : [from, until, grid])]);
}

const includes = (all: By, some: By) => some.every((name) => all.includes(name));

/** The slicings to read, so that each one that is asked for is one of them or can be added up from one. */
export function joined(asked: readonly { by: By }[], cost: (by: By) => number): By[] {
  const all = new Map(asked.map(({ by }) => [[...by].sort().join(), by]));
  for (;;) {
    const slicings = [...all.values()];
    const pairs = slicings.flatMap((one, place) =>
      slicings.slice(place + 1).map((other) => {
        const both = [...new Set([...one, ...other])].sort();
        return { one, other, both, saved: cost(one) + cost(other) - cost(both) };
      }),
    );
    const [best] = pairs.sort((a, b) => b.saved - a.saved);
    if (!best || best.saved <= 0) return slicings;
    for (const by of [best.one, best.other]) all.delete([...by].sort().join());
    all.set(best.both.join(), best.both);
  }
}

/** The rows with these dimensions alone: several may be of the same slice then. */
function slicedBy(read: By, rows: readonly SumRow[], by: By): readonly SumRow[] {
  if (read.length === by.length) return rows;
  return rows.map((row) => ({ ...row, slice: only(row.slice, by) }));
}

const only = (slice: Slice, by: By): Slice =>
  Object.fromEntries(Object.entries(slice).filter(([name]) => by.includes(name)));
