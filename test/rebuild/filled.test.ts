/** The distributions of times came with a migration: a database from before it gets them from its entities. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { CELLS, type Cells } from "../../backend/store/cells.ts";
import { readMigrations } from "../../backend/store/statements.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample } from "../figures/arbitrary.ts";
import { contents, openCentre, openTelling } from "./centre.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store | null = null;
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true });
});

it(`the cells of before the migration are what a rebuild would make of them (seed ${SEED})`, async () => {
  const all = readMigrations(join(root, "sql", "migrations"));
  const times = all.findIndex(({ file }) => file.endsWith("-times.sql"));
  const history = sample(SEED, { entities: 300 });
  const without: Record<string, Cells> = {};
  for (const [kind, { times: _, ...cells }] of Object.entries<Cells>(CELLS)) without[kind] = cells;

  // A new database instead of a copy of the program's, which has the migration.
  store = await openCentre(folder, undefined, {
    ...{ template: null, migrations: all.slice(0, times), cells: without },
  });
  await (await openTelling(store))(history);
  await store.close();

  store = await openCentre(folder);
  const filled = await contents(store);
  const latest = Math.max(...history.map(({ time }) => Date.parse(time)));
  const { entities, cells } = await rebuildCells({
    ...{ store, now: latest, restart: false, onNote: () => {}, onProgress: () => {} },
    asked: { since: null, until: null },
  });
  expect({ entities, cells }).toEqual({ entities: 0, cells: 0 });
  expect(await contents(store)).toEqual(filled);
  const [counted] = await store.run<Record<string, number>>("count times");
  for (const [name, count] of Object.entries(counted!)) expect(count, name).toBeGreaterThan(0);
}, 180_000);
