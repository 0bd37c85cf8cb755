import { setImmediate as breath } from "node:timers/promises";
import { BATCH, type Delivery, lineOf } from "./delivery.ts";
import type { Telling } from "./telling.ts";

/** Progress of a backfill, in events answered by the war room; `total` is an estimate until the end. */
export interface Progress {
  done: number;
  total: number;
}

/** Concurrent requests, pipelined: the next one is in transit while the war room writes the one before. */
const CONNECTIONS = 3;

/** A piece of history, in order of time; `share` is the fraction of the whole up to its end. */
export interface Piece {
  tellings: Telling[];
  share: number;
}

/** Sends history as fast as the war room accepts it, in full batches per source, with little of it in memory. */
export async function fill(
  pieces: Iterable<Piece>,
  delivery: Delivery,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  const waiting = new Map<string, string[]>();
  const underway = new Set<Promise<void>>();
  let drawn = 0;
  let done = 0;
  let share = 0;

  const send = async (source: string, lines: string[]) => {
    while (underway.size >= CONNECTIONS) await Promise.race(underway);
    const sending = delivery.deliver(source, lines).then(() => {
      done += lines.length;
      onProgress({ done, total: Math.round(drawn / share) });
    });
    // The next `await` reports a failure; until then it must not count as an unhandled rejection.
    const settled = sending.finally(() => underway.delete(settled));
    settled.catch(() => undefined);
    underway.add(settled);
  };

  for (const piece of pieces) {
    signal.throwIfAborted();
    drawn += piece.tellings.length;
    share = piece.share;
    for (const told of piece.tellings) {
      const { source } = told.event;
      const lines = waiting.get(source) ?? [];
      if (lines.push(lineOf(told)) >= BATCH) {
        waiting.delete(source);
        await send(source, lines);
      } else {
        waiting.set(source, lines);
      }
    }
    await breath();
  }
  for (const [source, lines] of waiting) await send(source, lines);
  await Promise.all(underway);
  return done;
}
