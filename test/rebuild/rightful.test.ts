/** Whose word counts came with a migration: a database from before it is settled anew, entities and cells. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Store } from "../../backend/store/store.ts";
import { OWNED, quarrels } from "../ingest/parties.ts";
import { rebuild, sendAll } from "../ingest/saying.ts";
import { contents, openCentre } from "./centre.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const CELLS_OF = { freezes: "freeze_cells", refunds: "refund_cells", reports: "report_cells" };
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store | null = null;
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true });
});

it(`what was stored before it counts as if it had come after it (seed ${SEED})`, async () => {
  store = await openCentre(folder);
  await sendAll(store, quarrels(SEED, 200), SEED);
  const right = await contents(store);
  for (const kind of OWNED) {
    await store.run(`unsettle ${kind}`);
    await store.run(`empty ${CELLS_OF[kind]}`);
    await store.run(`count ${kind} again`);
  }
  const before = await contents(store);
  for (const kind of OWNED) {
    const rowsOf = (all: string[]) => all.filter((row) => row.startsWith(CELLS_OF[kind]));
    expect(rowsOf(before)).not.toEqual(rowsOf(right));
  }
  await store.run("settle anew");
  expect(await contents(store)).toEqual(right);
  expect(await rebuild(store)).toMatchObject({ entities: 0, cells: 0 });
}, 180_000);
