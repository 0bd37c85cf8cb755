import { isDeepStrictEqual } from "node:util";
import { DAY } from "#calendar/units.ts";
import { requireRoom } from "../kit/fault.ts";

/** A version of what people change by versions, in force from `from` on (epoch ms). None is ever removed. */
interface Version {
  id: string;
  from: number;
}

/** Of all things of a kind: on its first day a centre sets up each of them, and tries out some. */
const MOST_IN_A_DAY = 1_000;
/** Of one thing. */
const MOST_TO_COME = 50;

/**
 * Whether the newest version says the same, and is in force then: another one would change nothing.
 * @param versions of this thing
 */
export const saysSo = (
  newest: Version & { says: unknown },
  versions: readonly Version[],
  wanted: { from: number; says: unknown },
): boolean =>
  newest.from <= wanted.from &&
  versions.every(({ from }) => from <= newest.from || from > wanted.from) &&
  isDeepStrictEqual(newest.says, wanted.says);

/** Throws `bad-request` when there are as many versions of a day already as one day may have. */
export function requireRoomToday(lately: number, things: string): void {
  requireRoom(lately, MOST_IN_A_DAY, `versions of ${things} of one day`, "make more tomorrow");
}

/**
 * Throws `bad-request` when there is no room for one more version.
 * @param versions of all things of the kind
 */
export function requireRoomFor(
  { id, from }: Version,
  versions: readonly Version[],
  now: number,
  things: string,
): void {
  requireRoomToday(versions.filter((each) => each.from > now - DAY && each.from <= now).length, things);
  if (from <= now) return;
  const toCome = versions.filter((each) => each.id === id && each.from > now).length;
  requireRoom(toCome, MOST_TO_COME, `versions of ${id} to come`, "wait until one of them is in force");
}
