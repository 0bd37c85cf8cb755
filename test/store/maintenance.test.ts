import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { startMaintenance } from "../../backend/store/maintenance.ts";
import type { Store } from "../../backend/store/store.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openTestStore } from "../store.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");
const RETENTION_DAYS = 60;
let isClockRight = true;

let folder: string;
let program: Program;
let clock = handClock(NOW);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
  await open();
});
afterAll(async () => {
  await program.close();
  rmSync(folder, { recursive: true });
});
const open = async () => {
  program = await startProgram({ folder, clock, config: { retentionDays: RETENTION_DAYS } });
};

interface Chunks {
  packed: number;
  open: number;
  events: number;
}

function start(store: Store, troubles: unknown[]) {
  const onTrouble = (what: string, error: unknown) => void troubles.push([what, error]);
  return startMaintenance({
    store,
    clock,
    retentionDays: RETENTION_DAYS,
    quarantineDays: 30,
    onTrouble,
    isClockRight: () => isClockRight,
  });
}

async function run(store: Store, times: number, deed: "run" | "boundLog" | "summarise" = "run") {
  const troubles: unknown[] = [];
  const maintenance = start(store, troubles);
  for (let time = 0; time < times; time++) await maintenance[deed]();
  await maintenance.stop();
  expect(troubles).toEqual([]);
}

/** Runs maintenance `times` on the closed program's data, and counts the chunks and raw events. */
async function maintain(times: number): Promise<Chunks> {
  await program.close();
  const store = await openTestStore({
    dataDir: folder,
    statements: `-- name: countChunks
select count(*) filter (where is_compressed)::int as packed, count(*) filter (where not is_compressed)::int as open,
  (select count(*)::int from events) as events
from timescaledb_information.chunks where hypertable_name = 'events'`,
  });
  await run(store, times);
  const [chunks] = await store.run<Chunks>("countChunks");
  await store.close();
  await open();
  return chunks!;
}

/** 20 calls a day, offered and answered 15 s later. */
const dayOf = (daysAgo: number, name = "told") =>
  Array.from({ length: 20 }, (_, place) => {
    const at = NOW - daysAgo * DAY - (place + 1) * 60_000;
    const data = { callId: `${name}-${daysAgo}-${place}`, queue: "report" as const };
    const id = (type: string) => ({ id: `${type}-${data.callId}` });
    return [
      event("call.offered", at, data, id("offered")),
      event("call.answered", at + 15_000, data, id("answered")),
    ];
  }).flat();

const METRICS = "metric=calls.offered,calls.answered_20s,calls.wait_seconds";
async function figures(asOf = "") {
  const { rows } = await program.figures(`${METRICS}&from=2026-09-20&to=2026-11-22&step=day${asOf}`);
  return rows
    .filter(({ value }) => Number(value) > 0)
    .map(({ metric, at, value }) => `${metric} ${at} ${value}`);
}
const total = async (metric: string, asOf = "") =>
  (await program.figures(`metric=${metric}&from=2026-09-20&to=2026-11-22${asOf}`)).rows[0]?.value;

it("compresses old events, a chunk a time, and no figure moves", async () => {
  for (const daysAgo of [0, 20, 27, 34, 41, 48, 55]) await program.tell(...dayOf(daysAgo));
  const before = await figures();
  expect(before).toHaveLength(7 * 3);
  const chunks = await maintain(10);
  expect(chunks).toEqual({ packed: 6, open: 1, events: 280 });
  expect(await figures()).toEqual(before);
});

it("a batch two months late over three compressed chunks counts once, and cells equal the raw events", async () => {
  const late = [34, 41, 55].flatMap((daysAgo) => dayOf(daysAgo, "late"));
  const again = [34, 41, 55].flatMap((daysAgo) => dayOf(daysAgo));
  expect(await program.tell(...late, ...again)).toMatchObject({ accepted: 120, duplicate: 120 });
  expect(await program.tell(...again, ...late)).toMatchObject({ accepted: 0, duplicate: 240 });
  expect(await total("calls.offered")).toBe(200);
  expect(await total("calls.answered_20s")).toBe(200);
  expect(await total("calls.wait_seconds")).toBe(3_000);
  const asOf = `&asOf=${(await program.figures(`${METRICS}&from=2026-11-20&to=2026-11-21`)).asOf}`;
  expect(await figures(asOf)).toEqual(await figures());
  expect(await maintain(10)).toMatchObject({ events: 400 });
  expect(await total("calls.offered")).toBe(200);
});

it("drops nothing by a clock that was set: it may be years ahead", async () => {
  clock = handClock(NOW + 25 * DAY); // what was 41, 48 and 55 days ago is older than 60 now
  isClockRight = false;
  expect(await maintain(1)).toMatchObject({ events: 400 });
  isClockRight = true;
});

it("drops raw events past the retention, and the figures stay", async () => {
  const before = await figures();
  const { events } = await maintain(1);
  expect(events).toBeLessThan(400);
  expect(events).toBeGreaterThanOrEqual(200);
  expect(await figures()).toEqual(before);
});

it("and an event that old is refused: what it would be merged with is gone", async () => {
  const response = await program.send(dayOf(48, "too-late").slice(0, 1));
  expect(await response.json()).toMatchObject({ accepted: 0, rejected: [{ code: "too-old" }] });
});

it("begins the log anew when a start after a kill would have much to read, and not before", async () => {
  const store = await openTestStore({
    statements: `-- name: fill
create table filler as select repeat('x', 1000) from generate_series(1, 70000)`,
  });
  const bytes = async () => Number((await store.run<{ bytes: string }>("logBytes"))[0]!.bytes);
  const little = await bytes();
  await run(store, 1, "boundLog");
  expect(await bytes()).toBeGreaterThanOrEqual(little);
  await store.run("fill");
  expect(await bytes()).toBeGreaterThan(70_000_000);
  await run(store, 1, "boundLog");
  expect(await bytes()).toBeLessThan(100_000);
  await store.close();
});

it("summarises the newest events, so that a look back need not read them all", async () => {
  const store = await openTestStore({
    statements: `-- name: fill
insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
select at, 1, 1, at, 'test', n::text, 'call.offered', n::text, 0, null, '{}'
from generate_series(1, 50000) as n, to_timestamp(1790000000 + n * 10) as at
-- name: look
explain (analyze, format json)
select * from calls_as_of(to_timestamp(1790100000), to_timestamp(1790103600), to_timestamp(1800000000))`,
  });
  /** Rows of events that a look back at one hour of six days reads and throws away. */
  async function thrownAway(): Promise<number> {
    const [row] = await store.run<{ "QUERY PLAN": object }>("look");
    const counts = JSON.stringify(row).matchAll(/"Rows Removed by (?:Filter|Index Recheck)":\s*(\d+)/g);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }
  await store.run("fill");
  expect(await thrownAway()).toBeGreaterThan(40_000);
  await run(store, 1, "summarise");
  expect(await thrownAway()).toBeLessThan(10_000);
  await store.close();
});

it("that is stopped ends at its next statement, is waited for, and is no trouble", async () => {
  const store = await openTestStore();
  const troubles: unknown[] = [];
  const maintenance = start(store, troubles);
  let ended = 0;
  const running = [maintenance.run(), maintenance.boundLog()].map((each) => each.then(() => ended++));
  await maintenance.stop();
  expect(ended).toBe(2);
  await Promise.all(running);
  await store.close();
  expect(troubles).toEqual([]);
});
