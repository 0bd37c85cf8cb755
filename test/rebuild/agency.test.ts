/** The agency of reports came with a migration: a database from before it is filled by a rebuild, and by nothing else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { CloudEvent } from "#wire/events.ts";
import type { Question } from "#wire/figures.ts";
import { root } from "../../backend/build/root.ts";
import { startOfDay } from "../../backend/calendar/days.ts";
import { readChangedHours } from "../../backend/figures/changedHours.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Fault } from "../../backend/kit/fault.ts";
import { type Progress, rebuildCells } from "../../backend/rebuild/cells.ts";
import { isRebuildDue } from "../../backend/rebuild/queries.ts";
import { CELLS } from "../../backend/store/cells.ts";
import { readMigrations } from "../../backend/store/statements.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample, WINDOWS } from "../figures/arbitrary.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { contents, openCentre, openTelling } from "./centre.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const migrations = readMigrations(join(root, "sql", "migrations"));
const before = migrations.slice(
  0,
  migrations.findIndex(({ file }) => file.endsWith("-agency.sql")),
);
/** The kinds as the program of that time had them. */
const { agency: _, ...dimensions } = CELLS.reports.dimensions;
const { aside: _a, ...reportsOfThen } = CELLS.reports;
const { overturned: _o, ...slotsOfThen } = CELLS.freezes.slots;
const cells = {
  ...CELLS,
  reports: { ...reportsOfThen, dimensions, columns: CELLS.reports.columns.slice(0, 4) },
  freezes: {
    ...CELLS.freezes,
    slots: slotsOfThen,
    columns: CELLS.freezes.columns.filter((name) => name !== "released_4h" && name !== "overturned"),
  },
};

