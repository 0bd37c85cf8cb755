import { DAY } from "#calendar/units.ts";
import type { Slice } from "#wire/figures.ts";
import type { Run } from "../store/store.ts";
import { costOf } from "./cut.ts";
import type { Narrowed } from "./narrow.ts";
import type { Part } from "./parts.ts";
import { readOpenSums, readSums, type SumRow } from "./queries.ts";
import { addSums, type Sum } from "./rows.ts";

type Sums = ReadonlyMap<string, Sum>;
type By = readonly string[];

/** What a part of a question adds up. */
export type SumsOf = (question: Narrowed, part: Part) => Promise<Sums>;

/** Reads the sums of what is counted, or of what is not decided yet. */
export type ReadSums = (part: Omit<Part, "metrics">, question: Narrowed) => Promise<readonly SumRow[]>;

/**
 * Within one transaction.
 * @param now what deadlines are judged by
 * @param asOf null: the stored cells
 */
export const readWithin =
  (run: Run, at: { now: number; asOf: number | null }): ReadSums =>
  ({ cells, columns, counted }, question) =>
    counted
      ? readSums(run, cells, columns, { ...question, ...at })
      : readOpenSums(run, cells, { ...question, ...at });

/**
 * Reads together what is asked at once in one reading: of the same cells and window as few times as pays. A scene, and more
 * so a report, asks for the same cells by bank, by hop and as a whole; reading them costs more than adding up again what
 * was read.
 * @param asOf null: the stored cells
 */
export function openTogether(read: ReadSums, asOf: number | null): SumsOf {
  const waiting = new Map<
    string,
    { asked: (Part & { by: By })[]; sums: Promise<(part: Part, by: By) => Sums> }
  >();
  return async (question, part) => {
    const key = keyOf(question, part);
    let others = waiting.get(key);
    if (!others) {
      const asked: (Part & { by: By })[] = [];
      const sums = Promise.resolve().then(() => {
        waiting.delete(key);
        return readAll(question, asked);
      });
      others = { asked, sums };
      waiting.set(key, others);
    }
    others.asked.push({ ...part, by: question.by });
    return (await others.sums)(part, question.by);
  };

  async function readAll(question: Narrowed, asked: readonly (Part & { by: By })[]) {
    const { cells } = asked[0]!;
    const columns = [...new Set(asked.flatMap((part) => part.columns))];
    const cost = (by: By) => costOf({ ...question, by }, asOf);
    const readings = (what: "counted" | "unanswered") => {
      const part = { cells, columns, counted: false, unanswered: false, [what]: true };
      const slicings = joined(
        asked.filter((each) => each[what]),
        cost,
      );
      return Promise.all(slicings.map(async (by) => ({ by, rows: await read(part, { ...question, by }) })));
    };
    const [counted, open] = await Promise.all([readings("counted"), readings("unanswered")]);
    const known = new Map<string, Sums>();
    return (part: Part, by: By): Sums => {
      const name = [part.counted, part.unanswered, ...[...by].sort()].join(" ");
      const sums = known.get(name) ?? new Map<string, Sum>();
      if (known.has(name)) return sums;
      known.set(name, sums);
      for (const readings of [part.counted ? counted : [], part.unanswered ? open : []]) {
        const found = readings.find((reading) => includes(reading.by, by));
        if (found) addSums(sums as Map<string, Sum>, slicedBy(found, by));
      }
      return sums;
    };
  }
}

/** Of a day, its day and its total are the same. */
function keyOf({ from, until, step, only }: Narrowed, { cells }: Part): string {
  const grid = step === "total" && until - from === DAY ? "day" : step;
  return JSON.stringify([cells, from, until, grid, only]);
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
function slicedBy({ by: read, rows }: { by: By; rows: readonly SumRow[] }, by: By): readonly SumRow[] {
  if (read.length === by.length) return rows;
  return rows.map((row) => ({ ...row, slice: only(row.slice, by) }));
}

const only = (slice: Slice, by: By): Slice =>
  Object.fromEntries(Object.entries(slice).filter(([name]) => by.includes(name)));
