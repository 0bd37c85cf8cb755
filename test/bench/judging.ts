import { HOUR } from "#calendar/units.ts";
import { openAlarms } from "./alarms.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Row, share, sleep } from "./row.ts";
import { cpuSeconds, openServer } from "./server.ts";
import { filedNow, recentStory } from "./story.ts";

const RULES = 200;
/** What banks are judged by. */
const CONDITIONS = ["freeze-60m", "freeze-15m", "freeze-overdue", "freeze-will-miss"];
const SECONDS = 60;
const MOST = 0.05;
const SETTLE_MS = 5_000;

export const judging: Row = {
  name: "judging",
  what: `judging ${RULES} rules × 25 banks on every beat, share of a core`,
  toReach: `≤ ${MOST * 100} %`,
  anywhere: false,
  /**
   * CPU time of the whole process, its database with it, while nothing else happens than one event each second, without
   * which nothing would have to be judged anew. So what the program does besides, idle, is counted as judging too.
   */
  async run(bench) {
    const server = await openServer(bench.scope);
    await sendAll(server, "batch", 2, cut(recentStory(1441, 1, 6), 1_000).map(bodyOf));
    const alarms = await openAlarms(bench, server);
    const lane = await openLane(server, "one");
    bench.scope.onEnd(lane.close);
    let events = 0;
    async function shareOfCore(seconds: number) {
      await sleep(SETTLE_MS);
      const before = cpuSeconds(server.pid);
      const began = performance.now();
      for (const until = began + seconds * 1_000; performance.now() < until; await sleep(1_000))
        await lane.post(Buffer.from(JSON.stringify(filedNow(`beat-${++events}`, 100_000))));
      const lasted = (performance.now() - began) / 1_000;
      const after = cpuSeconds(server.pid);
      return { whole: (after.whole - before.whole) / lasted, main: (after.main - before.main) / lasted };
    }
    const seconds = share(bench, SECONDS, 6);
    const shipped = await shareOfCore(seconds);
    for (let n = 0; n < RULES; n++)
      await alarms.rule(`bench-${n}`, {
        condition: CONDITIONS[n % CONDITIONS.length]!,
        forSeconds: HOUR / 1_000,
      });
    const { whole, main } = await shareOfCore(seconds);
    const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
    return {
      reached: percent(whole),
      ok: whole <= MOST,
      remarks: [
        `user and system time of the whole process over ${seconds} s, its main thread ${percent(main)}; six hours stored, an event each second; what else an idle program does counts too`,
        `with the rules that are shipped alone: ${percent(shipped.whole)}, its main thread ${percent(shipped.main)}; ${RULES} rules of ${CONDITIONS.join(", ")}, each for all ${alarms.banks.length} banks`,
      ],
      numbers: { whole, main, shippedWhole: shipped.whole, shippedMain: shipped.main },
    };
  },
};
