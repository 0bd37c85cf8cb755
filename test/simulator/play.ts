import { startOf } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { CloudEvent, EventData, EventType } from "#wire/events.ts";
import type { Plan, Telling } from "../../backend/simulator/telling.ts";
import { openTimeline, pieces } from "../../backend/simulator/timeline.ts";

/** Monday, 2 November 2026, in Bangkok. */
export const MONDAY = 20_759;

/** All that is told in so many days, beginning with the start of one. */
export function play(plan: Plan, day: number, days: number, sampleMs = 60_000): Telling[] {
  const from = startOf(day);
  const span = { cohorts: { from, to: Infinity }, from, sampleMs };
  const timeline = openTimeline(plan, span);
  return [...pieces(plan, span, from + days * DAY)].flatMap((at) => timeline.until(at));
}

export function typeOf(event: CloudEvent): EventType {
  return event.type.slice("th.aoc1441.".length) as EventType;
}

export function isA<T extends EventType>(event: CloudEvent, type: T): event is CloudEvent<T> {
  return typeOf(event) === type;
}

type Moment<T extends EventType> = EventData[T] & { at: number; toldAt: number };

/** The first event of a type for each entity, by its id. */
export function firstOf<T extends EventType>(tellings: Telling[], type: T, id: keyof EventData[T]) {
  const found = new Map<string, Moment<T>>();
  for (const { event, at } of tellings) {
    if (!isA(event, type)) continue;
    const key = String(event.data[id]);
    if (!found.has(key)) found.set(key, { ...event.data, at: Date.parse(event.time), toldAt: at });
  }
  return found;
}
