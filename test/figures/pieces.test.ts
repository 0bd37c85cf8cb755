import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import { composeRows, heldSums } from "../../backend/figures/compose.ts";
import { isSmall } from "../../backend/figures/cut.ts";
import { type Figures, openFigures } from "../../backend/figures/figures.ts";
import { jsonOf } from "../../backend/figures/json.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { partsOf } from "../../backend/figures/parts.ts";
import { readCoverage } from "../../backend/figures/queries.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { MOST_ROWS } from "../../backend/figures/rows.ts";
import { openTogether, readWithin } from "../../backend/figures/together.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Store } from "../../backend/store/store.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { readAt } from "./readAt.ts";

const FROM = Date.parse("2026-11-01T00:00:00+07:00");
const UNTIL = FROM + 2 * DAY;
const BANKS = ["KBANK", "SCB"];
let count = 0;

/** An event of a new entity, somewhere in the window. */
function some(n: number) {
  const at = FROM + ((n * 7_919) % (2 * 24 * 60)) * MINUTE;
  const id = `piece-${++count}`;
  if (n % 3 === 0) return event("call.offered", at, { callId: id, queue: n % 2 ? "report" : "consult" });
  if (n % 3 === 1)
    return event("freeze.requested", at, {
      freezeId: id,
      reportId: id,
      bank: BANKS[n % 2]!,
      hop: 1 + (n % 4),
      amountSatang: 100 * n,
      accountToken: "t",
    });
  return event("report.filed", at, {
    reportId: id,
    channel: "1441",
    agency: "aoc",
    scamType: "job",
    province: "TH-10",
    lossSatang: n,
  });
}
const some_ = (from: number, many: number) => Array.from({ length: many }, (_, n) => some(from + n));

/** By metric, bucket and slice: the order of slices is that of the database. */
const keyOf = ({ metric, at, slice }: Pick<FigureRow, "metric" | "slice"> & { at: number | string }) =>
  `${metric} ${new Date(at).toISOString()} ${JSON.stringify(slice)}`;
const keyed = (rows: readonly FigureRow[]) =>
  rows
    .map((row) => `${keyOf(row)} ${JSON.stringify(row)}`)
    .sort()
    .join("\n");
/** What has a value, and which: whether anybody was heard is known only to the minute for a moment in the past. */
const valued = (rows: readonly (Parameters<typeof keyOf>[0] & Pick<FigureRow, "value">)[]) =>
  rows
    .filter(({ value }) => Number(value) !== 0)
    .map((row) => `${keyOf(row)} ${row.value}`)
    .sort()
    .join("\n");

