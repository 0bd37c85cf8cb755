import { setImmediate as breath } from "node:timers/promises";
import type { Clock } from "../../backend/kit/clock.ts";

/** A clock that stands still until it is turned, waking each sleeper at its moment. */
export function handClock(start: number): Clock & { turn(ms: number): Promise<void>; set(ms: number): void } {
  let now = start;
  /** How far it was set. */
  let off = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  /** Until all that could happen at this moment has happened and somebody sleeps again. */
  const settle = async () => {
    do for (let i = 0; i < 20; i++) await breath();
    while (sleepers.length === 0);
  };
  return {
    now: () => now + off,
    ticks: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        sleepers.push({ at: now + ms, wake });
        signal?.addEventListener("abort", wake);
      }),
    every() {
      throw new Error("the simulator beats by sleeping");
    },
    set(ms) {
      off += ms;
    },
    async turn(ms) {
      const to = now + ms;
      await settle();
      for (;;) {
        const at = Math.min(...sleepers.map((sleeper) => sleeper.at));
        if (at > to) break;
        now = Math.max(now, at);
        const due = sleepers.filter((sleeper) => sleeper.at <= now);
        sleepers = sleepers.filter((sleeper) => sleeper.at > now);
        for (const { wake } of due) wake();
        await settle();
      }
      now = to;
    },
  };
}
