import { monitorEventLoopDelay } from "node:perf_hooks";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import type { Server } from "./answer.ts";
import { openReady } from "./ready.ts";

export interface Health {
  server(): Server;
  /** What is thrown while it is not ready; null: it is. */
  ready: ReturnType<typeof openReady>;
  close(): void;
}

/** How often the delay of the event loop is sampled, in milliseconds: a person notices a tenth of a second. */
const RESOLUTION_MS = 20;

/** Measures this process, and whether its database answers. */
export function openHealth(deps: { clock: Clock; store: Pick<Store, "run" | "requireSpace"> }): Health {
  const { clock } = deps;
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram has the time between two samples, in nanoseconds.
  const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000);
  const heldNow = () =>
    delay.count === 0
      ? { longest: 0, p99: 0 }
      : { longest: seconds(delay.max), p99: seconds(delay.percentile(99)) };
  let held: Server["held"] | null = null;
  const stop = clock.every(MINUTE, () => {
    held = heldNow();
    delay.reset();
  });
  return {
    server() {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      return {
        up: process.uptime(),
        cpu: (user + system) / 1e6,
        memoryBytes: rss,
        heapBytes: heapUsed,
        held: held ?? heldNow(),
      };
    },
    ready: openReady(deps),
    close() {
      stop();
      delay.disable();
    },
  };
}
