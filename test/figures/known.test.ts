/**
 * What was known at a moment, read from the stored cells where they have not changed since, is what the raw events that were
 * recorded up to it count to.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOfDay, startOfHour } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { CloudEvent } from "#wire/events.ts";
import type { FigureRow, Question, Step } from "#wire/figures.ts";
import { type Figures, openFigures } from "../../backend/figures/figures.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { compare } from "../../backend/rebuild/queries.ts";
import { listHours, noteHour } from "../../backend/rebuild/reconciliationQueries.ts";
import { CELLS, KINDS, type Kind } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import { chances, quarrels, shuffled, TEN } from "../ingest/parties.ts";
import { event } from "../program.ts";
import { openCentre, openDoor, spoilCells } from "../rebuild/centre.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { sample, WINDOWS } from "./arbitrary.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const QUESTIONS = 150;
const below = chances(SEED);
const pick = <T>(list: readonly T[]) => list[below(list.length)]!;
const now = Date.now();
const RECENT = { from: startOfDay(now - 4 * DAY), to: startOfDay(now) + DAY };

const history = shuffled(
  [
    ...[
      ...sample(SEED, { entities: 200 }),
      ...sample(SEED + 1, { entities: 150, now: now - 30_000, prefix: "now-" }),
    ].map((told) => ({ event: told, sender: 1, kind: "calls" as Kind, speaksFor: null })),
    ...quarrels(SEED, 30).map(({ kind, party, event }) => ({ event, kind, ...party })),
  ],
  below,
);

type Asked = Question & { by: readonly string[] };

/** Of one kind, in a window where something is told, with edges within hours where the step allows it. */
function question(): Asked {
  const kind = pick(KINDS.filter((each) => each !== "lines"));
  const step = pick<Step>(["total", "total", "day", "hour", "minute"]);
  const length = { total: 5 * DAY, day: 9 * DAY, hour: 2 * DAY, minute: 3 * HOUR }[step];
  const unit = { total: MINUTE, day: DAY, hour: HOUR, minute: MINUTE }[step];
  const window = pick([
    WINDOWS.late,
    WINDOWS.late,
    WINDOWS.early,
    RECENT,
    { from: TEN - 2 * HOUR, to: TEN + 4 * HOUR },
  ]);
  const begin = window.from + below(window.to - window.from);
  const from = step === "day" ? startOfDay(begin) : Math.floor(begin / unit) * unit;
  const until = from + unit * (1 + below(length / unit));
  const names = Object.keys(CELLS[kind].dimensions);
  const by = step === "minute" ? [] : names.filter(() => below(3) === 0);
  const metrics = [...METRICS.values()].filter(({ cells }) => cells === kind).map(({ id }) => id);
  const own = metrics.filter(() => below(4) === 0);
  return { metrics: own.length > 0 ? own : metrics.slice(0, 1), from, until, step, by };
}

