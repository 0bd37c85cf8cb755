import { stamp } from "#calendar/stamp.ts";
import { type CloudEvent, type EventData, type EventType, TYPE_PREFIX } from "#wire/events.ts";

/** An event and when its source sends it: mostly when it happens, sometimes later. */
export interface Telling {
  at: number;
  event: CloudEvent;
}

/** An event sent at the moment it happens. Its id consists of the entity's id and what happened to it. */
export function telling<T extends EventType>(
  source: string,
  type: T,
  id: string,
  at: number,
  data: EventData[T] & { revision?: number },
): Telling {
  const whole = Math.round(at);
  const event: CloudEvent<T> = {
    specversion: "1.0",
    id,
    source,
    type: `${TYPE_PREFIX}${type}`,
    time: stamp(whole),
    data,
  };
  return { at: whole, event: event as CloudEvent };
}

/**
 * Which centre is simulated. Different plans have no event ids in common; the same plan always has the same events,
 * so what is sent again after a restart is a duplicate and changes nothing.
 */
export interface Plan {
  seed: number;
  /** 1 is the normal size; 10 has ten times the callers, lines, agents and cases. */
  size: number;
  /** When one bank is slow beside what the days bring; absent: never. */
  spell?: Spell;
}

/** From when to when (epoch ms) a bank takes so many times as long to answer. */
export interface Spell {
  bank: string;
  from: number;
  to: number;
  factor: number;
}

export function planName({ seed, size }: Plan): string {
  return size === 1 ? `${seed}` : `${seed}x${size}`;
}

/** The Bangkok hour as part of an id: 2026112109. */
export function hourName(at: number): string {
  return stamp(at).slice(0, 13).replace(/\D/g, "");
}

/** Merges streams that are each in order of time. */
export function* inOrder<T extends { at: number }>(...streams: Iterator<T>[]): Generator<T> {
  const heads = streams.map((stream) => ({ stream, head: stream.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const each of heads) {
      if (!each.head.done && (!first || first.head.done || each.head.value.at < first.head.value.at))
        first = each;
    }
    if (!first || first.head.done) return;
    yield first.head.value;
    first.head = first.stream.next();
  }
}
