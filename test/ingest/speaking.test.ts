/** Whose word counts, whatever comes first: in cells, as of any moment, after a rebuild, and behind a figure. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { readEntities } from "../../backend/figures/behindQueries.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { listOrphans } from "../../backend/ingest/queries.ts";
import { compare } from "../../backend/rebuild/queries.ts";
import { CELLS } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import { oracle } from "../figures/oracle.ts";
import { contents, openCentre, spoilCells, versions } from "../rebuild/centre.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { OWNED, quarrels } from "./parties.ts";
import { from, question, rebuild, sendAll, stored, until, wanted } from "./saying.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const ENTITIES = 250;
describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)(
    `words at odds, about ${ENTITIES} of each kind (SEED=${SEED})`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), "war-room-"));
      let database: Database | null = null;
      let store: Store;
      let sent: Awaited<ReturnType<typeof sendAll>>;
      beforeAll(async () => {
        database = kind === "server" ? await makeDatabase() : null;
        store = await openCentre(folder, database?.url);
        sent = await sendAll(store, quarrels(SEED, ENTITIES), SEED);
      }, 240_000);
      afterAll(async () => {
        await store.close();
        await database?.drop();
        rmSync(folder, { recursive: true });
      });

      it.each(OWNED)("count for those that their sources may speak for: %s", async (owned) => {
        const figures = wanted(owned, sent.received);
        expect(figures.length).toBeGreaterThan(10);
        expect(await stored(store, owned, null)).toEqual(figures);
      });

      it.each(OWNED.flatMap((owned) => [0, 1, 2].map((n) => [owned, n] as const)))(
        "count the same, %s, as of moment %i, whoever contradicted later",
        async (owned, n) => {
          const known = sent.received.filter(({ recordedAt }) => recordedAt <= n);
          expect(await stored(store, owned, sent.moments[n]!)).toEqual(wanted(owned, known));
        },
      );

      it.each(OWNED)("are what is listed behind the figure: %s", async (owned) => {
        const [column] = CELLS[owned].columns;
        const only = narrow({ metrics: [], until, ...question(owned) }, EVERYTHING);
        const asked = { asOf: sent.moments[2]!, weights: { [column]: 1 }, after: null, most: 10_000 };
        const { total } = await readEntities(store.run, owned, only, asked);
        const [row] = oracle(sent.received)({
          metric: `${owned}.${column}`,
          from,
          to: until,
          step: "total",
          now: until,
        });
        expect(Number(total)).toBe(Number(row!.value));
      });

      it("are rejected with whose it is and whom the source may speak for", () => {
        const patterns = {
          freezes: /^bank: the freeze freezes-\d+ is at (\w+), .* may speak for ([\w, ]+) only$/,
          refunds: /^bank: the refund refunds-\d+ is at (\w+), .* may speak for ([\w, ]+) only$/,
          reports:
            /^reportId: the report reports-\d+ is (?:of|not) (\w+)[,:] .* may send reports of ([\w, ]+) only/,
        };
        const contradicting = sent.refused.filter(({ code }) => code !== "id-reused");
        for (const owned of OWNED)
          expect(contradicting.filter((each) => each.kind === owned).length).toBeGreaterThan(5);
        for (const { kind: owned, code, detail, speaksFor } of contradicting) {
          const [, owner, named] = patterns[owned].exec(detail) ?? [];
          expect([code, named]).toEqual([
            owned === "reports" ? "other-agency" : "other-bank",
            speaksFor!.join(", "),
          ]);
          expect(speaksFor).not.toContain(owner);
        }
      });

      it("are orphans when they are set aside: of each kind, and only of sources that may not speak for the owner", async () => {
        const { count, orphans } = await listOrphans(store.run, 100_000);
        expect(orphans).toHaveLength(count);
        expect(new Set(orphans.map((orphan) => orphan.kind))).toEqual(new Set(OWNED));
        const told = new Set(
          sent.received.map(({ event: { type, source, id }, said: { party, kind: owned } }) =>
            [owned, type.replace("th.aoc1441.", ""), source, id, party.speaksFor].join(" "),
          ),
        );
        for (const orphan of orphans) {
          if (orphan.owner !== null) expect(orphan.speaksFor).not.toContain(orphan.owner);
          expect(told).toContain(
            [orphan.kind, orphan.type, orphan.source, orphan.id, orphan.speaksFor ?? ""].join(" "),
          );
        }
      });

      it("are right for the standing comparison", async () => {
        for (const owned of OWNED)
          for (let hour = from; hour < until; hour += HOUR)
            expect(await compare(store.run, owned, hour, hour + HOUR)).toMatchObject({
              wanted: [],
              cells: [],
            });
      });

      it("count the same after a rebuild, and after one of entities and cells that were lost", async () => {
        const right = await versions(store);
        expect(await rebuild(store)).toMatchObject({ entities: 0, cells: 0 });
        expect(await versions(store)).toEqual(right);
        const counted = await contents(store);
        for (const owned of OWNED) await store.run(`lose ${owned}`);
        await spoilCells(store);
        expect((await rebuild(store)).entities).toBeGreaterThan(10);
        expect(await contents(store)).toEqual(counted);
      });
    },
  );
});
