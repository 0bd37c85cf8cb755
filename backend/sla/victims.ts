import { startOfMinute } from "#calendar/days.ts";
import type { Run } from "../store/store.ts";
import { listVictims } from "./queries.ts";

/** The report of each freeze, by the freeze's id; one whose report is not known is not there. */
export type Victims = ReadonlyMap<string, string>;

/**
 * Whose money the freezes are about that are told as late. A freeze keeps its report, and it is looked at every second:
 * each is asked of once a minute at most.
 */
export function openVictims(): (
  run: Run,
  freezes: readonly { id: string; since: number }[],
  now: number,
) => Promise<Victims> {
  let minute = 0;
  let asked = new Set<string>();
  let known = new Map<string, string>();
  return async (run, freezes, now) => {
    if (startOfMinute(now) !== minute) {
      minute = startOfMinute(now);
      asked = new Set();
      known = new Map();
    }
    const late = freezes.filter(({ id }) => !asked.has(id));
    if (late.length === 0) return known;
    const first = late.reduce((least, { since }) => Math.min(least, since), Number.POSITIVE_INFINITY);
    const ids = late.map(({ id }) => id);
    for (const [freeze, report] of await listVictims(run, ids, first)) known.set(freeze, report);
    for (const id of ids) asked.add(id);
    return known;
  };
}
