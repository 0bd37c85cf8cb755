/** A new column is three edits; the third, its names, the compiler asks for. This is a column added as a person would. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { root } from "../../backend/build/root.ts";
import { readChangedHours } from "../../backend/figures/changedHours.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { type Item, merge } from "../../backend/ingest/queries.ts";

import { realClock } from "../../backend/kit/clock.ts";

import { rebuildCells } from "../../backend/rebuild/cells.ts";

import { CELLS, type Cells } from "../../backend/store/cells.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

const AT = Date.parse("2026-11-21T14:05:00+07:00");

// First edit: one line of the declaration.
const cells = {
  ...CELLS,
  calls: { ...CELLS.calls, columns: [...CELLS.calls.columns, "answered_15s"] },
};

// Second edit: a migration, with the contribution as it was last written and the column in it. What was known before it is
// counted again: the cells of then lack the column.
function migration(folder: string): string {
  const files = readdirSync(folder).sort();
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
  const newest = texts.findLast((text) => text.includes("create function call_contribution("))!;
  const contribution = /^create function call_contribution\([\s\S]*?^\$\$;$/m.exec(newest)![0];
  const text = contribution
    .replace("handle_seconds bigint", "handle_seconds bigint, answered_15s int")
    .replace("coalesce(handled / 1000, 0)", "$&, coalesce((waited <= 15000)::int, 0)");
  return `alter table call_cells add column answered_15s bigint not null default 0;
drop function call_contribution;
${text}
update retention set changes_since = now();`;
}

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const sqlFolder = join(folder, "sql");
const open = (columns: Readonly<Record<string, Cells>>) =>
  openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    cells: columns,
    clock: realClock,
    onTrouble: console.error,
  });
let store: Store;

beforeAll(async () => {
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  store = await open(CELLS);
  await tell(store, "before", 12);
  await store.close();
  const migrations = join(sqlFolder, "migrations");
  const number = String(readdirSync(migrations).length + 1).padStart(6, "0");
  writeFileSync(join(migrations, `${number}-answered-15s.sql`), migration(migrations));
  store = await open(cells);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

let recorded = AT;
/** A call that was answered after so many seconds, as the checks would pass it. */
async function tell(to: Store, id: string, seconds: number) {
  const item = (type: "call.offered" | "call.answered", time: number): Item => ({
    event: {
      kind: "calls",
      type,
      source: "test",
      id: `${type} ${id} ${seconds}`,
      entity: id,
      time,
      cohortAt: null,
      revision: 0,
      through: null,
      speaksFor: null,
      data: JSON.stringify({ callId: id, queue: "report" }),
    },
    sender: 1,
    receivedAt: time,
    kept: false,
    refused: null,
  });
  const items = [item("call.offered", AT), item("call.answered", AT + seconds * 1000)];
  await to.write(["calls"], (run) => [merge(run, "calls", items, ++recorded)]);
}

async function sums(step: "minute" | "hour" | "day", asOf: number | null = null) {
  const size = { minute: MINUTE, hour: 60 * MINUTE, day: 1440 * MINUTE }[step];
  const offset = step === "day" ? 7 * 60 * MINUTE : 0;
  const from = AT - ((AT + offset) % size);
  const question = { metrics: [], from, until: from + size, step, by: ["queue"] };
  const wanted = { ...narrow(question, EVERYTHING), asOf, now: AT };
  const [row] = await readSums(
    store.run,
    "calls",
    ["answered", "answered_10s", "answered_15s", "answered_20s"],
    wanted,
  );
  const { answered, answered_10s, answered_15s, answered_20s } = row!.sums;
  return [answered, answered_10s, answered_15s, answered_20s].map(Number);
}

it("begins at 0 for what was there before it", async () => {
  expect(await sums("minute")).toEqual([1, 0, 0, 1]);
});

it("is counted by ingest in minutes, hours and days, and moves when the call does", async () => {
  await tell(store, "within", 14);
  await tell(store, "limit", 15);
  await tell(store, "past", 16);
  for (const step of ["minute", "hour", "day"] as const) expect(await sums(step)).toEqual([4, 0, 2, 4]);
  await tell(store, "past", 9); // an earlier answer counts instead
  for (const step of ["minute", "hour", "day"] as const) expect(await sums(step)).toEqual([4, 1, 3, 4]);
});

it("is known as of any moment from the raw events, for what was there before it too", async () => {
  expect(await sums("minute", recorded)).toEqual([4, 1, 4, 4]);
  expect(await sums("day", recorded - 1)).toEqual([4, 0, 3, 4]);
  expect(await readChangedHours(store.run, "calls", { from: AT, until: AT + MINUTE }, recorded)).toBeNull();
});

it("is filled for the past by a rebuild, which touches nothing else", async () => {
  expect(await sums("day")).toEqual([4, 1, 3, 4]);
  const { cells: mended } = await rebuildCells({
    store,
    now: AT,
    restart: false,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });
  expect(mended).toBe(3);
  for (const step of ["minute", "hour", "day"] as const) expect(await sums(step)).toEqual([4, 1, 4, 4]);
});
