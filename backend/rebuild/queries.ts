import { SECOND } from "../calendar/units.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Run, Store } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";

/** How far a rebuild has got. Times are epoch milliseconds. */
export interface Position {
  /** Grows with everything that is written: a process that knows an older one has been replaced. */
  step: string;
  askedSince: number | null;
  askedUntil: number | null;
  since: number;
  until: number;
  kind: Kind;
  /** The next day of the kind. */
  day: number;
  /** Entities were mended: once the kind is through, it is gone through again. */
  again: boolean;
  ended: boolean;
}

/** What is wrong in some hours of a kind: rows as JSON texts, which no number of is read here (they exceed 2^53). */
export interface Wrong {
  /** Entities, or samples, as they should be and as they were seen (`null`: a sample that was not there). */
  wanted: string[];
  seen: string[];
  /** Cells, as what they lack; or samples that no event told of. */
  cells: string[];
  /** How many entities (samples) of raw events were compared, and how many cells (stored samples). */
  entities: number;
  compared: number;
}

export async function readPosition(run: Run): Promise<Position | null> {
  const [row] = await run<{
    step: string;
    asked_since: string | null;
    asked_until: string | null;
    since: string;
    until: string;
    kind: string;
    day: string;
    again: boolean;
    ended: boolean;
  }>("readRebuild");
  // A kind that is not known any more: nothing is left of that rebuild.
  if (!row || !KINDS.includes(row.kind as Kind)) return null;
  return {
    step: row.step,
    askedSince: ms(row.asked_since),
    askedUntil: ms(row.asked_until),
    since: Number(row.since),
    until: Number(row.until),
    kind: row.kind as Kind,
    day: Number(row.day),
    again: row.again,
    ended: row.ended,
  };
}

export async function beginAt(
  run: Run,
  position: Omit<Position, "step" | "day" | "again" | "ended">,
): Promise<void> {
  const { askedSince, askedUntil, since, until, kind } = position;
  await run("beginRebuild", [iso(askedSince), iso(askedUntil), iso(since), iso(until), kind]);
}

/** Whether a migration left cells that only a rebuild can fill. */
export async function isRebuildDue(run: Run): Promise<boolean> {
  const [row] = await run<{ due: boolean }>("isRebuildDue");
  return row!.due;
}

/** From when on there are raw events, null if there are none; and where those before have been dropped, from when on. */
export async function readEventsSince(run: Run): Promise<{ since: number | null; dropped: number | null }> {
  const [row] = await run<{ since: string | null; dropped: string | null }>("eventsSince");
  return { since: ms(row!.since), dropped: ms(row!.dropped) };
}

/** Seconds of the cells' buckets. */
export const TIERS = { minute: 60, hour: 3_600, day: 86_400 };

/** Reads, and holds nobody up. Compares the tiers whose buckets the range is made of: of part of a day, no day. */
export async function compare(run: Run, kind: Kind, since: number, until: number): Promise<Wrong> {
  const tiers = Object.values(TIERS).filter((tier) => (until - since) % (tier * SECOND) === 0);
  const range = [iso(since), iso(until)];
  const [row] = await run<Wrong>(`compare ${kind}`, kind === "lines" ? range : [...range, tiers]);
  return row!;
}

/** Each of these four says the next step; null: another has taken over, or the day's events are gone. */
type Next = string | null;

export function mend(store: Store, kind: Kind, step: string, wanted: string[], seen: string[]) {
  return write(store, kind, `mend ${kind}`, (moment) => [
    step,
    kind !== "lines",
    array(wanted),
    array(seen.filter((text) => text !== "null")),
    ...momentOf(kind, moment),
  ]);
}

export function add(store: Store, kind: Kind, step: string, cells: string[]) {
  return write(store, kind, `add ${kind}`, (moment) => [
    step,
    false,
    array(cells),
    ...momentOf(kind, moment),
  ]);
}

/** Deletes cells of a day in which nothing counts any more. */
export function clear(store: Store, kind: Kind, step: string, since: number, until: number) {
  return write(store, kind, `clear ${kind}`, () => [step, false, iso(since), iso(until)]);
}

export async function advance(run: Run, step: string, kind: Kind | null, day: number): Promise<Next> {
  const [row] = await run<{ step: string }>("advanceRebuild", [step, kind, iso(day)]);
  return row?.step ?? null;
}

const array = (texts: string[]) => `[${texts.join()}]`;
/** Samples are counted again by every look back: of them it is not kept when they changed. */
const momentOf = (kind: Kind, moment: number) => (kind === "lines" ? [] : [iso(moment)]);

async function write(
  store: Store,
  kind: Kind,
  name: string,
  values: (moment: number) => unknown[],
): Promise<Next> {
  let next: Next = null;
  await store.write([kind], (run, moment) => [
    run<{ step: string }>(name, values(moment)).then(([row]) => {
      next = row?.step ?? null;
    }),
  ]);
  return next;
}
