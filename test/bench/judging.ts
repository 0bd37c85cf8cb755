import { HOUR } from "#calendar/units.ts";
import { firstAdministrator } from "../access/client.ts";
import { giveCredentials } from "../credentials.ts";
import type { Program } from "../program.ts";
import { openAlarms } from "./alarms.ts";
import type { Opened, Question, Used } from "./door.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Row, share, sleep } from "./row.ts";
import { filedNow, recentStory } from "./story.ts";

const RULES = 200;
/** What banks are judged by. */
const CONDITIONS = ["freeze-60m", "freeze-15m", "freeze-overdue", "freeze-will-miss"];
const SECONDS = 60;
const MOST = 0.05;
/** Compiling what has become hot costs more at first than all else. */
const SETTLE_SECONDS = 30;

export const judging: Row = {
  name: "judging",
  what: `judging ${RULES} rules × 25 banks on every beat, share of a core`,
  toReach: `≤ ${MOST * 100} %`,
  anywhere: false,
  /**
   * CPU time of the whole process, its database with it, less that of the same process when its alerts were stopped. One event
   * comes each second, without which nothing would have to be judged anew. That of the outbox, which looks each second for
   * what is due, counts as judging.
   */
  async run(bench) {
    const door = bench.scope.helper("door.ts");
    const ask = <Answer>(question: Question) => door.ask<Answer>(question);
    const there = await ask<Opened>({
      ...{ open: true, folder: bench.scope.folder() },
      config: { webhookNetworks: ["127.0.0.1"] },
    });
    const administrator = await firstAdministrator(there as unknown as Program);
    const session = "war-room-session";
    const cookie = `${session}=${administrator.cookies.get(session)}`;
    await giveCredentials(there.url, { key: there.key, cookie: async () => cookie });
    await sendAll(there, "batch", 2, cut(recentStory(1441, 1, 6), 1_000).map(bodyOf));
    const alarms = await openAlarms(bench, there);
    const lane = await openLane(there, "one");
    bench.scope.onEnd(lane.close);
    let events = 0;
    async function send(seconds: number) {
      for (const until = performance.now() + seconds * 1_000; performance.now() < until; await sleep(1_000))
        await lane.post(Buffer.from(JSON.stringify(filedNow(`beat-${++events}`, 100_000))));
    }
    async function shareOfCore(what: string) {
      await send(share(bench, SETTLE_SECONDS, 5));
      const [before, began] = [await ask<Used>({ used: true }), performance.now()];
      await send(share(bench, SECONDS, 6));
      const [after, lasted] = [await ask<Used>({ used: true }), (performance.now() - began) / 1_000];
      const used = {
        whole: (after.whole - before.whole) / lasted,
        main: (after.main - before.main) / lasted,
      };
      bench.say(`${what}: ${percent(used.whole)}, its main thread ${percent(used.main)}`);
      return used;
    }
    const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
    const shipped = await shareOfCore("the rules that are shipped");
    for (let n = 0; n < RULES; n++)
      await alarms.rule(`bench-${n}`, {
        condition: CONDITIONS[n % CONDITIONS.length]!,
        forSeconds: HOUR / 1_000,
      });
    const judged = await shareOfCore(`${RULES} rules`);
    await ask({ judged: false });
    const idle = await shareOfCore("no alerts");
    await ask({ close: true });
    const whole = judged.whole - idle.whole;
    return {
      reached: percent(whole),
      ok: whole <= MOST,
      remarks: [
        `user and system time of the whole process, an event each second, six hours stored: ${percent(judged.whole)} with alerts, its main thread ${percent(judged.main)}; then ${percent(idle.whole)} and ${percent(idle.main)} without, of which ingest is most`,
        `with the rules that are shipped alone, before: ${percent(shipped.whole)}, its main thread ${percent(shipped.main)}; ${RULES} rules of ${CONDITIONS.join(", ")}, each for all ${alarms.banks.length} banks`,
      ],
      numbers: { whole, judged: judged.whole, idle: idle.whole, shipped: shipped.whole },
    };
  },
};
