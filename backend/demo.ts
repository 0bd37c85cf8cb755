import type { Logger } from "pino";
import { DAY } from "#calendar/units.ts";
import { realClock } from "./kit/clock.ts";
import type { WarRoom } from "./main.ts";
import { openPost } from "./sender/post.ts";
import { ROSTER } from "./simulator/roster.ts";
import { openSimulator } from "./simulator/simulator.ts";

const HISTORY_DAYS = 14;

/**
 * Runs the simulator against a war room, through HTTP and with its own keys, like any source. Sends the history first
 * (two weeks, or what is missing since the last run), then continues in real time. Returns a function that stops it.
 */
export async function playCentre(
  room: WarRoom,
  options: { published: boolean; speed: number; seed: number },
  log: Logger,
): Promise<() => Promise<void>> {
  const before = (await room.sources.list()).filter(({ simulated }) => simulated);
  const keys = new Map<string, string>();
  for (const { heartbeatSeconds, ...player } of ROSTER) {
    const { key } = await room.sources.register({
      ...player,
      beatSeconds: heartbeatSeconds,
      simulated: true,
    });
    keys.set(player.name, key);
  }
  const post = openPost({ url: room.url, clock: realClock });
  const simulator = openSimulator({
    post,
    keys,
    clock: realClock,
    seed: options.seed,
    speed: options.speed,
    log,
  });

  const onProgress = progress(options.published ? "1 to 6 November 2023" : "history");
  const playing = (async () => {
    if (options.published) await simulator.publish(onProgress);
    else {
      const through = before.map((source) => source.through ?? 0);
      const since = through.length > 0 ? Math.min(...through) : 0;
      const known = since > realClock.now() - HISTORY_DAYS * DAY;
      await simulator.backfill(known ? { since } : { days: HISTORY_DAYS }, onProgress);
      simulator.play();
    }
    onProgress(null);
  })().catch((error: unknown) => log.error({ err: error }, "the simulator stopped"));
  return async () => {
    await simulator.close();
    await playing;
  };
}

/** Prints a progress counter on one line; null ends the line. */
function progress(what: string): (progress: { done: number; total: number } | null) => void {
  const started = realClock.ticks();
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    const seconds = Math.round((realClock.ticks() - started) / 1000);
    if (now === null) console.log(`${what}: sent in ${seconds} s\n`);
    else if (realClock.ticks() - last > 2000) {
      last = realClock.ticks();
      console.log(
        `${what}: ${Math.round((100 * now.done) / Math.max(now.done, now.total))} % (${now.done} events)`,
      );
    }
  };
}
