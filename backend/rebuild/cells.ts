import { DAY } from "../calendar/units.ts";
import { Fault } from "../kit/fault.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import {
  add,
  advance,
  beginAt,
  clear,
  compare,
  mend,
  type Position,
  readEventsSince,
  readPosition,
} from "./queries.ts";
import { type Asked, ceilDay, daysThere, dayText } from "./range.ts";

export interface Progress {
  kind: Kind;
  day: number;
  done: number;
  /** Days of kinds, of all kinds together. */
  total: number;
}

export interface Rebuilt {
  since: number;
  until: number;
  entities: number;
  cells: number;
}

/**
 * Rows that are written under one lock: how long ingest of the kind waits for it. By 1,000, with every cell of a
 * played day (18,000 events) to be mended on a busy two-core server, ingest's p99 went from 72 to 124 ms.
 */
const SLICE = 500;
/** An entity that gets an event between comparison and repair is compared again. So often it does not happen. */
const MOST_ROUNDS = 20;

/**
 * Works the cells of a range out again from the raw events, kind by kind and day by day, while events come in. What
 * is right is not written. Days whose raw events have been dropped stay as they are.
 *
 * How far it has got is kept in the database: after a kill, the same range goes on there. Throws `configuration` with a
 * sentence when another range stands half-way, when nothing of the range can be rebuilt, or when another process
 * takes over.
 */
export async function rebuildCells(deps: {
  store: Store;
  now: number;
  asked: Asked;
  restart: boolean;
  onNote: (sentence: string) => void;
  onProgress: (progress: Progress) => void;
}): Promise<Rebuilt> {
  const { store, onNote } = deps;
  const begun = await begin(deps);
  const { since, until } = begun;
  const rebuilt: Rebuilt = { since, until, entities: 0, cells: 0 };
  const days = (until - since) / DAY;
  let { step, kind, day, again } = begun;

  /** After a repair that wrote nothing: another process, or the maintenance, was here. */
  async function explain(): Promise<number> {
    const position = await readPosition(store.run);
    if (position?.step !== step) throw replaced();
    const { dropped } = await readEventsSince(store.run);
    const next = Math.min(ceilDay(dropped ?? day + DAY), until);
    onNote(
      `${kind}: raw events before ${dayText(next)} have been dropped meanwhile; those days stay as they are`,
    );
    return next;
  }

  /** Repairs one day. Returns the next one. */
  async function rebuildDay(): Promise<number> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const wrong = await compare(store.run, kind, day, day + DAY);
      for (let at = 0; at < wrong.wanted.length; at += SLICE) {
        const wanted = wrong.wanted.slice(at, at + SLICE);
        const next = await mend(store, kind, step, wanted, wrong.seen.slice(at, at + SLICE));
        if (next === null) return explain();
        step = next;
        again ||= kind !== "lines";
        rebuilt.entities += wanted.length;
      }
      // What cells lack was worked out from the entities as they were.
      if (wrong.wanted.length > 0) continue;
      for (let at = 0; at < wrong.cells.length; at += SLICE) {
        const cells = wrong.cells.slice(at, at + SLICE);
        const next = await add(store, kind, step, cells);
        if (next === null) return explain();
        step = next;
        rebuilt.cells += cells.length;
      }
      return day + DAY;
    }
    throw new Fault(
      "unavailable",
      `the ${kind} of ${dayText(day)} change faster than they can be compared; try again`,
    );
  }

  /** Entities that were mended may have left cells anywhere. */
  async function clearDays(): Promise<void> {
    for (let at = since; at < until; at += DAY) {
      const next = await clear(store, kind, step, at, at + DAY);
      if (next === null) return void (await explain());
      step = next;
    }
  }

  for (;;) {
    const done = KINDS.indexOf(kind) * days + (day - since) / DAY;
    deps.onProgress({ kind, day, done, total: KINDS.length * days });
    const next = day < until ? await rebuildDay() : day;
    const isLast = next >= until;
    // What an entity counts for before the day on which it was mended has been compared with what it was then.
    const following = isLast && !again ? (KINDS[KINDS.indexOf(kind) + 1] ?? null) : kind;
    if (isLast && again) {
      await clearDays();
      onNote(`${kind}: entities were mended; all days are compared once more`);
    }
    day = isLast ? since : next;
    const moved = await advance(store.run, step, following, day);
    if (moved === null) throw replaced();
    if (following === null) return rebuilt;
    step = moved;
    kind = following;
    again &&= !isLast;
  }
}

const replaced = () =>
  new Fault("configuration", "another process rebuilds the cells too; it goes on, this one stops");

/** Where an earlier run of the same range stopped, or a new beginning. */
async function begin(deps: Parameters<typeof rebuildCells>[0]): Promise<Position> {
  const { store, now, asked, onNote } = deps;
  const was = await readPosition(store.run);
  if (was && !was.ended && !deps.restart) {
    const at = `${was.kind}, ${dayText(was.day)}`;
    if (was.askedSince !== asked.since || was.askedUntil !== asked.until)
      throw new Fault(
        "configuration",
        `a rebuild of ${rangeText(was)} stands half-way (${at}); run the same again to finish it, or begin anew with --restart`,
      );
    onNote(`goes on where it was: ${at}`);
    return was;
  }
  const { since, until } = await daysThere(store.run, asked, now, onNote);
  await beginAt(store.run, {
    askedSince: asked.since,
    askedUntil: asked.until,
    since,
    until,
    kind: KINDS[0]!,
  });
  return (await readPosition(store.run))!;
}

function rangeText({ askedSince, askedUntil }: Position): string {
  if (askedSince === null && askedUntil === null) return "all days";
  const from = askedSince === null ? "the first day" : dayText(askedSince);
  return `${from} to ${askedUntil === null ? "the last day" : dayText(askedUntil)}`;
}
