import { bodyOf, cut, perSecond, sendAll } from "./lanes.ts";
import { median, type Row, rate, share } from "./row.ts";
import { openServer } from "./server.ts";
import { pastDay, story } from "./story.ts";

const CONNECTIONS = 50;
const ROUNDS = 3;

export const single: Row = {
  name: "single",
  what: "one event at a time from 50 connections ÷ the same, batched by the client by 1,000",
  toReach: "≥ 0.15",
  anywhere: true,
  async run(bench) {
    const server = bench.there ?? (await openServer(bench.scope));
    const { from, to } = pastDay(1);
    const day = [...story(bench.there ? Date.now() : 1441, 5, from, to)];
    const alone = share(bench, 4_000, 200);
    const batched = share(bench, 20_000, 2_000);
    const take = (count: number) => day.splice(0, count);
    const singles = (count: number) => take(count).map((event) => Buffer.from(JSON.stringify(event)));
    await sendAll(server, "batch", 4, cut(take(4_000), 1_000).map(bodyOf));
    await sendAll(server, "one", CONNECTIONS, singles(share(bench, 4_000, 200)));
    const rounds: { one: number; many: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const one = perSecond(await sendAll(server, "one", CONNECTIONS, singles(alone)));
      const many = perSecond(await sendAll(server, "batch", 4, cut(take(batched), 1_000).map(bodyOf)));
      bench.say(`${rate(one)} one at a time, ${rate(many)} batched`);
      rounds.push({ one, many });
    }
    const ratio = median(rounds.map(({ one, many }) => one / many));
    const one = median(rounds.map((round) => round.one));
    const many = median(rounds.map((round) => round.many));
    return {
      reached: `${ratio.toFixed(2)} (${rate(one)} ÷ ${rate(many)})`,
      ok: ratio >= 0.15,
      remarks: [
        `the same server, the same played day, in turn, after 4,000 of each, the median of ${ROUNDS}; ${CONNECTIONS} kept-alive connections with one event each ÷ 4 with 1,000 each`,
      ],
      numbers: { ratio, onePerSecond: one, batchedPerSecond: many },
    };
  },
};
