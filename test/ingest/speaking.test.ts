/** Whose answers count for a freeze, whatever comes first: in cells, as of any moment, and after a rebuild. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { CELLS } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import type { Received } from "../figures/entities.ts";
import { oracle } from "../figures/oracle.ts";
import { contents, openCentre, openDoor, spoilCells, versions } from "../rebuild/centre.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { chances, quarrels, TEN } from "./parties.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const FREEZES = 400;
/** The day of all freezes. */
const from = TEN - 10 * HOUR;
const until = from + DAY;

interface Figure {
  at: number;
  slice: object;
  column: string;
  value: number;
}
const tidy = (figures: Figure[]) =>
  figures.map(({ at, slice, column, value }) => `${at} ${JSON.stringify(slice)} ${column} ${value}`).sort();

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)(
    `answers at odds, to ${FREEZES} freezes (SEED=${SEED})`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), "war-room-"));
      let database: Database | null = null;
      let store: Store;
      const received: Received[] = [];
      const refused: { code: string; detail: string; banks: readonly string[] }[] = [];
      /** Moments of recording: before the first event, in the middle, after the last. */
      const moments: number[] = [];

      beforeAll(async () => {
        database = kind === "server" ? await makeDatabase() : null;
        store = await openCentre(folder, database?.url);
        const send = await openDoor(store);
        const below = chances(SEED);
        const batches: ReturnType<typeof quarrels>[] = [];
        for (let rest = quarrels(SEED, FREEZES); rest.length > 0; rest = rest.slice(batches.at(-1)!.length))
          batches.push(rest.slice(0, 1 + below(60)));
        const pass = () => store.read(async (_run, moment) => void moments.push(moment));
        await pass();
        for (const [n, batch] of batches.entries()) {
          if (n === batches.length >> 1) await pass();
          // What is sent together is written by one statement.
          await Promise.all(
            batch.map(async ({ event, party: { sender, banks } }) => {
              const [item] = await send([event], sender, banks);
              const recordedAt = moments.length;
              if (item!.kept)
                received.push({ event, sender, recordedAt, ...(banks && { speaksFor: banks }) });
              if (item!.refused) refused.push({ ...item!.refused, banks: banks! });
            }),
          );
        }
        await pass();
      }, 240_000);
      afterAll(async () => {
        await store.close();
        await database?.drop();
        rmSync(folder, { recursive: true });
      });

      async function stored(asOf: number | null): Promise<Figure[]> {
        const question = { metrics: [], from, until, step: "hour" as const, by: ["bank", "hop"] };
        const wanted = { ...narrow(question, EVERYTHING), asOf, now: until };
        return (await readSums(store.run, "freezes", CELLS.freezes.columns, wanted))
          .flatMap(({ at, slice, sums }) =>
            CELLS.freezes.columns.map((column) => ({ at, slice, column, value: Number(sums[column]) })),
          )
          .filter(({ value }) => value !== 0);
      }
      function wanted(upTo: number): Figure[] {
        const figures = oracle(received.filter(({ recordedAt }) => recordedAt <= upTo));
        const question = { from, to: until, step: "hour" as const, by: ["bank", "hop"], now: until };
        return CELLS.freezes.columns.flatMap((column) =>
          figures({ metric: `freezes.${column}`, ...question }).map(({ at, slice, value }) => ({
            at,
            slice,
            column,
            value: Number(value),
          })),
        );
      }
      const rebuild = () =>
        rebuildCells({
          store,
          now: until,
          restart: false,
          onNote: () => {},
          onProgress: () => {},
          asked: { since: null, until: null },
        });

      it("count for the banks that their sources may speak for", async () => {
        const figures = wanted(2);
        expect(figures.length).toBeGreaterThan(100);
        expect(tidy(await stored(null))).toEqual(tidy(figures));
      });

      it.each([0, 1, 2])("count the same as of moment %i, whoever contradicted later", async (n) => {
        expect(tidy(await stored(moments[n]!))).toEqual(tidy(wanted(n)));
      });

      it("are rejected with the bank of the freeze and those that the source may speak for", () => {
        const contradicting = refused.filter(({ code }) => code !== "id-reused");
        expect(contradicting.length).toBeGreaterThan(20);
        for (const { code, detail, banks } of contradicting) {
          const [, bank, named] =
            /^bank: the freeze f-\d+ is at (\w+), .* may speak for ([\w, ]+) only$/.exec(detail) ?? [];
          expect([code, named]).toEqual(["other-bank", banks.join(", ")]);
          expect(banks).not.toContain(bank);
        }
      });

      it("count the same after a rebuild, and after one of freezes and cells that were lost", async () => {
        const right = await versions(store);
        expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
        expect(await versions(store)).toEqual(right);
        const counted = await contents(store);
        await store.run("lose freezes");
        await spoilCells(store);
        expect((await rebuild()).entities).toBeGreaterThan(10);
        expect(await contents(store)).toEqual(counted);
      });
    },
  );
});