const sorted = (rows: Iterable<FigureRow>) =>
  [...rows]
    .map((row) => JSON.stringify({ ...row, slice: Object.entries(row.slice).sort() }))
    .sort((a, b) => (a < b ? -1 : 1));

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])(
  `on the %s database (SEED=${SEED})`,
  (kind) => {
    describe.skipIf(kind === "server" && !SERVER)("what was known at a moment", () => {
      const folder = mkdtempSync(join(tmpdir(), "war-room-"));
      let database: Database | null = null;
      let store: Store;
      let figures: Figures;
      let send: Awaited<ReturnType<typeof openDoor>>;
      /** The moments of all commits, and of readings between them. */
      const moments: number[] = [];
      /** The names of what was read in a turn of a look back. */
      let read: string[] = [];
      /** Done between the first turn of a question, which asks what has changed, and the others. */
      let between = async () => {};
      let turns = 0;

      /** Notes the moments of commits, and what is read. */
      const noting = (own: Store): Store => ({
        ...own,
        inClass: (of, signal) => noting(own.inClass(of, signal)),
        write: (kinds, deed) =>
          own.write(kinds, (run, moment) => {
            moments.push(moment);
            return deed(run, moment);
          }),
        async transaction(deed) {
          if (++turns === 2) await between();
          return own.transaction((run) =>
            deed((name, values) => {
              read.push(name);
              return run(name, values);
            }),
          );
        },
      });
      const tell = (events: readonly CloudEvent[]) => send(events, 1, null);
      /** The days of which something is told: those between them would take minutes. */
      const rebuild = async () => {
        for (const { from, to } of [
          WINDOWS.early,
          WINDOWS.late,
          RECENT,
          { from: startOfDay(TEN - 2 * DAY), to: startOfDay(TEN) + DAY },
        ])
          await rebuildCells({
            store,
            now: Date.now(),
            restart: true,
            asked: { since: from, until: to },
            onNote: () => {},
            onProgress: () => {},
          });
      };
      const askAt = async (
        moment: number,
        asked: Question,
        isRecount: boolean,
        scope: Scope = EVERYTHING,
      ) => {
        read = [];
        turns = 0;
        return sorted(
          await figures.readPast(scope, moment, { instead: "ask for less", isRecount }, ({ ask }) =>
            ask(asked),
          ),
        );
      };
      /** Whether stored cells were read for the last question, and whether events were counted again. */
      const wasRead = () => ({
        stored: read.some((name) => /^sum \w+$/.test(name)),
        again: read.some((name) => /^sum \w+ as of$/.test(name)),
      });
      const filedAt = (at: number, reportId: string) =>
        event("report.filed", at, {
          reportId,
          channel: "1441",
          agency: "aoc",
          scamType: "job",
          province: "TH-10",
          lossSatang: 100,
        });

      beforeAll(async () => {
        database = kind === "server" ? await makeDatabase() : null;
        store = noting(await openCentre(folder, database?.url));
        send = await openDoor(store);
        figures = openFigures({ store, clock: realClock, isRebuildDue: async () => false });
        moments.push(1_000);
        for (let at = 0, size = 0; at < history.length; at += size) {
          size = 1 + below(60);
          const batch = history.slice(at, at + size);
          await Promise.all(
            batch.map(({ event, sender, kind, speaksFor }) =>
              send(
                [event],
                sender,
                kind === "reports" ? null : speaksFor,
                kind === "reports" ? speaksFor : null,
              ),
            ),
          );
          await store.read(async (_run, moment) => void moments.push(moment));
          if (below(12) === 0) {
            await spoilCells(store);
            if (below(2) === 0) await store.run("lose freezes");
            await rebuild();
          }
        }
        await rebuild();
      }, 240_000);
      afterAll(async () => {
        await store?.close();
        await database?.drop();
        rmSync(folder, { recursive: true });
      });

      it("is the same from the stored cells as from the raw events, in any window, step and slice", async () => {
        const seen = { stored: 0, again: 0, both: 0, rows: 0 };
        for (let n = 0; n < QUESTIONS; n++) {
          const asked = question();
          const moment = pick(moments) - pick([0, 0, 1]);
          const wanted = await askAt(moment, asked, true);
          expect(wasRead().stored).toBe(false);
          const known = await askAt(moment, asked, false);
          const what = `${JSON.stringify(asked)} as of ${moment}`;
          expect(known, what).toEqual(wanted);
          const { stored, again } = wasRead();
          if (stored) seen.stored++;
          if (again) seen.again++;
          if (stored && again) seen.both++;
          seen.rows += wanted.filter((row) => !/"value":(0|null)/.test(row)).length;
          const asking = new AbortController();
          const { rows } = await figures.answer(EVERYTHING, asked, moment, asking.signal);
          expect(sorted(rows), what).toEqual(wanted);
          asking.abort();
        }
        for (const count of Object.values(seen)) expect(count, JSON.stringify(seen)).toBeGreaterThan(5);
      }, 240_000);

      const HOURS = { from: startOfHour(TEN) - 40 * HOUR, until: startOfHour(TEN) - 30 * HOUR };
      const filed: Asked = { metrics: ["reports.filed"], step: "hour", by: ["province"], ...HOURS };

      it("at the moment of a commit includes it, and a millisecond earlier does not", async () => {
        await tell([filedAt(HOURS.from + HOUR, "first")]);
        const moment = moments.at(-1)!;
        expect(await askAt(moment, filed, false)).toEqual(await askAt(moment, filed, true));
        const there = (rows: string[]) => rows.some((row) => /"value":1\b/.test(row));
        expect(there(await askAt(moment, filed, false))).toBe(true);
        expect(wasRead()).toEqual({ stored: true, again: false });
        expect(there(await askAt(moment - 1, filed, false))).toBe(false);
        expect(wasRead()).toEqual({ stored: true, again: true });
      });

      it.each([
        [60, true],
        [71, true],
        [74, false],
      ])("a report of %d hours before, without a complaint, may still get one: %s", async (hours, may) => {
        const from = startOfHour(now) - hours * HOUR;
        await tell([filedAt(from + MINUTE, `open-${hours}`)]);
        const asked: Asked = {
          metrics: ["reports.complaint_pending"],
          step: "total",
          by: [],
          from,
          until: from + HOUR,
        };
        for (const isRecount of [false, true])
          expect(
            (await askAt(moments.at(-1)!, asked, isRecount)).some((row) => /"value":1\b/.test(row)),
          ).toBe(may);
      });

      it("is not what is committed after it was asked what has changed", async () => {
        const moment = await store.read(async (_run, at) => at);
        const wanted = await askAt(moment, filed, true);
        between = async () => void (await tell([filedAt(HOURS.from + 3 * HOUR, "meanwhile")]));
        const known = await askAt(moment, filed, false);
        between = async () => {};
        expect(known).toEqual(wanted);
        expect(wasRead()).toEqual({ stored: true, again: true });
      });

      it("has no slice in which nothing counted then, though a cell is left of what had moved on", async () => {
        const moved = {
          reportId: "moved",
          channel: "1441",
          agency: "aoc",
          scamType: "job",
          lossSatang: 1,
        } as const;
        const at = HOURS.from + 5 * HOUR;
        await tell([event("report.filed", at, { ...moved, province: "TH-83" })]);
        const before = moments.at(-1)!;
        await tell([event("report.revised", at + MINUTE, { ...moved, province: "TH-50", revision: 1 })]);
        const after = moments.at(-1)!;
        const slices = async (moment: number) =>
          (await askAt(moment, filed, false)).filter((row) => row.includes("TH-83")).length;
        expect(await slices(before)).toBeGreaterThan(0);
        expect(await slices(after)).toBe(0);
        expect(wasRead()).toEqual({ stored: true, again: false });
      });

      it("is counted again where an hour is known to be wrong, and where a day was", async () => {
        const asked: Asked = { metrics: ["calls.offered"], step: "total", by: [], ...{ from: 0, until: 0 } };
        const window = { from: WINDOWS.late.from, until: WINDOWS.late.to };
        const moment = await store.read(async (_run, at) => at);
        const wanted = await askAt(moment, { ...asked, ...window }, true);
        await store.run("spoil an hour of March 2024");
        expect(await askAt(moment, { ...asked, ...window }, false)).not.toEqual(wanted);
        await listHours(store.run, window.from, window.until);
        let wrong = 0;
        for (let hour = window.from; hour < window.until; hour += HOUR) {
          const { cells } = await compare(store.run, "calls", hour, hour + HOUR);
          if (cells.length > 0) wrong++;
          await noteHour(store.run, hour, Date.now(), new Map([["calls", cells.length]]));
        }
        expect(wrong).toBe(1);
        expect(await askAt(moment, { ...asked, ...window }, false)).toEqual(wanted);
        expect(wasRead()).toEqual({ stored: true, again: true });
        await store.run("lose hours");
        await rebuild();
        expect(await askAt(moment, { ...asked, ...window }, false)).toEqual(wanted);
        expect(wasRead().again).toBe(true);

        await store.run("spoil a day");
        const later = await store.read(async (_run, at) => at);
        await rebuild();
        expect(await askAt(later, { ...asked, ...window }, false)).toEqual(wanted);
        expect(wasRead()).toEqual({ stored: true, again: true });
      });

      it("is counted again where a rebuild has mended an entity, whatever was told of it while it was lost", async () => {
        const call = { callId: "lost", queue: "report" } as const;
        const at = HOURS.from + HOUR;
        await tell([event("call.offered", at, call)]);
        const moment = moments.at(-1)!;
        // Its cells with it: nothing lacks in them once it is mended.
        await store.run("lose calls");
        await store.run("empty call_cells");
        await tell([event("call.answered", at + MINUTE, call)]);
        await rebuild();
        const answered: Asked = { ...filed, metrics: ["calls.offered", "calls.answered"], by: [] };
        const known = await askAt(moment, answered, false);
        expect(known).toEqual(await askAt(moment, answered, true));
        expect(known.filter((row) => /"value":1\b/.test(row))).toHaveLength(1);
      });

      it("is counted again where it was not kept yet when hours change, and where it is asked for as a recount", async () => {
        const moment = await store.read(async (_run, at) => at);
        const wanted = await askAt(moment, filed, false);
        expect(wasRead()).toEqual({ stored: true, again: false });
        await store.run("note changes since", [new Date(moment + 1).toISOString()]);
        expect(await askAt(moment, filed, false)).toEqual(wanted);
        expect(wasRead()).toEqual({ stored: false, again: true });
        await store.run("note changes since", [new Date(moment).toISOString()]);
        await askAt(moment, filed, false);
        expect(wasRead().stored).toBe(true);
        await store.run("note changes since", ["-infinity"]);
      });

      it("is counted again by agency while the stored cells have none", async () => {
        const moment = await store.read(async (_run, at) => at);
        const byAgency = { ...filed, by: ["agency"] };
        figures = openFigures({ store, clock: realClock, isRebuildDue: async () => true });
        for (const [asked, again] of [
          [byAgency, true],
          [{ ...filed, only: { agency: ["aoc"] } }, true],
          [filed, false],
        ] as const) {
          expect(await askAt(moment, asked, false)).toEqual(await askAt(moment, asked, true));
          await askAt(moment, asked, false);
          expect(wasRead()).toEqual({ stored: !again, again });
          const asking = new AbortController();
          read = [];
          await figures.answer(EVERYTHING, asked, moment, asking.signal);
          expect(wasRead()).toEqual({ stored: !again, again });
          asking.abort();
        }
        figures = openFigures({ store, clock: realClock, isRebuildDue: async () => false });
      });
    });
  },
);
