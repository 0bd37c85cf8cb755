/** On a server the war room runs on while cells are rebuilt, and its writers do not wait for the comparison. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import type { CloudEvent } from "#wire/events.ts";
import { startOfDay } from "../../backend/calendar/days.ts";
import { DAY, MINUTE } from "../../backend/calendar/units.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { compare } from "../../backend/rebuild/queries.ts";
import { CELLS, lockOf } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample } from "../figures/arbitrary.ts";
import { event } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { openCentre, openTelling, spoilCells } from "./centre.ts";

const history = sample(1441, { entities: 120 });
const day = startOfDay(Date.parse(history[history.length >> 1]!.time));

describe.skipIf(!SERVER)("on a database server", () => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "war-room-")));
  let database: Database;
  let running: Store;
  let rebuilding: Store;
  let tell: Awaited<ReturnType<typeof openTelling>>;
  beforeAll(async () => {
    database = await makeDatabase();
    running = await openCentre(folders[0]!, database.url);
    rebuilding = await openCentre(folders[1]!, database.url);
    tell = await openTelling(running);
    await tell(history);
  });
  afterAll(async () => {
    await running?.close();
    await rebuilding?.close();
    await database?.drop();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const rebuild = () =>
    rebuildCells({
      store: rebuilding,
      now: day + 400 * DAY,
      restart: true,
      asked: { since: day - 3 * DAY, until: day + 3 * DAY },
      onNote: () => {},
      onProgress: () => {},
    });

  it("counts once what another process writes while it runs", async () => {
    await spoilCells(running);
    let done = false;
    const rebuilt = rebuild().finally(() => {
      done = true;
    });
    let told = 0;
    while (!done || told < 50) {
      const calls = Array.from({ length: 5 }, () =>
        event("call.offered", day + (++told % 1440) * MINUTE, {
          callId: `during-${told}`,
          queue: "unfreeze",
        }),
      );
      await tell(calls.map((call) => ({ ...call, data: { ...call.data, queue: "consult" } }) as CloudEvent));
      // Told again, corrected: the call moves from one cell to another.
      const again = (call: CloudEvent) => ({ id: `${call.id} again`, data: { ...call.data, revision: 1 } });
      await tell(calls.map((call) => ({ ...call, ...again(call) }) as CloudEvent));
    }
    expect((await rebuilt).cells).toBeGreaterThan(100);
    const question = narrow(
      { metrics: [], from: day, until: day + DAY, step: "total", only: { queue: ["unfreeze"] } },
      EVERYTHING,
    );
    const [row] = await readSums(running.run, "calls", CELLS.calls.columns, {
      ...question,
      asOf: null,
      now: day,
    });
    const [asOf] = await readSums(running.run, "calls", CELLS.calls.columns, {
      ...question,
      asOf: Date.now() + DAY,
      now: day,
    });
    expect(Number(row!.sums.offered)).toBeGreaterThanOrEqual(told);
    expect(row!.sums).toEqual(asOf!.sums);
    expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
  });

  it("compares under no lock: a writer may hold the kind's all the while", async () => {
    await database.admin.query("select pg_advisory_lock(1441, $1)", [lockOf("calls")]);
    const wrong = await compare(rebuilding.run, "calls", day, day + DAY);
    await database.admin.query("select pg_advisory_unlock(1441, $1)", [lockOf("calls")]);
    expect(wrong).toEqual({ wanted: [], seen: [], cells: [] });
  });
});
