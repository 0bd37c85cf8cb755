import { dayOf } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import { warmUpOf } from "./arrivals.ts";
import { type Beginning, beginningsFrom } from "./centre.ts";
import { heapBy } from "./heap.ts";
import { silences, underway } from "./mishaps.ts";
import type { Plan, Telling } from "./telling.ts";

/** The part of a plan to send. Epoch ms; `from` is inclusive, `to` exclusive. */
export interface Span {
  /** Only what began in this period is included … */
  cohorts: { from: number; to: number };
  /** … and only its events sent from this moment on. */
  from: number;
  sampleMs: number;
}

export interface Timeline {
  /** Takes all events to be sent before `at`, in order of sending. */
  until(at: number): Telling[];
  /** Nothing is sent before this moment. */
  next(): number;
  /** Events of what has begun that are still to be sent, unordered. */
  pending(): Telling[];
}

/** Turns beginnings into events in order of sending, generating no further ahead than requested. */
export function openTimeline(plan: Plan, span: Span, silentAt = silences(plan)): Timeline {
  const fate = underway(plan, silentAt);
  const pending = heapBy<Telling>((told) => told.at);
  const beginnings = beginningsFrom(plan, dayOf(span.cohorts.from), span.sampleMs);
  let head = beginnings.next();

  const begin = ({ cohort, tellings }: Beginning): void => {
    if (cohort < span.cohorts.from || cohort >= span.cohorts.to) return;
    for (const each of tellings()) {
      for (const told of fate(each)) if (told.at >= span.from) pending.put(told);
    }
  };

  return {
    until(at) {
      while (!head.done && head.value.at < at) {
        begin(head.value);
        head = beginnings.next();
      }
      const told: Telling[] = [];
      for (let first = pending.peek(); first && first.at < at; first = pending.peek()) {
        told.push(first);
        pending.take();
      }
      return told;
    },
    pending: () => pending.all(),
    next: () => Math.min(pending.peek()?.at ?? Infinity, head.done ? Infinity : head.value.at),
  };
}

/**
 * Moments that divide a long span into pieces of a hundred events or two each, so that the event loop is not blocked
 * for long. They begin with the warm-up.
 */
export function* pieces(plan: Plan, span: Span, to: number): Generator<number> {
  const piece = Math.max(MINUTE / 4, (10 * MINUTE) / plan.size);
  for (let at = warmUpOf(dayOf(span.cohorts.from)) + piece; at < to; at += piece) yield at;
  yield to;
}
