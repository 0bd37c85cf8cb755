/** The distributions of times came with a migration: a database from before it gets them from its entities. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
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

async function counts({ run }: Store): Promise<Record<string, number>> {
  const [counted] = await run<Record<string, number>>("count times");
  return counted!;
}

it(`the cells of before the migration are what a rebuild would make of them (seed ${SEED})`, async () => {
  const history = sample(SEED, { entities: 300 });
  store = await openCentre(folder);
  await (await openTelling(store))(history);
  for (const table of ["call_cells", "freeze_cells"]) await store.run(`lose times of ${table}`);
  expect(Object.values(await counts(store))).toEqual([0, 0, 0, 0]);
  for (const table of ["call_cells", "freeze_cells"]) await store.run(`fill times of ${table}`);
  const filled = await contents(store);
  const latest = Math.max(...history.map(({ time }) => Date.parse(time)));
  const { entities, cells } = await rebuildCells({
    ...{ store, now: latest, restart: false, onNote: () => {}, onProgress: () => {} },
    asked: { since: null, until: null },
  });
  expect({ entities, cells }).toEqual({ entities: 0, cells: 0 });
  expect(await contents(store)).toEqual(filled);
  for (const [name, count] of Object.entries(await counts(store))) expect(count, name).toBeGreaterThan(0);
}, 180_000);
