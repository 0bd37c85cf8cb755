import { HOUR, SECOND } from "#calendar/units.ts";
import type { EventData, Queue } from "#wire/events.ts";
import { heapBy } from "./heap.ts";

/** A caller of 1441, with all random durations of the call drawn in advance. Milliseconds. */
export interface Caller {
  id: string;
  at: number;
  queue: Queue;
  province: string | undefined;
  /** From when the agent is free to when the agent speaks. */
  ring: number;
  talk: number;
  /** After-call work of the agent, when the line is already free. */
  wrap: number;
  /** Abandons the call after waiting this long. */
  patience: number;
}

export interface Hall {
  lines: number;
  /** Agents on shift at this moment. */
  agentsAt(at: number): number;
}

export type Step =
  | { kind: "offered"; at: number; caller: Caller }
  | { kind: "abandoned"; at: number; caller: Caller }
  | { kind: "answered"; at: number; caller: Caller; answeredAt: number; endedAt: number }
  | { kind: "sampled"; at: number; sample: EventData["lines.sampled"] };

/**
 * The telephone exchange: one queue, first come first served, as many calls at once as there are agents. A caller
 * who finds all lines taken hears the busy tone and is not counted, because the exchange never gets the call. An
 * agent whose shift ends finishes the call first. Steps come in order of time.
 */
export function* serve(
  callers: Iterator<Caller>,
  hall: Hall,
  from: number,
  sampleMs: number,
): Generator<Step> {
  const busyUntil = heapBy<number>((at) => at);
  const talkingUntil = heapBy<number>((at) => at);
  const waiting: Caller[] = [];
  let next = callers.next();
  let sampleAt = Math.ceil(from / sampleMs) * sampleMs;
  let shiftAt = Math.ceil(from / HOUR) * HOUR;

  for (;;) {
    const arrivesAt = next.done ? Infinity : next.value.at;
    if (arrivesAt === Infinity && waiting.length === 0) return;
    const quitsAt = waiting.reduce((least, each) => Math.min(least, each.at + each.patience), Infinity);
    const now = Math.min(arrivesAt, busyUntil.peek() ?? Infinity, quitsAt, sampleAt, shiftAt);
    while ((talkingUntil.peek() ?? Infinity) <= now) talkingUntil.take();

    if (now === sampleAt) {
      yield { kind: "sampled", at: now, sample: sampleOf(now) };
      sampleAt += sampleMs;
    } else if (now === shiftAt) {
      shiftAt += HOUR;
    } else if (now === busyUntil.peek()) {
      busyUntil.take();
    } else if (now === quitsAt) {
      const index = waiting.findIndex((each) => each.at + each.patience === quitsAt);
      for (const gone of waiting.splice(index, 1)) yield { kind: "abandoned", at: now, caller: gone };
    } else if (!next.done) {
      if (talkingUntil.size + waiting.length < hall.lines) {
        waiting.push(next.value);
        yield { kind: "offered", at: now, caller: next.value };
      }
      next = callers.next();
    }

    while (busyUntil.size < hall.agentsAt(now)) {
      const first = waiting.shift();
      if (!first) break;
      const answeredAt = now + first.ring;
      const endedAt = answeredAt + first.talk;
      talkingUntil.put(endedAt);
      busyUntil.put(endedAt + first.wrap);
      yield { kind: "answered", at: now, caller: first, answeredAt, endedAt };
    }
  }

  function sampleOf(now: number): EventData["lines.sampled"] {
    const first = waiting[0];
    return {
      lines: hall.lines,
      busy: talkingUntil.size + waiting.length,
      waiting: waiting.length,
      longestWaitSeconds: first ? Math.floor((now - first.at) / SECOND) : 0,
      agentsReady: Math.max(0, hall.agentsAt(now) - busyUntil.size),
      agentsBusy: busyUntil.size,
    };
  }
}
