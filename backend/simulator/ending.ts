import { stamp } from "#calendar/stamp.ts";
import type { Telling } from "./telling.ts";

const OPENING = /\.(call\.offered|freeze\.requested)$/;
const CLOSING = /\.(call\.(answered|abandoned|ended)|freeze\.(confirmed|refused))$/;

/**
 * The events to send when a simulation ends for good: delayed events that have already happened, and the ends of
 * open calls and freezes, all dated now. Otherwise those would stay overdue for ever. What has not begun is dropped.
 */
export function endingOf(pending: Telling[], now: number): Telling[] {
  const lies = ({ event }: Telling) => (Date.parse(event.time) > now ? "ahead" : "behind");
  const ahead = pending.filter((told) => lies(told) === "ahead");
  const unborn = new Set(ahead.filter(({ event }) => OPENING.test(event.type)).map(entityOf));
  const ends = ahead.filter((told) => CLOSING.test(told.event.type) && !unborn.has(entityOf(told)));
  return [
    ...pending.filter((told) => lies(told) === "behind"),
    ...ends.map(({ event }) => ({ at: now, event: { ...event, time: stamp(now) } })),
  ];
}

function entityOf({ event: { data } }: Telling): string {
  if ("callId" in data) return data.callId;
  return "freezeId" in data ? data.freezeId : "";
}
