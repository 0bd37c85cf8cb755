import { dayOf } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import { warmUpOf } from "./arrivals.ts";
import { type Beginning, beginningsFrom } from "./centre.ts";
import { heapBy } from "./heap.ts";
import { silences, underway } from "./mishaps.ts";
import type { Plan, Telling } from "./telling.ts";

/** Which part of a plan is told. Milliseconds; `from` is inclusive, `to` exclusive. */
export interface Span {
  /** What began in this time takes part … */
  cohorts: { from: number; to: number };
  /** … and is told from this moment on. */
  from: number;
  sampleMs: number;
}

export interface Timeline {
  /** All that is told before `at` and was not yet taken, in order of telling. */
  until(at: number): Telling[];
  /** Nothing is told before this moment. */
  next(): number;
  /** What has begun and is still to be told, in no order. */
  pending(): Telling[];
}

/** Turns beginnings into tellings in the order in which they are told, drawing no further ahead than asked. */
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
 * Moments up to which a long span is taken piece by piece, a hundred events or two each, so that
 * whoever shares the event loop is not kept waiting. They begin with the warm-up.
 */
export function* pieces(plan: Plan, span: Span, to: number): Generator<number> {
  const piece = Math.max(MINUTE / 4, (10 * MINUTE) / plan.size);
  for (let at = warmUpOf(dayOf(span.cohorts.from)) + piece; at < to; at += piece) yield at;
  yield to;
}
