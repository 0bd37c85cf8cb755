import { HOUR, SECOND } from "#calendar/units.ts";
import { firstAdministrator } from "../access/client.ts";
import { giveCredentials } from "../credentials.ts";
import type { Program } from "../program.ts";
import { openAlarms } from "./alarms.ts";
import type { Held, Opened, Question } from "./door.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import { openProbes } from "./latency.ts";
import { openOwnStore } from "./ownStore.ts";
import { type Bench, type Measured, ms, quantile, type Row, seconds, share, sleep } from "./row.ts";
import { kindOf, recentStory } from "./story.ts";

const EPISODES = 10_000;
const PROBES = 120;
const MOST = { lagMs: 100, wallMs: 500 };
/** All must be there by then. */
const PATIENCE_MS = 120_000;

export const episodes: Row = {
  name: "episodes",
  what: "10,000 episodes at once, of which half may be told together: none lost, none told twice; event loop lag p99, event → wall p99 meanwhile",
  toReach: `none lost, none twice, ≤ ${MOST.lagMs} ms, ≤ ${MOST.wallMs} ms`,
  anywhere: false,
  run: measure,
};

const COUNT = `-- name: count
select (select count(*)::int from (select distinct rule, subject from episodes where state = 'firing' and rule like 'bench-%') as each)
    as episodes,
  (select count(distinct episode)::int from messages join episodes on episodes.id = episode
    where kind = 'firing' and rule like 'bench-%') as told,
  -- Whoever is told by another message is told by one that goes, or waits.
  (select count(*)::int from messages join episodes on episodes.id = messages.episode
    left join messages as whole on whole.id = messages.parent
    where messages.kind = 'firing' and rule like 'bench-%' and messages.state = 'folded'
      and (whole.state is null or whole.state not in ('queued', 'claimed', 'sent', 'delivered'))) as unparented

-- name: states
select messages.state, count(*)::int as count from messages join episodes on episodes.id = episode
where kind = 'firing' and rule like 'bench-%' group by 1 order by 1
`;

/**
 * One batch of events makes every bank late for every rule at once. The database, opened when the program has stopped, says
 * what it has of them.
 */
async function measure(bench: Bench): Promise<Measured> {
  const folder = bench.scope.folder();
  const door = bench.scope.helper("door.ts");
  const ask = <Answer>(question: Question) => door.ask<Answer>(question);
  const there = await ask<Opened>({ open: true, folder, config: { webhookNetworks: ["127.0.0.1"] } });
  const administrator = await firstAdministrator(there as unknown as Program);
  const session = "war-room-session";
  const cookie = `${session}=${administrator.cookies.get(session)}`;
  await giveCredentials(there.url, { key: there.key, cookie: async () => cookie });
  const before = recentStory(1442, 1, 4).filter((event) => kindOf(event) !== "freezes");
  await sendAll(there, "batch", 1, cut(before, 1_000).map(bodyOf));
  const alarms = await openAlarms(bench, there);
  await alarms.relieve();
  const rules = Math.ceil(share(bench, EPISODES, 500) / alarms.banks.length);
  const timesOf = await alarms.group();
  for (let n = 0; n < rules; n++) await alarms.rule(`bench-${n}`, n % 2 ? { policy: "duty" } : {});
  const wanted = rules * alarms.banks.length;
  const probe = await openProbes(bench, there);
  bench.say(`${rules} rules are there`);

  const at = Date.now() - HOUR - SECOND;
  await ask({ watch: true });
  const probing = probe(share(bench, PROBES, 20));
  await sleep(1_000);
  const began = Date.now();
  await alarms.send(...alarms.banks.map((bank) => alarms.freeze(bank, at).asked));
  const opening = openedAfter(alarms.ask, wanted).then(() => Date.now() - began);
  const [latencies, tookMs] = await Promise.all([probing, opening]);
  const held = await ask<Held>({ held: true });
  await ask({ close: true });
  await door.stop();
  const received = alarms.count();
  const times = [...timesOf().values()];

  const store = await openOwnStore(folder, COUNT);
  const [counted] = await store.run<{ episodes: number; told: number; unparented: number }>("count");
  const states = await store.run<{ state: string; count: number }>("states");
  await store.close();
  const lost = wanted - Math.min(counted!.episodes, counted!.told) + counted!.unparented;
  const twice = times.filter((count) => count > 1).length;
  const seen = latencies.map(({ inDom }) => inDom).filter((took) => !Number.isNaN(took));
  const missed = latencies.length - seen.length;
  const p99 = quantile(seen, 0.99);
  return {
    reached: `${lost} lost, ${twice} told twice, lag p99 ${ms(held.p99)}, event → wall p99 ${ms(p99)}${missed > 0 ? `, ${missed} never seen` : ""}`,
    ok: lost === 0 && twice === 0 && held.p99 <= MOST.lagMs && p99 <= MOST.wallMs && missed === 0,
    remarks: [
      `${wanted} episodes, of ${rules} rules × ${alarms.banks.length} banks, by one batch of ${alarms.banks.length} events; all were open ${seconds(tookMs)} after it; in the database afterwards ${counted!.episodes} fire, and ${counted!.told} have their message: ${states.map(({ state, count }) => `${count} ${state}`).join(", ")}; the receiver of each by itself had ${received} by then, of at most 100 in ten minutes; that of groups was told of ${times.length}`,
      `meanwhile ${latencies.length} reports, one every 300 to 500 ms, to a wall in a real browser: p50 ${ms(quantile(seen, 0.5))}, longest ${ms(Math.max(...seen))}; the thread was held ${ms(held.most)} at most; the program from its sources, in a process of its own`,
    ],
    numbers: { lost, twice, lagP99: held.p99, lagMost: held.most, wallP99: p99, openedMs: tookMs },
  };
}

/** Resolves when so many alerts were opened: the page of alerts has the newest first, and they are numbered. */
async function openedAfter(
  ask: <T>(method: string, path: string) => Promise<T>,
  wanted: number,
): Promise<void> {
  for (const began = Date.now(); Date.now() - began < PATIENCE_MS; await sleep(2_000)) {
    const { rows } = await ask<{ rows: { id: number }[] }>("GET", "/v1/alerts");
    if (rows[0] && rows[0].id >= wanted) return;
  }
  throw new Error(`not all are open after ${PATIENCE_MS / 1_000} s`);
}