const QUESTIONS: [string, Partial<Question>][] = [
  ["minutes", { step: "minute" }],
  ["minutes of a part of the window", { step: "minute", from: FROM + 5 * HOUR, until: UNTIL - 9 * HOUR }],
  ["minutes by a dimension", { metrics: ["calls.offered"], step: "minute", by: ["queue"] }],
  [
    "minutes of three kinds",
    { metrics: ["calls.offered", "freezes.requested", "reports.filed"], step: "minute" },
  ],
  [
    "minutes of open freezes",
    { metrics: ["freezes.open", "freezes.requested"], step: "minute", by: ["bank"] },
  ],
  [
    "hours by two dimensions",
    { metrics: ["freezes.requested", "freezes.due"], step: "hour", by: ["bank", "hop"] },
  ],
  ["days", { metrics: ["reports.loss_satang", "freezes.waiting_satang"], step: "day" }],
  ["one total", { metrics: ["calls.offered", "reports.filed", "freezes.open", "lines.busy"], step: "total" }],
  [
    "a total of odd minutes by a dimension",
    {
      metrics: ["freezes.requested_satang"],
      step: "total",
      by: ["bank"],
      from: FROM + 61 * MINUTE,
      until: UNTIL - 3 * MINUTE,
    },
  ],
  ["one bank's minutes", { metrics: ["freezes.requested"], step: "minute", only: { bank: ["SCB"] } }],
];
const questionOf = (more: Partial<Question>): Question => ({
  metrics: ["calls.offered"],
  from: FROM,
  until: UNTIL,
  step: "minute",
  ...more,
});

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("an answer that is read in pieces", () => {
    let database: Database | null = null;
    let program: Program;
    let figures: Figures;
    let asking = new AbortController();
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      program = await startProgram({ config: { databaseUrl: database?.url } });
      figures = openFigures({ store: program.store, clock: realClock, isRebuildDue: async () => false });
      await program.tell(...some_(0, 1_500));
    });
    afterAll(async () => {
      await program.close();
      await database?.drop();
    });
    afterEach(() => {
      asking.abort();
      asking = new AbortController();
    });
    const answer = async (question: Question, asOf: number | null) => {
      const { rows, ...more } = await figures.answer(EVERYTHING, question, asOf, asking.signal);
      return { ...more, rows: [...rows] };
    };

    it("is of one reading with all small ones that waited with it, each within its own scope", async () => {
      const small = questionOf({ metrics: ["freezes.requested"], step: "total" });
      const ask = (scope: Scope) => figures.answer(scope, small, null, asking.signal);
      const toldOf = (answers: { rows: Iterable<FigureRow> }[]) =>
        answers.map(({ rows }) => [...rows].map(({ value }) => value));
      const scopes = [EVERYTHING, { ...EVERYTHING, banks: ["SCB"] }, EVERYTHING];
      const alone = [];
      for (const scope of scopes) alone.push(await ask(scope));
      expect(new Set(alone.map(({ asOf }) => asOf)).size).toBe(3);
      let letGo = () => {};
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const held = [1, 2].map(() => program.store.inClass("pages").transaction(() => gate));
      const asked = scopes.map(ask);
      letGo();
      await Promise.all(held);
      const together = await Promise.all(asked);
      expect(new Set(together.map(({ asOf }) => asOf)).size).toBe(1);
      expect(toldOf(together)).toEqual(toldOf(alone));
      expect(toldOf(alone)[0]).not.toEqual(toldOf(alone)[1]);
    });
    const whole = (question: Question, asOf: number | null): Promise<FigureRow[]> =>
      program.store.read(async (run, moment) => {
        const at = { now: asOf ?? moment, asOf };
        const sumsOf = openTogether(readWithin(run, at), asOf);
        const parts = partsOf(question.metrics.map((id) => METRICS.get(id)!));
        const kinds = parts.map(async (part) =>
          heldSums(part.metrics, question, await sumsOf(narrow(question, EVERYTHING), part)),
        );
        const coverage = await readCoverage(EVERYTHING, run, asOf, at.now);
        return [...composeRows({ question, coverage, ...at, kinds: await Promise.all(kinds) }, MOST_ROWS)];
      });

    it.each(QUESTIONS)("%s: is the same as in one piece, now and as of a moment", async (_what, more) => {
      const question = questionOf(more);
      const now = await answer(question, null);
      const past = await answer(question, now.asOf);
      expect(now.rows.length).toBeGreaterThan(0);
      expect(keyed(past.rows)).toEqual(keyed(await whole(question, now.asOf)));
      // Their answers have been sent: each held one of the places for large ones.
      asking.abort();
      asking = new AbortController();
      const asked = await readAt(figures, EVERYTHING, now.asOf, ({ ask }) => ask(question));
      expect(keyed(asked)).toEqual(keyed(past.rows));
      expect(keyed(now.rows)).toEqual(keyed(await whole(question, null)));
      expect(now.rows.some(({ value }) => value !== 0 && value !== null)).toBe(true);
    });

    /** Asked of the program itself, which knows what is committed meanwhile. */
    async function askProgram({ metrics, from, until, step, by, only }: Question) {
      const iso = (at: number) => new Date(at).toISOString();
      const { asOf, rows } = await program.figures(
        String(
          new URLSearchParams({
            metric: metrics.join(),
            from: iso(from),
            to: iso(until),
            step,
            by: by?.join() ?? "",
            ...Object.fromEntries(Object.entries(only ?? {}).map(([name, values]) => [name, values.join()])),
          }),
        ),
      );
      return { asOf: Date.parse(asOf), rows };
    }

    it.each(QUESTIONS)(
      "%s: is of one moment while events come for all of its window",
      async (_what, more) => {
        const question = questionOf(more);
        let isOver = false;
        let told = 0;
        const telling = (async () => {
          while (!isOver || told < 10) await program.tell(some(10_000 + told++));
        })();
        const seen: Awaited<ReturnType<typeof askProgram>>[] = [];
        for (let n = 0; n < 3; n++) seen.push(await askProgram(question));
        isOver = true;
        await telling;
        expect(told).toBeGreaterThan(3);
        for (const { rows, asOf } of seen) {
          const known = await whole(question, asOf);
          expect(valued(rows)).toEqual(valued(known));
        }
      },
    );

    it("lets events come in between", async () => {
      const question = questionOf({ metrics: ["calls.offered", "freezes.requested"], step: "minute" });
      expect(isSmall(question, 2)).toBe(false);
      const order: string[] = [];
      const asked = askProgram(question).then(() => order.push("answer"));
      for (let n = 0; n < 3; n++) await program.tell(some(20_000 + n)).then(() => order.push("event"));
      await asked;
      expect(order).toEqual(["event", "event", "event", "answer"]);
    });

    it("is not read on when its asker has gone, and the next question is answered", async () => {
      let pieces = 0;
      const gone = new AbortController();
      const counting = (store: Store): Store => ({
        ...store,
        inClass: (of, signal) => counting(store.inClass(of, signal)),
        transaction: (deed) =>
          store.transaction((run) => {
            if (++pieces === 2) gone.abort(new Error("gone"));
            return deed(run);
          }),
      });
      const counted = openFigures({
        store: counting(program.store),
        clock: realClock,
        isRebuildDue: async () => false,
      });
      const past = counted.answer(EVERYTHING, questionOf({ step: "minute" }), Date.now() - 1, gone.signal);
      await expect(past).rejects.toThrow("gone");
      expect(pieces).toBe(2);
      const again = await counted.answer(
        EVERYTHING,
        questionOf({ step: "minute" }),
        Date.now() - 1,
        asking.signal,
      );
      expect([...again.rows].length).toBe(2 * 24 * 60);
      expect(pieces).toBeGreaterThan(2 + 2);
    });

    it("of many questions about one moment, lets events come in between, and is not read on after its end", async () => {
      const question = questionOf({ step: "hour" });
      const steps: string[] = [];
      const noting = (store: Store): Store => ({
        ...store,
        inClass: (of, signal) => noting(store.inClass(of, signal)),
        transaction: (deed) => store.transaction(deed).finally(() => steps.push("piece")),
      });
      const noted = openFigures({
        store: noting(program.store),
        clock: realClock,
        isRebuildDue: async () => false,
      });
      let lastAsked: Promise<unknown> = Promise.resolve();
      const asked = readAt(noted, EVERYTHING, Date.now() - 1, async ({ ask }) => {
        const many = ["calls.offered", "freezes.requested", "reports.filed"].map((metric) =>
          ask({ ...question, metrics: [metric] }),
        );
        await Promise.all(many);
        lastAsked = ask(question);
        lastAsked.catch(() => {});
      });
      for (let n = 0; n < 3; n++) await program.tell(some(30_000 + n)).then(() => steps.push("event"));
      await asked;
      const pieces = steps.filter((step) => step === "piece").length;
      expect(pieces).toBeGreaterThan(6);
      expect(steps.indexOf("event")).toBeLessThan(steps.lastIndexOf("piece"));
      await expect(lastAsked).rejects.toThrow("after the end");
      expect(steps.filter((step) => step === "piece").length).toBe(pieces);
    });

    it.each(QUESTIONS)(
      "%s: asked with others about the present, is the same as in one piece",
      async (_what, more) => {
        const question = questionOf(more);
        const other = questionOf({ ...more, metrics: ["freezes.requested"] });
        const [rows] = await figures.readPresent(EVERYTHING, undefined, ({ ask }) =>
          Promise.all([ask(question), ...(question.by?.includes("queue") ? [] : [ask(other)])]),
        );
        expect(keyed(rows!)).toEqual(keyed(await whole(question, null)));
        expect(rows!.some(({ value }) => value !== 0 && value !== null)).toBe(true);
      },
    );

    it.skipIf(kind === "server").each([
      ["slow, each", 30],
      ["fast, several together", 0],
    ])(
      "of many questions about the present, lets events come in between; where they are %s in a turn",
      async (_what, tick) => {
        const steps: string[] = [];
        const noting = (store: Store): Store => ({
          ...store,
          inClass: (of, signal) => noting(store.inClass(of, signal)),
          transaction: (deed) =>
            store.transaction((run) => {
              steps.push("turn");
              return deed((name, values) => {
                steps.push("statement");
                return run(name, values);
              });
            }),
        });
        let ticks = 0;
        const noted = openFigures({
          store: noting(program.store),
          // Each look at the clock takes so long.
          clock: { ...realClock, ticks: () => (ticks += tick) },
          isRebuildDue: async () => false,
        });
        const days = questionOf({ step: "day", from: FROM - 300 * DAY });
        const asked = noted.readPresent(EVERYTHING, undefined, async ({ ask }) => {
          const metrics = ["calls.offered", "freezes.requested", "reports.filed"];
          await Promise.all(metrics.map((metric) => ask({ ...days, metrics: [metric] })));
          // What is asked after an answer is no part of a longer turn, either.
          return ask(questionOf({ step: "hour" }));
        });
        for (let n = 0; n < 3; n++) await program.tell(some(40_000 + n)).then(() => steps.push("event"));
        await asked;
        const turns = steps.join(" ").split("turn ").slice(1);
        const most = Math.max(...turns.map((turn) => turn.match(/statement/g)?.length ?? 0));
        if (tick === 0) return expect(most).toBeGreaterThan(1);
        expect(most).toBe(1);
        expect(turns.length).toBeGreaterThan(6);
        expect(steps.indexOf("event")).toBeLessThan(steps.lastIndexOf("turn"));
      },
    );

    it("is answered once, when all that was asked is of one moment, also what was asked after an answer", async () => {
      const steps: string[] = [];
      await figures.readPresent(EVERYTHING, undefined, async ({ ask }) => {
        steps.push("begun");
        await Promise.all([ask(questionOf({ step: "hour" })), ask(questionOf({ step: "day" }))]);
        steps.push("first");
        await ask(questionOf({ step: "minute" }));
        steps.push("second");
      });
      const once = ["begun", "first", "second"];
      // Left where it waits, and begun again.
      const again = kind === "server" ? [] : ["begun", "begun", "first"];
      expect(steps).toEqual([...again, ...once]);
    });

    it("of questions that are others each time, is answered all the same", async () => {
      let pass = 0;
      const asOf = await figures.readPresent(EVERYTHING, undefined, async ({ ask, asOf }) => {
        await ask(questionOf({ step: "hour", from: FROM - ++pass * DAY }));
        return asOf;
      });
      expect(asOf).toBeGreaterThan(FROM);
      expect(pass).toBe(kind === "server" ? 1 : 6);
    });

    it("of many questions about one moment, is refused when together they take too long, and what waits is not read", async () => {
      let ticks = 0;
      let pieces = 0;
      // A clock on which each range takes eight seconds.
      const clock = { ...realClock, ticks: () => (ticks += 8_000) };
      const counting = (store: Store): Store => ({
        ...store,
        inClass: (of, signal) => counting(store.inClass(of, signal)),
        transaction: (deed) => store.transaction(deed).finally(() => pieces++),
      });
      const slow = openFigures({ store: counting(program.store), clock, isRebuildDue: async () => false });
      const question = questionOf({ step: "total", until: FROM + HOUR });
      const asking = slow.readPast(EVERYTHING, Date.now() - 1, { instead: "ask for one target" }, ({ ask }) =>
        Promise.all(
          Array.from({ length: 9 }, (_, n) =>
            ask({ ...question, from: FROM - n * DAY, until: FROM - n * DAY + HOUR }),
          ),
        ),
      );
      await expect(asking).rejects.toMatchObject({
        code: "too-many-rows",
        message: "took over 30 s of the database; ask for one target",
      });
      // Before the first range it is asked what has changed since.
      expect(pieces).toBe(1 + 4);
    });

    it("reads years of the past in which little happened, and refuses what takes the database too long", async () => {
      const years = questionOf({ step: "total", from: FROM - 1_830 * DAY });
      expect([...(await answer(years, Date.now() - 1)).rows].length).toBe(years.metrics.length);
      let ticks = 0;
      // A clock on which each range takes forty seconds.
      const clock = { ...realClock, ticks: () => (ticks += 40_000) };
      const slow = openFigures({ store: program.store, clock, isRebuildDue: async () => false }).answer(
        EVERYTHING,
        years,
        Date.now() - 1,
        asking.signal,
      );
      await expect(slow).rejects.toMatchObject({
        code: "too-many-rows",
        message: /^took over 30 s of the database; ask for a shorter window/,
      });
    });

    it("of over 100,000 rows is the same as in one piece, now and as of a moment", async () => {
      const question = questionOf({
        metrics: ["freezes.requested", "freezes.open"],
        by: ["bank"],
        from: FROM - 18 * DAY,
      });
      const now = await answer(question, null);
      expect(now.rows.length).toBe(2 * 2 * 20 * 24 * 60);
      expect(keyed(now.rows)).toEqual(keyed(await whole(question, null)));
      const past = await answer(question, now.asOf);
      expect(keyed(past.rows)).toEqual(keyed(await whole(question, now.asOf)));
    });

    it("of now is refused when it takes the database too long, and over as many rows as its asker wants", async () => {
      let ticks = 0;
      // A clock on which each range takes forty seconds.
      const clock = { ...realClock, ticks: () => (ticks += 40_000) };
      const slow = openFigures({ store: program.store, clock, isRebuildDue: async () => false });
      const question = questionOf({ from: FROM - 60 * DAY });
      await expect(slow.answer(EVERYTHING, question, null, asking.signal)).rejects.toMatchObject({
        code: "too-many-rows",
        message: /^took over 30 s of the database; ask for a longer step/,
      });
      asking.abort();
      asking = new AbortController();
      const rows = (62 * DAY) / MINUTE;
      const told = await figures.answer(EVERYTHING, question, null, asking.signal, rows);
      expect([...told.rows].length).toBe(rows);
      await expect(figures.answer(EVERYTHING, question, null, asking.signal, rows - 1)).rejects.toMatchObject(
        {
          code: "too-many-rows",
          message: /^over 89279 rows/,
        },
      );
    });

    it.each<[string, Partial<Question>, RegExp]>([
      [
        "too many rows",
        { from: FROM - 727 * DAY },
        /^over 1048575 rows; ask for a longer step, a shorter window/,
      ],
      [
        "too many rows because of slices",
        { metrics: ["freezes.requested"], from: FROM - 250 * DAY, by: ["bank", "hop"] },
        /fewer dimensions/,
      ],
      [
        "one sum of samples of more than a month",
        { metrics: ["lines.busy"], step: "total", from: FROM - 30 * DAY },
        /step=day/,
      ],
    ])("is refused for %s, with what to ask instead", async (_what, more, sentence) => {
      const asked = answer(questionOf(more), null);
      await expect(asked).rejects.toMatchObject({ code: "too-many-rows", message: sentence });
    });
  });
});

describe("JSON in pieces", () => {
  const row = (at: number): FigureRow => ({
    metric: "calls.offered",
    at,
    slice: {},
    value: 1,
    state: "open",
    heard: null,
    maxAgeSeconds: 120,
  });
  it.each([0, 1, 99, 100, 101, 200, 1_700])(
    "of %i rows is the JSON of all, at most 100 rows made at once",
    (many) => {
      let made = 0;
      function* rows() {
        for (; made < many; made++) yield row(FROM + made * MINUTE);
      }
      let text = "";
      for (const piece of jsonOf({ asOf: FROM, simulated: true, rows: rows() })) {
        text += piece;
        expect(made).toBeLessThanOrEqual(
          (piece.match(/metric/g) ?? []).length + (text.match(/metric/g) ?? []).length,
        );
        expect((piece.match(/metric/g) ?? []).length).toBeLessThanOrEqual(100);
      }
      expect(JSON.parse(text)).toEqual({
        asOf: new Date(FROM).toISOString(),
        simulated: true,
        rows: Array.from({ length: many }, (_, n) => ({
          ...row(0),
          at: new Date(FROM + n * MINUTE).toISOString(),
        })),
      });
    },
  );
});
