// The program with a clock that the benchmark turns, so that each code and each try can come at once, and a watch on how
// long its thread is held.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { movedClock, startProgram } from "../program.ts";
import { answer } from "./scope.ts";

export type Question = { open: true } | { turn: number } | { watch: true } | { held: true };
/** Milliseconds, over what the watch itself waits. */
export interface Held {
  most: number;
  p99: number;
}

const EACH_MS = 1;
const clock = movedClock();
let delay = monitorEventLoopDelay({ resolution: EACH_MS });

answer<Question>(async (question) => {
  if ("open" in question) {
    const { url, firstLink } = await startProgram({ clock });
    return { url, firstLink };
  }
  if ("turn" in question) {
    clock.ahead += question.turn;
    return clock.now();
  }
  if ("watch" in question) {
    delay = monitorEventLoopDelay({ resolution: EACH_MS });
    return delay.enable();
  }
  delay.disable();
  const over = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - EACH_MS);
  return { most: over(delay.max), p99: over(delay.percentile(99)) } satisfies Held;
});
