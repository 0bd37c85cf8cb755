import { setImmediate as breath } from "node:timers/promises";
import { SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { BATCH, type Delivery, type Log, lineOf } from "./delivery.ts";
import { endingOf } from "./ending.ts";
import type { silences } from "./mishaps.ts";
import { ROSTER } from "./roster.ts";
import type { Part } from "./spans.ts";
import { type Telling, telling } from "./telling.ts";
import { openTimeline, pieces, type Timeline } from "./timeline.ts";

/** A heartbeat: everything that happened up to `through` has been sent. Its id is derived from its time. */
export function beatOf(source: string, at: number, through: number): Telling {
  const data = { through: new Date(through).toISOString() };
  return telling(source, "source.beat", `B-${source}-${at}`, at, data);
}

/**
 * When each source sends its next heartbeat: spread over the interval, so that not all send at once. A silent source
 * sends none. Heartbeats use the same queue as events, so that one never overtakes an event. A late answer from a
 * bank contradicts an earlier watermark, as in reality: the bank believed that it had sent everything.
 */
export function openBeats(from: number, silentAt: ReturnType<typeof silences>) {
  const due = ROSTER.map(({ name, heartbeatSeconds }, i) => ({
    name,
    every: heartbeatSeconds * SECOND,
    at: from + Math.round((heartbeatSeconds * SECOND * i) / ROSTER.length),
  }));
  return {
    next: () => due.reduce((least, { at }) => Math.min(least, at), Infinity),
    until(now: number): Telling[] {
      return due.flatMap((beat) => {
        if (beat.at > now) return [];
        beat.at = now + beat.every;
        return silentAt(beat.name, now) ? [] : [beatOf(beat.name, now, now)];
      });
    },
  };
}

/**
 * The delivery queue of one source: one request at a time; events that arrive meanwhile go with the next, in order.
 * A batch that cannot be delivered is logged and dropped, and the simulation goes on.
 */
export function openMouth(source: string, delivery: Delivery, log: Log) {
  let waiting: string[] = [];
  let speaking: Promise<void> | null = null;

  async function speak() {
    while (waiting.length > 0) {
      const lines = waiting.splice(0, BATCH);
      try {
        await delivery.deliver(source, lines);
      } catch (error) {
        if (delivery.closed) waiting = [];
        else log.error({ source, events: lines.length, err: error }, "the simulator could not deliver");
      }
    }
    speaking = null;
  }

  return {
    say(line: string) {
      waiting.push(line);
      speaking ??= breath().then(speak);
    },
    quiet: () => speaking ?? Promise.resolve(),
  };
}

export interface Playing {
  parts: Part[];
  start: number;
  delivery: Delivery;
  clock: Clock;
  silentAt: ReturnType<typeof silences>;
  log: Log;
  stop: AbortSignal;
}

/** Sends each event at its moment until stopped; resolves when the last one has been delivered. */
export async function playOn({ parts, start, delivery, clock, silentAt, log, stop }: Playing): Promise<void> {
  const mouths = new Map(ROSTER.map(({ name }) => [name, openMouth(name, delivery, log)]));
  const say = (told: Telling[]) => {
    for (const each of told) mouths.get(each.event.source)?.say(lineOf(each));
  };
  const timelines: Timeline[] = [];
  for (const { plan, span } of parts) {
    const timeline = openTimeline(plan, span, silentAt);
    timelines.push(timeline);
    for (const at of pieces(plan, span, start)) {
      say(timeline.until(at));
      await breath();
      if (stop.aborted) return;
    }
  }

  let beats = openBeats(start, silentAt);
  let last = start;
  while (!stop.aborted) {
    const now = clock.now();
    // The clock was set back: what has been told of the time until then is not told again, but all are heard of.
    if (now < last - SECOND) beats = openBeats(now, silentAt);
    last = now;
    // Include the events of this millisecond: `until` is exclusive.
    const told = timelines.flatMap((timeline) => timeline.until(now + 1));
    say([...told, ...beats.until(now)]);
    const next = Math.min(beats.next(), ...timelines.map((timeline) => timeline.next()));
    // No longer, so that a clock that is set is noticed.
    await clock.sleep(Math.min(SECOND, Math.max(1, next - clock.now())), stop);
  }
  // The next run continues the centre of normal size; it does not continue a larger one.
  for (const [i, { plan }] of parts.entries()) {
    if (plan.size !== 1) say(endingOf(timelines[i]?.pending() ?? [], clock.now()));
  }
  await Promise.all([...mouths.values()].map((mouth) => mouth.quiet()));
}
