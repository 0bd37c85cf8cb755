/**
 * The distributions of times, and the steps of a case, came with a migration each: a database from before it gets them
 * from its entities.
 */
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

/** What each migration filled, and in which cells. */
const FILLED = [
  ["times", "call_cells"],
  ["times", "freeze_cells"],
  ["steps", "report_cells"],
  ["steps", "freeze_cells"],
] as const;

async function counts({ run }: Store): Promise<[string, number][]> {
  const counted = await Promise.all(
    ["times", "steps"].map((what) => run<Record<string, number>>(`count ${what}`)),
  );
  return counted.flatMap(([row]) => Object.entries(row!));
}

it(`the cells of before the migrations are what a rebuild would make of them (seed ${SEED})`, async () => {
  // Most random cases are linked or voided, and count for no step; few calls are abandoned and not answered after all.
  const reports = sample(SEED + 1, { entities: 700, prefix: "r-" }).filter(({ type }) => /report/.test(type));
  const history = [...sample(SEED, { entities: 700 }), ...reports];
  store = await openCentre(folder);
  await (await openTelling(store))(history);
  for (const [what, table] of FILLED) await store.run(`lose ${what} of ${table}`);
  const lost = await counts(store);
  expect(lost.filter(([, count]) => count !== 0)).toEqual([]);
  expect(lost).toHaveLength(4 + 11 + 1);
  for (const [what, table] of FILLED) await store.run(`fill ${what} of ${table}`);
  const filled = await contents(store);
  const latest = Math.max(...history.map(({ time }) => Date.parse(time)));
  const { entities, cells } = await rebuildCells({
    store,
    now: latest,
    restart: false,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });
  expect({ entities, cells }).toEqual({ entities: 0, cells: 0 });
  expect(await contents(store)).toEqual(filled);
  for (const [name, count] of await counts(store)) expect(count, name).toBeGreaterThan(0);
}, 180_000);
