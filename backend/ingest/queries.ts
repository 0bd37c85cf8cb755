import type { Run } from "../store/store.ts";
import type { CheckedEvent } from "./check.ts";
import type { Kind } from "./shape.ts";

/** An event on its way to the database; what became of it is written on it. */
export interface Item {
  event: CheckedEvent;
  /** The id of the source whose key sent it. */
  sender: number;
  /** False: it was there already. */
  kept: boolean;
  /** The database would not have it, though the checks passed it. */
  refused: { code: string; detail: string } | null;
}

const MERGE: Record<Kind, string> = {
  calls: "mergeCalls",
  reports: "mergeReports",
  freezes: "mergeFreezes",
  refunds: "mergeRefunds",
  arrests: "mergeArrests",
  samples: "keepSamples",
};
/** In this order locks are taken, so that two writers never wait for each other. */
export const KINDS = Object.keys(MERGE) as Kind[];

export async function lockKinds(run: Run, kinds: Kind[]): Promise<void> {
  await run("lockKinds", [kinds.map((kind) => KINDS.indexOf(kind))]);
}

/** Writes items of one kind; marks those that were kept. Returns the minutes (epoch ms) that changed. */
export async function merge(run: Run, kind: Kind, items: Item[], recordedAt: number): Promise<number[]> {
  const kept = items.filter((item) => !keepBeat(item));
  if (kept.length === 0) return [];
  const input = kept.map(({ event, sender }, place) => ({
    place,
    sender,
    time: new Date(event.time).toISOString(),
    source: event.source,
    id: event.id,
    type: event.type,
    entity: event.entity,
    revision: event.revision,
    cohort_at: event.cohortAt === null ? null : new Date(event.cohortAt).toISOString(),
    data: event.data,
  }));
  const [row] = await run<{ kept: number[]; minutes: string[] }>(MERGE[kind], [
    JSON.stringify(input),
    new Date(recordedAt).toISOString(),
  ]);
  for (const place of row!.kept) kept[place]!.kept = true;
  return row!.minutes.map(Number);
}

/** A beat is no event to keep: hearSources takes what it says. */
function keepBeat(item: Item): boolean {
  if (item.event.type !== "source.beat") return false;
  item.kept = true;
  return true;
}

/** Every sender of the items was heard; a beat moves its watermark. */
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
    through_at: through_at === -Infinity ? null : new Date(through_at).toISOString(),
    since_at: new Date(since_at).toISOString(),
  }));
  await run("hearSources", [JSON.stringify(rows), new Date(at).toISOString()]);
}
