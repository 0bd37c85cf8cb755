// Preloaded into the server (bench row `loop`): on SIGUSR2 it says how long its event loop was held at most since the last time.
import { isMainThread } from "node:worker_threads";

const TICK_MS = 5;
if (isMainThread && process.argv[1]?.endsWith("start.js")) {
  let last = performance.now();
  let longest = 0;
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  }, TICK_MS).unref();
  process.on("SIGUSR2", () => {
    console.log(`held ${longest.toFixed(1)} ms`);
    longest = 0;
  });
}
