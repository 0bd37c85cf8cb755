/** Random events under ids that are used twice: the figures are those of the first ones recorded, in any order, however often. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import type { CloudEvent } from "#wire/events.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { CELLS } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample, WINDOWS } from "../figures/arbitrary.ts";
import { contentOf, identityOf, instant, type Received } from "../figures/entities.ts";
import { oracle } from "../figures/oracle.ts";
import { contents, openCentre, openDoor } from "../rebuild/centre.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { chances } from "./parties.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const KINDS = ["calls", "reports", "freezes", "refunds", "arrests"] as const;

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)(`ids that are used twice (SEED=${SEED})`, () => {
    const folders: string[] = [];
    const databases: Database[] = [];
    const stores: Store[] = [];
    async function open() {
      folders.push(mkdtempSync(join(tmpdir(), "war-room-")));
      if (kind === "server") databases.push(await makeDatabase());
      stores.push(await openCentre(folders.at(-1)!, databases.at(-1)?.url));
      return stores.at(-1)!;
    }
    const below = chances(SEED);
    const shuffled = (events: readonly CloudEvent[]) =>
      events
        .map((event) => ({ event, turn: below(1e9) }))
        .sort((a, b) => a.turn - b.turn)
        .map(({ event }) => event);
    const events = sample(SEED, { entities: 250, sources: ["aoc", "AOC"], imposters: true });
    const firsts = new Map<string, CloudEvent>();
    const received: Received[] = [];
    let store: Store;
    let middle = 0;

    /** "new", "duplicate", or the first use that a refusal names. */
    async function verdictsOn(door: Awaited<ReturnType<typeof openDoor>>, told: readonly CloudEvent[]) {
      const verdicts: string[] = [];
      for (let at = 0, size = 1; at < told.length; at += size) {
        size = 1 + below(60);
        for (const { kept, refused } of await door(told.slice(at, at + size), 1, null)) {
          const named = /: (\S+ at \S+);/.exec(refused?.detail ?? "")?.[1];
          verdicts.push(refused ? `${refused.code}: ${named}` : kept ? "new" : "duplicate");
        }
      }
      return verdicts;
    }
    function expectedOf(event: CloudEvent): string {
      const identity = identityOf(event)!;
      const first = firsts.get(identity);
      if (!first) {
        firsts.set(identity, event);
        return "new";
      }
      if (contentOf(first) === contentOf(event)) return "duplicate";
      return `id-reused: ${first.type.replace("th.aoc1441.", "")} at ${new Date(instant(first.time)).toISOString()}`;
    }

    beforeAll(async () => {
      store = await open();
    });
    afterAll(async () => {
      for (const each of stores) await each.close();
      for (const database of databases) await database.drop();
      for (const folder of folders) rmSync(folder, { recursive: true });
    });

    it("are refused where they say something else, and told of the first use; what is said again is a duplicate", async () => {
      const door = await openDoor(store);
      const half = events.length >> 1;
      const got = await verdictsOn(door, events.slice(0, half));
      await store.read(async (_run, moment) => {
        middle = moment;
      });
      got.push(...(await verdictsOn(door, events.slice(half))));
      const wanted = events.map(expectedOf);
      expect(got).toEqual(wanted);
      for (const [at, verdict] of wanted.entries())
        if (verdict === "new")
          received.push({ event: events[at]!, recordedAt: at < half ? middle : middle + 1 });
      expect(wanted.filter((verdict) => verdict.startsWith("id-reused")).length).toBeGreaterThan(20);
    });

    it.each(["now", "as of the middle"])("count as the first ones recorded, %s", async (when) => {
      const asOf = when === "now" ? null : middle;
      const now = WINDOWS.late.to;
      const figures = oracle(
        received.filter(({ recordedAt }) => recordedAt <= (asOf ?? Number.POSITIVE_INFINITY)),
      );
      for (const window of Object.values(WINDOWS))
        for (const cells of KINDS) {
          const by = Object.keys(CELLS[cells].dimensions);
          const question = { metrics: [], from: window.from, until: window.to, step: "hour" as const, by };
          const wanted = { ...narrow(question, EVERYTHING), asOf, now };
          const got = (await readSums(store.run, cells, CELLS[cells].columns, wanted)).flatMap(
            ({ at, slice, sums }) =>
              CELLS[cells].columns
                .filter((column) => BigInt(sums[column]!) !== 0n)
                .map((column) => `${column} ${at} ${Object.values(slice)} ${sums[column]}`),
          );
          const want = CELLS[cells].columns.flatMap((column) =>
            figures({
              metric: `${cells}.${column}`,
              from: window.from,
              to: window.to,
              step: "hour",
              by,
              now: middle + 2,
            }).map(({ at, slice, value }) => `${column} ${at} ${by.map((name) => slice[name])} ${value}`),
          );
          expect(got.sort(), `seed ${SEED}`).toEqual(want.sort());
        }
    });

    it("change nothing when all come again, in another order", async () => {
      const before = await contents(store);
      const again = shuffled(events);
      expect(await verdictsOn(await openDoor(store), again)).toEqual(again.map(expectedOf));
      expect(await contents(store)).toEqual(before);
    });

    it("are the same for a rebuild, and for a centre that is told the first ones only, in another order and twice", async () => {
      const rebuilt = await rebuildCells({
        store,
        now: WINDOWS.late.to,
        restart: false,
        onNote: () => {},
        onProgress: () => {},
        asked: { since: null, until: null },
      });
      expect(rebuilt).toMatchObject({ entities: 0, cells: 0 });
      const other = await open();
      const only = received.map(({ event }) => event);
      await verdictsOn(await openDoor(other), shuffled([...only, ...only]));
      expect(await contents(other)).toEqual(await contents(store));
    });
  });
});
