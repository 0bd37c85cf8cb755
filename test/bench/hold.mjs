// Preloaded into the server (bench rows `loop` and `million`): on SIGUSR2 it says how long its event loop was held since the last time.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const TICK_MS = 5;
if (isMainThread && process.argv[1]?.endsWith("start.js")) {
  let last = performance.now();
  let longest = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  }, TICK_MS).unref();
  process.on("SIGUSR2", () => {
    console.log(`held ${longest.toFixed(1)} ms, 99 of 100 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`);
    longest = 0;
    delay.reset();
  });
}
