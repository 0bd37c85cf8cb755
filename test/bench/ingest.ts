import type { CloudEvent } from "#wire/events.ts";
import { bodyOf, cut, perSecond, sendAll } from "./lanes.ts";
import { type Bench, type Measured, median, type Row, rate, share } from "./row.ts";
import type { Helper } from "./scope.ts";
import { openServer } from "./server.ts";
import { kindOf, pastDay, rawRow, story } from "./story.ts";

const BATCH = 1_000;
const CONNECTIONS = 8;
const ROUNDS = 3;
/** Ten times the real size: a day of it has enough events for the rounds. */
const SIZE = 10;

export const ingest: Row = {
  name: "ingest",
  what: "events through HTTP, merged, in all cells, committed, by 1,000 ÷ bare INSERT … SELECT of the same",
  toReach: "≥ 0.45",
  anywhere: true,
  run: (bench) => (bench.there ? measureThere(bench, bench.there) : measure(bench)),
};

interface Rates {
  through: number;
  bare: number;
}

async function measure(bench: Bench): Promise<Measured> {
  const server = await openServer(bench.scope);
  const bare = bench.scope.helper("bare.ts");
  await bare.ask({ open: bench.scope.folder() });
  bench.say("both databases are open");

  const { warmUp, rounds, ofKind } = dayOfEvents(bench);
  await compare(server, bare, warmUp);
  const mixed: Rates[] = [];
  for (const events of rounds) {
    const rates = await compare(server, bare, events);
    bench.say(`${events.length} events: ${rate(rates.through)} through, ${rate(rates.bare)} bare`);
    mixed.push(rates);
  }
  const kinds: string[] = [];
  for (const [kind, events] of Object.entries(ofKind)) {
    const rates = await compare(server, bare, events);
    kinds.push(
      `${kind} ${(rates.through / rates.bare).toFixed(2)} (${rate(rates.through)} ÷ ${rate(rates.bare)})`,
    );
  }
  const ratio = median(mixed.map(({ through, bare }) => through / bare));
  const through = median(mixed.map((rates) => rates.through));
  const alone = median(mixed.map((rates) => rates.bare));
  return {
    reached: `${ratio.toFixed(2)} (${rate(through)} ÷ ${rate(alone)})`,
    ok: ratio >= 0.45,
    remarks: [
      `through: the server as a process of its own, embedded database, ${CONNECTIONS} connections, JSON arrays of ${BATCH} made beforehand; a played day's mix in order of telling, its duplicates with it`,
      "bare: raw events only, one prepared INSERT … SELECT … ON CONFLICT DO NOTHING per 1,000, each committed, its JSON made beforehand, on a second embedded database in another process",
      `rounds in turn, the median of ${rounds.length}: ${mixed.map(({ through, bare }) => (through / bare).toFixed(2)).join(", ")}`,
      `of one kind only: ${kinds.join("; ")}`,
    ],
    numbers: { ratio, throughPerSecond: through, barePerSecond: alone },
  };
}

/** All events through HTTP, then all of them bare; the other side idles meanwhile. */
async function compare(server: { url: string; key: string }, bare: Helper, events: CloudEvent[]) {
  const sent = await sendAll(server, "batch", CONNECTIONS, cut(events, BATCH).map(bodyOf));
  const insert = cut(events, BATCH).map((batch) => JSON.stringify(batch.map(rawRow)));
  const milliseconds = await bare.ask<number>({ insert });
  return { through: perSecond(sent), bare: (events.length / milliseconds) * 1000 };
}

function dayOfEvents(bench: Bench) {
  const { from, to } = pastDay(1);
  const day = [...story(1441, SIZE, from, to)];
  const perRound = share(bench, 48_000, BATCH);
  const warmUp = day.slice(0, share(bench, 6_000, BATCH));
  const rounds = cut(day.slice(warmUp.length), perRound).slice(0, ROUNDS);
  const other = [...story(1442, SIZE, from, to)];
  const perKind = share(bench, 8_000, BATCH);
  const ofKind: Record<string, CloudEvent[]> = {};
  for (const kind of ["calls", "freezes", "reports"])
    ofKind[kind] = other.filter((event) => kindOf(event) === kind).slice(0, perKind);
  return { warmUp, rounds, ofKind };
}

async function measureThere(bench: Bench, there: { url: string; key: string }): Promise<Measured> {
  const { from, to } = pastDay(1);
  // Another seed each time, because events sent before would be duplicates.
  const events = [...story(Date.now(), SIZE, from, to)].slice(0, share(bench, 60_000, BATCH));
  const sent = await sendAll(there, "batch", CONNECTIONS, cut(events, BATCH).map(bodyOf));
  return {
    reached: rate(perSecond(sent)),
    ok: null,
    remarks: ["the server's rate alone: its database is not reached from here, so there is no ratio"],
    numbers: { throughPerSecond: perSecond(sent) },
  };
}
