import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";

/** So often it is seen whether the process rests. */
const EVERY_MS = 10 * SECOND;
/** It rests when its thread was at work for less than this share of the time: a wall and its events take some 5 %. */
const RESTING = 0.2;
/** It is worth it when this many times as much is held as lived after the last time. */
const GROWN = 1.5;

/**
 * Collects, while the process rests, what nobody can reach any more. V8 does so only when more is made: what a rush has left
 * would stay for as long as little is done. To let V8 hold less at all times makes the return of 5,000 displays take half
 * as long again. Returns a function that ends it.
 */
export function openCollecting({ every }: Pick<Clock, "every">): () => void {
  setFlagsFromString("--expose-gc");
  const collect: (how: { type: "major"; execution: "async" }) => Promise<void> = runInNewContext("gc");
  let lived = 0;
  let last = performance.eventLoopUtilization();
  return every(EVERY_MS, () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization >= RESTING || process.memoryUsage().heapUsed < GROWN * lived) return;
    void collect({ type: "major", execution: "async" }).then(() => {
      lived = process.memoryUsage().heapUsed;
    });
  });
}