/** A source was not limited to agencies, its latest event was not known, and it was not kept when an hour changed. */
const ofThen = (ingest: string) =>
  ingest
    .replace(/(?<=^-- part: changed\n), changed as[\s\S]*?^\)\n/m, "\n")
    .replace(/(?<=^-- part: bank reports\n)case[\s\S]*?\nend\n/m, "null::text\n")
    .replace(/^ *latest_at = greatest\(.*\n/m, "")
    .replace(/,\s+latest_at = excluded\.latest_at/, "")
    .replaceAll(/, (?:source\.)?latest_at(?! timestamptz)/g, "");

const reports = (seed: number, entities: number, prefix: string) =>
  sample(seed, { entities, prefix }).filter(({ type }) => /report/.test(type));
const history = reports(SEED, 240, "");
/** Told after the migration: of new reports, and corrections of those from before it. */
const later: CloudEvent[] = [
  ...reports(SEED + 1, 60, "later-"),
  ...history
    .filter(({ type }, n) => n % 4 === 0 && type === "th.aoc1441.report.revised")
    .map(
      (told, n) =>
        ({
          ...told,
          id: `corrected-${n}`,
          data: { ...told.data, agency: "amlo", revision: 9 },
        }) as CloudEvent,
    ),
];
const latest = Math.max(...history.map(({ time }) => Date.parse(time)));
const earliest = Math.min(...history.map(({ time }) => Date.parse(time)));
/** Half of the history lies before it. */
const middle = startOfDay(WINDOWS.late.from + 2.5 * DAY);

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])(
  `on the %s database (seed ${SEED})`,
  (kind) => {
    describe.skipIf(kind === "server" && !SERVER)("the cells of before the migration", () => {
      const folder = mkdtempSync(join(tmpdir(), "war-room-"));
      let database: Database | null = null;
      let store: Store;
      const open = (
        options: Parameters<typeof openCentre>[2] = {},
        older?: Parameters<typeof openCentre>[3],
      ) => openCentre(folder, database?.url, { template: null, ...options }, older);

      beforeAll(async () => {
        database = kind === "server" ? await makeDatabase() : null;
        store = await open({ migrations: before, cells }, ofThen);
        await (await openTelling(store))(history);
      }, 120_000);
      afterAll(async () => {
        await store.close();
        await database?.drop();
        rmSync(folder, { recursive: true });
      });

      /** By the dimensions that there were, in each tier. */
      const summed = async () => (await store.run<{ row: string }>("summed reports")).map(({ row }) => row);
      const byAgency = async (asOf: number | null) => {
        const { from, to: until } = WINDOWS.late;
        const question = narrow({ metrics: [], from, until, step: "day", by: ["agency"] }, EVERYTHING);
        const rows = await readSums(store.run, "reports", CELLS.reports.columns, {
          ...question,
          asOf,
          now: latest,
        });
        return rows
          .filter(({ sums }) => Object.values(sums).some((sum) => sum !== 0n))
          .map(({ at, slice, sums }) => `${at} ${slice.agency} ${Object.values(sums)}`)
          .sort();
      };
      /** What the API would answer: how many rows, or why none. */
      const answered = async (by: string[], asOf: number | null = null) => {
        const figures = openFigures({ store, clock: realClock, isRebuildDue: () => isRebuildDue(store.run) });
        const { from, to: until } = WINDOWS.late;
        const question: Question = { metrics: ["reports.filed"], from, until, step: "day", by };
        const signal = new AbortController().signal;
        return figures.answer(EVERYTHING, question, asOf, signal).then(
          ({ rows }) => [...rows].length > 0,
          (error: Fault) => error.code,
        );
      };
      const rebuild = (onProgress: (progress: Progress) => void = () => {}) =>
        rebuildCells({
          store,
          now: latest,
          restart: false,
          onNote: () => {},
          onProgress,
          asked: { since: null, until: null },
        });

      it("are the same after it, of no agency, and it is said that a rebuild is due", async () => {
        const were = await summed();
        expect(were.length).toBeGreaterThan(100);
        await store.close();
        store = await open();
        expect(await summed()).toEqual(were);
        expect((await byAgency(null)).every((row) => / unknown /.test(row))).toBe(true);
        expect(await isRebuildDue(store.run)).toBe(true);
        // What was written before it was kept which hours change is counted again as of any moment so far.
        const { from, to: until } = WINDOWS.late;
        expect(await readChangedHours(store.run, "reports", { from, until }, Date.now())).toBeNull();
        expect(await readChangedHours(store.run, "reports", { from, until }, Date.now() + 2 * HOUR)).toEqual(
          [],
        );
        // By agency they would be too low: that is not said to be a figure.
        expect(await answered(["agency"])).toBe("unavailable");
        expect(await answered(["province"])).toBe(true);
        expect(await answered(["agency"], Date.now())).toBe(true);
      });

      it("are filled by a rebuild, which stops and goes on, while events come in; no other figure moves", async () => {
        const tell = await openTelling(store);
        const were = await summed();
        let stopped: Progress | null = null;
        const stopping = rebuild((progress) => {
          if (progress.kind !== "reports" || progress.day < middle) return;
          stopped = progress;
          throw new Error("stopped by the test");
        });
        await expect(stopping).rejects.toThrow("stopped by the test");
        expect(await summed()).toEqual(were);
        await tell(later);
        const known = await summed();
        const told: Progress[] = [];
        await rebuild((progress) => void told.push(progress));
        expect(told[0]).toEqual(stopped);
        expect(await summed()).toEqual(known);
        expect(await isRebuildDue(store.run)).toBe(false);
        expect(await answered(["agency"])).toBe(true);
        expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
      });

      it("are by agency then what they are as of now from the events, and what a centre from after it has", async () => {
        const filled = await byAgency(null);
        expect(filled).toEqual(await byAgency(Date.now() + DAY));
        expect(new Set(filled.map((row) => row.split(" ")[1])).size).toBeGreaterThan(4);
        const other = mkdtempSync(join(tmpdir(), "war-room-"));
        const plain = await openCentre(other);
        const tellPlain = await openTelling(plain);
        await tellPlain(history);
        await tellPlain(later);
        const wanted = await contents(plain);
        await plain.close();
        rmSync(other, { recursive: true });
        expect(await contents(store)).toEqual(wanted);
      });

      it("leave no rows behind in which nothing counts any more", async () => {
        const since = new Date(startOfDay(earliest)).toISOString();
        const [left] = await store.run<{ count: number }>("count idle reports", [since]);
        expect(left!.count).toBe(0);
      });
    });
  },
);
