import { dayOf, startOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";
import { DEFINITIONS } from "../../backend/ingest/definitions.ts";
import { openTimeline, pieces } from "../../backend/simulator/timeline.ts";

/** Losses are in steps of 1,000 baht, in satang, so that probes of single satang can be told apart. */
export const LOSS_STEP = 100_000;

/** Events of a simulated centre `size` times as large as the real one, in the order in which they are sent. */
export function* story(seed: number, size: number, from: number, to: number): Generator<CloudEvent> {
  const plan = { seed, size };
  const span = { cohorts: { from, to: Infinity }, from, sampleMs: 60_000 };
  const timeline = openTimeline(plan, span);
  for (const at of pieces(plan, span, to)) for (const { event } of timeline.until(at)) yield event;
}

/** The whole Bangkok day `before` days before yesterday. */
export function pastDay(before = 0): { from: number; to: number } {
  const from = startOf(dayOf(Date.now()) - 1 - before);
  return { from, to: from + DAY };
}

const TIMES = ["offeredAt", "requestedAt", "reportedAt"] as const;

/** This many events of a simulated centre's busy hours (from 09:00), all shifted so that they end now. */
export function recentStory(seed: number, size: number, hours: number): CloudEvent[] {
  const from = pastDay(1).from + 9 * HOUR;
  const to = from + hours * HOUR;
  const shift = Date.now() - to;
  const later = (time: unknown) => stamp(Date.parse(time as string) + shift);
  return [...story(seed, size, from, to)].map((event) => {
    const data: Record<string, unknown> = { ...event.data };
    for (const name of TIMES) if (data[name] !== undefined) data[name] = later(data[name]);
    if (data.lossSatang !== undefined)
      data.lossSatang = Math.ceil(Number(data.lossSatang) / LOSS_STEP) * LOSS_STEP;
    return { ...event, time: later(event.time), data } as CloudEvent;
  });
}

/** A case filed now with a loss of this many satang. */
export function filedNow(id: string, lossSatang: number): CloudEvent {
  const data = {
    reportId: id,
    channel: "1441",
    agency: "aoc",
    scamType: "job",
    province: "TH-10",
    lossSatang,
  };
  const time = new Date().toISOString();
  return {
    specversion: "1.0",
    id: `${id}.filed`,
    source: "bench",
    type: `${TYPE_PREFIX}report.filed`,
    time,
    data,
  } as CloudEvent;
}

/** An event as stored before merging: the columns of `events`. */
export function rawRow(event: CloudEvent, place: number) {
  const type = event.type.slice(TYPE_PREFIX.length) as keyof typeof DEFINITIONS;
  const { entity, cohort } = DEFINITIONS[type];
  const data = event.data as unknown as Record<string, unknown>;
  const cohortAt = cohort ? data[cohort] : undefined;
  return {
    place,
    sender: 1,
    time: new Date(event.time).toISOString(),
    source: event.source,
    id: event.id,
    type,
    entity: entity ? (data[entity] as string) : "",
    revision: (data.revision as number | undefined) ?? 0,
    cohort_at: cohortAt === undefined ? null : new Date(cohortAt as string).toISOString(),
    data,
  };
}

export function kindOf(event: CloudEvent): string {
  return DEFINITIONS[event.type.slice(TYPE_PREFIX.length) as keyof typeof DEFINITIONS].kind;
}

/** The calls, freezes and reports with a known cohort time: each counts exactly once. */
export function entitiesOf(events: readonly CloudEvent[]): {
  calls: number;
  freezes: number;
  reports: number;
} {
  const opening = new Set(["call.offered", "report.filed", "freeze.requested"]);
  const seen = { calls: new Set<string>(), freezes: new Set<string>(), reports: new Set<string>() };
  for (const event of events) {
    const { type, entity, cohort_at } = rawRow(event, 0);
    const kind = kindOf(event) as keyof typeof seen;
    if (seen[kind] && (opening.has(type) || cohort_at !== null)) seen[kind].add(entity);
  }
  return { calls: seen.calls.size, freezes: seen.freezes.size, reports: seen.reports.size };
}
