import type { Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import type { CheckedEvent } from "./check.ts";

/** An event on its way to the database; its result is set on it. */
export interface Item {
  event: CheckedEvent;
  /** The id of the source that owns the key. */
  sender: number;
  /** False: a duplicate, already stored. */
  kept: boolean;
  /** The database refused a batch with it: it is written again, apart. */
  isSetAside?: true;
  /** Set if the database refused it although it passed validation. */
  refused: { code: string; detail: string } | null;
}

/** Separates the JSON texts of a batch: JSON contains no control characters. */
const BETWEEN = "\u0001";
const iso = (at: number) => new Date(at).toISOString();

/** Writes items of one kind and marks those that were new. Returns the minutes (epoch ms) that changed. */
export async function merge(run: Run, kind: Kind, items: Item[], recordedAt: number): Promise<number[]> {
  const wanted = items.filter((item) => !keepBeat(item));
  if (wanted.length === 0) return [];
  const numbers = (of: (item: Item) => number | null) => numberArray(wanted.map(of));
  const texts = (of: (item: Item) => string) => textArray(wanted.map(of));
  const [row] = await run<{ kept: number[]; minutes: string[] }>(`merge ${kind}`, [
    iso(recordedAt),
    numbers(({ sender }) => sender),
    numbers(({ event }) => event.time / 1000),
    texts(({ event }) => event.source),
    texts(({ event }) => event.id),
    texts(({ event }) => event.type),
    texts(({ event }) => event.entity),
    numbers(({ event }) => event.revision),
    numbers(({ event }) => event.cohortAt && event.cohortAt / 1000),
    wanted.map(({ event }) => event.data).join(BETWEEN),
  ]);
  for (const place of row!.kept) wanted[place - 1]!.kept = true;
  return row!.minutes.map(Number);
}

/** PostgreSQL array literals, built here because `pg` takes three times as long while the database waits. */
const numberArray = (numbers: (number | null)[]) => `{${numbers.map((number) => number ?? "NULL").join()}}`;
const textArray = (texts: string[]) => `{"${texts.map(escaped).join('","')}"}`;
const escaped = (text: string) => (/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text);

/** A heartbeat is not stored as an event: hearSources records what it says. */
function keepBeat(item: Item): boolean {
  if (item.event.type !== "source.beat") return false;
  item.kept = true;
  return true;
}

/** Records that the senders of the items were heard; a heartbeat also moves its source's watermark. */
export async function hearSources(run: Run, items: Item[], at: number): Promise<void> {
  const heard = new Map<number, { id: number; through_at: number; since_at: number }>();
  for (const { event, sender } of items) {
    const was = heard.get(sender) ?? { id: sender, through_at: -Infinity, since_at: Infinity };
    was.through_at = Math.max(was.through_at, event.through ?? -Infinity);
    was.since_at = Math.min(was.since_at, event.time);
    heard.set(sender, was);
  }
  const rows = [...heard.values()].map(({ id, through_at, since_at }) => ({
    id,
    through_at: through_at === -Infinity ? null : iso(through_at),
    since_at: iso(since_at),
  }));
  await run("hearSources", [JSON.stringify(rows), iso(at)]);
}
