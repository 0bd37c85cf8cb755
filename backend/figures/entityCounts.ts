import { startOfDay } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { CELLS, type Cells, type Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import type { EntityCounts, Range } from "./cut.ts";
import { narrow } from "./narrow.ts";
import { readDays, readDaysHeld } from "./queries.ts";

/** 150 cells of a day cost 1.5 ms: so much is read in one piece. */
const PIECE = 60 * DAY;
/** The samples of a day cost about as much to look back at as so many entities. */
const SAMPLES_AS_ENTITIES = 100;

/**
 * What a look back will have to count again, from what is counted now: nearly the same, and known at a hundredth of the cost.
 * Each piece is read in a turn of its own.
 */
export async function readEntityCounts(
  kind: Kind,
  { from, until }: Range,
  inTurn: <T>(deed: (run: Run) => Promise<T>) => Promise<T>,
): Promise<EntityCounts> {
  if (kind === "lines") return () => SAMPLES_AS_ENTITIES;
  const { counting }: Cells = CELLS[kind];
  const days = { from: startOfDay(from), until: startOfDay(until - 1) + DAY, step: "day" } as const;
  // It counts all entities: those that a limited visitor may not know are left out only afterwards.
  const whole = narrow({ ...days, metrics: [] }, EVERYTHING);
  // Somebody may ask for a century.
  const held = days.until - days.from > PIECE ? await inTurn((run) => readDaysHeld(run, kind, whole)) : days;
  const counts = new Map<number, number>();
  for (let at = held.from; at < held.until; at += PIECE) {
    const spans = [{ from: at, until: Math.min(at + PIECE, held.until) }];
    const read = await inTurn((run) => readDays(run, kind, counting, whole, { spans, by: [] }));
    for (const { at: day, sums } of read.days)
      counts.set(
        day,
        Object.values(sums).reduce((all, sum) => all + Number(sum), 0),
      );
  }
  return (day) => counts.get(day) ?? 0;
}
