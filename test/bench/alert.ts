import { HOUR, SECOND } from "#calendar/units.ts";
import { type Alarms, MOST_MESSAGES, openAlarms } from "./alarms.ts";
import type { Flooded } from "./counted.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import { type Bench, type Measured, ms, quantile, type Row, share, sleep } from "./row.ts";
import { openServer } from "./server.ts";
import { kindOf, recentStory } from "./story.ts";

const ALERTS = 160;
const EVERY = { least: 300, most: 600 };
const MOST = { p50: 300, p99: 1_000 };
const DEADLINES = 160;
/** That pass in one round: each bank has one. */
const AT_ONCE = 20;
/** How far ahead of the request the deadline lies. */
const AHEAD = { least: 1_500, most: 5_500 };
/** What else happens meanwhile: calls and reports, in which no bank is late. */
const BACKGROUND = { perSecond: 20, kinds: ["calls", "reports"] };

export const alert: Row = {
  name: "alert",
  what: "the event that breaks a limit → the webhook's receiver has it",
  toReach: `p50 ≤ ${MOST.p50} ms, p99 ≤ ${MOST.p99 / 1_000} s`,
  anywhere: false,
  run: (bench) =>
    measure(bench, MOST, async (alarms) => {
      const took: number[] = [];
      for (let n = 0; n < share(bench, ALERTS, 20); n++) {
        // An alert and its end are two messages.
        if (n % (MOST_MESSAGES / 2 - 10) === 0) await alarms.relieve();
        await sleep(EVERY.least + Math.random() * (EVERY.most - EVERY.least));
        const bank = alarms.banks[n % alarms.banks.length]!;
        const { asked, confirmed } = alarms.freeze(bank, Date.now() - HOUR - SECOND);
        const sent = Date.now();
        await alarms.send(asked);
        took.push((await alarms.heard("firing", bank, sent)) - sent);
        const answered = Date.now();
        await alarms.send(confirmed());
        await alarms.heard("resolve", bank, answered);
      }
      return {
        took,
        said: `${took.length} requests for a freeze, one after the other, each made an hour and a second ago at a bank that is not late; from before the POST to when the receiver's server had read all of the message; then it is confirmed, and the end is waited for`,
      };
    }),
};

export const deadline: Row = {
  name: "deadline",
  what: "a deadline passes → the webhook's receiver has it",
  toReach: `p99 ≤ ${MOST.p99 / 1_000} s`,
  anywhere: false,
  run: (bench) =>
    measure(bench, { p99: MOST.p99 }, async (alarms) => {
      const took: number[] = [];
      for (let round = 0; took.length < share(bench, DEADLINES, AT_ONCE); round++) {
        if (round % 2 === 0) await alarms.relieve();
        const now = Date.now();
        const due = alarms.banks.slice(0, AT_ONCE).map((bank) => {
          const at = now + AHEAD.least + Math.random() * (AHEAD.most - AHEAD.least);
          return { bank, at: Math.round(at), ...alarms.freeze(bank, Math.round(at) - HOUR) };
        });
        await alarms.send(...due.map(({ asked }) => asked));
        for (const { bank, at } of due) took.push((await alarms.heard("firing", bank, now)) - at);
        const answered = Date.now();
        await alarms.send(...due.map(({ confirmed }) => confirmed()));
        for (const { bank } of due) await alarms.heard("resolve", bank, answered);
      }
      return {
        took,
        said: `${took.length} requests for a freeze, ${AT_ONCE} banks at a time, whose hour is over ${AHEAD.least / 1_000} to ${AHEAD.most / 1_000} s after they were told, each at a moment of its own; from that moment to when the receiver's server had read all of the message; no event says that it is over`,
      };
    }),
};

/** A server with some hours stored and more flowing in, and a real receiver of webhooks. */
async function measure(
  bench: Bench,
  target: { p50?: number; p99: number },
  run: (alarms: Alarms) => Promise<{ took: number[]; said: string }>,
): Promise<Measured> {
  const server = await openServer(bench.scope, bench.scope.folder(), { WEBHOOK_NETWORKS: "127.0.0.1" });
  const before = recentStory(1442, 1, 4).filter((event) => BACKGROUND.kinds.includes(kindOf(event)));
  await sendAll(server, "batch", 1, cut(before, 1_000).map(bodyOf));
  const alarms = await openAlarms(bench, server);
  await alarms.rule("bench");
  const others = bench.scope.helper("flood.ts");
  await others.ask({ prepare: { ...BACKGROUND, seconds: 600, seed: 1443, sizes: { least: 1, most: 1 } } });
  await others.ask({ start: server });
  const { took, said } = await run(alarms);
  const flooded = await others.ask<Flooded>({ stop: true });
  const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
  return {
    reached: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
    ok: p50 <= (target.p50 ?? Number.POSITIVE_INFINITY) && p99 <= target.p99 && flooded.errors.length === 0,
    remarks: [
      said,
      `longest ${ms(Math.max(...took))}; one clock (Date.now on one machine); meanwhile ${flooded.sent} events of calls and reports, ${Math.round(flooded.perSecond)} a second, each by itself`,
    ],
    numbers: { p50, p99, longest: Math.max(...took) },
  };
}
