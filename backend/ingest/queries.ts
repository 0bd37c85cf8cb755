import type { RejectionCode } from "#wire/events.ts";
import type { Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { CheckedEvent } from "./checked.ts";
import { idReused, isSame, otherAgency, otherBank, repeatsIn, tooManyEvents } from "./uses.ts";

/** An event on its way to the database; its result is set on it. */
export interface Item {
  event: CheckedEvent;
  /** The id of the source that owns the key. */
  sender: number;
  /** When it was received, by our clock; epoch ms. */
  receivedAt: number;
  /** False: a duplicate, already stored. */
  kept: boolean;
  /** The database refused a batch with it: it is written again on its own. */
  isSetAside?: true;
  /** A person sends it on behalf of its source, which does not count as heard. */
  isByHand?: true;
  /** Set if it passed validation but contradicts what is stored. */
  refused: { code: RejectionCode; detail: string } | null;
}

/** Separates the JSON texts of a batch: JSON contains no control characters. */
const BETWEEN = "\u0001";

/**
 * Why an event was not stored: the first use of its id, or the bank or agency of its entity; neither: the entity has
 * too many events.
 */
interface RefusedRow {
  place: number;
  type: string | null;
  at: number | null;
  bank: string | null;
}

/**
 * Sorts events so that filings come first: a source that is limited to agencies may only speak of reports that were filed,
 * perhaps in the same batch.
 */
export function inOrder(items: Item[]): Item[][] {
  const isLater = ({ event: { kind, type, speaksFor } }: Item) =>
    kind === "reports" && speaksFor !== null && type !== "report.filed";
  const later = items.filter(isLater);
  if (later.length === 0) return [items];
  const first = items.filter((item) => !isLater(item));
  return first.length === 0 ? [later] : [first, later];
}

/**
 * Writes items of one kind, and marks those that were new and those that contradict what is stored, or an event before
 * them in the list. Returns the minutes (epoch ms) that changed.
 */
export async function merge(run: Run, kind: Kind, items: Item[], recordedAt: number): Promise<number[]> {
  const wanted = items.filter((item) => !keepBeat(item));
  if (wanted.length === 0) return [];
  const numbers = (of: (item: Item) => number | null) => numberArray(wanted.map(of));
  const texts = (of: (item: Item) => string) => textArray(wanted.map(of));
  const repeats = repeatsIn(wanted);
  const [row] = await run<{ kept: number[]; minutes: string[]; refused: RefusedRow[] | null }>(
    `merge ${kind}`,
    [
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
      `{${wanted.map(({ event }) => listOrNull(event.speaksFor)).join()}}`,
      `{${wanted.map((item) => repeats.has(item)).join()}}`,
    ],
  );
  for (const place of row!.kept) wanted[place - 1]!.kept = true;
  // A failed commit is retried, and an event that was refused then may be valid now.
  for (const item of wanted) item.refused = null;
  for (const { place, type, at, bank } of row!.refused ?? []) {
    const item = wanted[place - 1]!;
    item.refused =
      type !== null
        ? idReused(item.event, type, at!)
        : bank !== null
          ? (kind === "reports" ? otherAgency : otherBank)(item.event, bank)
          : tooManyEvents(item.event);
  }
  for (const [item, first] of repeats) {
    if (item.refused) continue;
    // A repetition is refused for the same reason as the first one, except as another use of its id.
    if (first.refused) item.refused = first.refused.code === "id-reused" ? null : first.refused;
    else if (!isSame(item.event, first.event))
      item.refused = idReused(item.event, first.event.type, first.event.time);
  }
  return row!.minutes.map(Number);
}

/** PostgreSQL array literals, built here because `pg` takes three times as long while the database waits. */
const numberArray = (numbers: (number | null)[]) => `{${numbers.map((number) => number ?? "NULL").join()}}`;
const textArray = (texts: readonly string[]) => `{"${texts.map(escaped).join('","')}"}`;
/** A list as one text of such an array. */
const listOrNull = (list: readonly string[] | null) =>
  list === null ? "NULL" : `"${escaped(textArray(list))}"`;
const escaped = (text: string) => (/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text);

/** Undoes what was written since the savepoint. The locks of the transaction stay until its end. */
export const beginTrial = (run: Run) => run("beginTrial");
export const undoTrial = (run: Run) => run("undoTrial");

/** A heartbeat is not stored as an event: recordHeard records what it says. */
function keepBeat(item: Item): boolean {
  if (item.event.type !== "source.beat") return false;
  item.kept = true;
  return true;
}

/**
 * Records that the senders of the items were heard. A heartbeat also moves its source's watermark and tells its clock; of
 * several heartbeats the one with the shortest transit counts.
 */
export async function recordHeard(
  run: Run,
  items: Item[],
  heardAt: number,
  recordedAt: number,
): Promise<void> {
  const heard = new Map<number, { through: number; since: number; latest: number; offset: number }>();
  for (const { event, sender, receivedAt, isByHand } of items) {
    if (isByHand) continue;
    const was = heard.get(sender) ?? {
      through: -Infinity,
      since: Infinity,
      latest: -Infinity,
      offset: -Infinity,
    };
    was.since = Math.min(was.since, event.time);
    was.latest = Math.max(was.latest, event.time);
    if (event.through !== null) {
      was.through = Math.max(was.through, event.through);
      was.offset = Math.max(was.offset, event.time - receivedAt);
    }
    heard.set(sender, was);
  }
  const rows = [...heard].map(([id, { through, since, latest, offset }]) => ({
    id,
    through_at: through === -Infinity ? null : iso(through),
    since_at: iso(since),
    latest_at: iso(latest),
    clock_offset_ms: offset === -Infinity ? null : offset,
  }));
  await run("recordHeard", [JSON.stringify(rows), iso(heardAt), iso(recordedAt)]);
}

/**
 * An event that does not count: its source may not speak for its bank or agency, or it answers a freeze without a
 * request.
 */
export interface Orphan {
  kind: "freezes" | "reports" | "refunds";
  /** The id of the freeze, report or refund. */
  entity: string;
  /** The bank of the freeze or refund, the agency of the report; null: its opening event has not come. */
  owner: string | null;
  type: string;
  /** When it happened; epoch ms. */
  at: number;
  source: string;
  id: string;
  /** The registered source that sent it; null: its raw event has been dropped. */
  sender: string | null;
  /** The banks (agencies) that its sender might speak for; null: any. */
  speaksFor: string[] | null;
}

/** The latest orphans, at most `most`, and how many there are. */
export async function listOrphans(run: Run, most: number): Promise<{ count: number; orphans: Orphan[] }> {
  const rows = await run<
    Omit<Orphan, "at" | "speaksFor"> & { count: string; at: string; speaks_for: string[] | null }
  >("listOrphans", [most]);
  return {
    count: Number(rows[0]?.count ?? 0),
    orphans: rows.map(({ count: _, at, speaks_for, ...rest }) => ({
      ...rest,
      at: Number(at),
      speaksFor: speaks_for,
    })),
  };
}
