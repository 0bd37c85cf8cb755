import { MINUTE } from "#calendar/units.ts";
import { CELLS } from "../store/cells.ts";
import type { CheckedEvent } from "./checked.ts";

/** Items of one kind that have entity, sender, source and id of one before them in the list; and the first such one. */
export function repeatsIn<Item extends { event: CheckedEvent; sender: number }>(
  items: readonly Item[],
): Map<Item, Item> {
  const repeats = new Map<Item, Item>();
  if (items.length === 1) return repeats;
  const first = new Map<string, Item>();
  for (const item of items) {
    const { entity, source, id, time } = item.event;
    // The lengths tell where one text ends. A sample has no entity: instead of one, its minute (sql/ingest.sql).
    const of = entity === "" ? `${Math.floor(time / MINUTE)}` : entity;
    const key = `${item.sender} ${of.length} ${source.length} ${of}${source}${id}`;
    const before = first.get(key);
    if (before) repeats.set(item, before);
    else first.set(key, item);
  }
  return repeats;
}

/** Do two events of one entity, source and id say the same, however it is written? As `use_moment` and `use_content`. */
export function isSame(a: CheckedEvent, b: CheckedEvent): boolean {
  return (
    a.type === b.type &&
    a.time === b.time &&
    a.cohortAt === b.cohortAt &&
    a.revision === b.revision &&
    contentOf(a) === contentOf(b)
  );
}

/** The known fields stand in one order already (`checkEvent`). */
function contentOf({ data }: CheckedEvent): string {
  const { offeredAt: _o, reportedAt: _f, requestedAt: _r, revision: _n, ...rest } = JSON.parse(data);
  return JSON.stringify(rest);
}

/** @param time of the first use, in epoch ms */
export const idReused = ({ kind, entity, id, source }: CheckedEvent, type: string, time: number) => ({
  code: "id-reused" as const,
  detail: `id: ${id} of source ${source} is taken by another event ${entity ? `of the ${CELLS[kind].entity} ${entity}` : "of the same minute"}: ${type} at ${new Date(time).toISOString()}; the same event again has the same content, another one needs an id of its own`,
});

export const otherBank = ({ kind, entity, speaksFor }: CheckedEvent, bank: string) => ({
  code: "other-bank" as const,
  detail: `bank: the ${CELLS[kind].entity} ${entity} is at ${bank}, and the key of this source may speak for ${speaksFor!.join(", ")} only`,
});

/** @param agency of the report, as it was last stated; empty: nothing was stated yet */
export const otherAgency = ({ entity, speaksFor }: CheckedEvent, agency: string) => ({
  code: "other-agency" as const,
  detail: agency
    ? `reportId: the report ${entity} is of ${agency}, and the key of this source may send reports of ${speaksFor!.join(", ")} only`
    : `reportId: the report ${entity} is not known: the key of this source may send reports of ${speaksFor!.join(", ")} only, so it must be filed before this is said of it`,
});

/** The most events that are stored of one entity (sql/ingest.sql). */
const MOST_EVENTS = 1_000;

export const tooManyEvents = ({ kind, entity }: CheckedEvent) => ({
  code: "too-many-events" as const,
  detail: entity
    ? `${CELLS[kind].entity}Id: the ${CELLS[kind].entity} ${entity} has ${MOST_EVENTS} events already: is this the id of one ${CELLS[kind].entity}?`
    : `time: of this minute there are ${MOST_EVENTS} samples already`,
});
