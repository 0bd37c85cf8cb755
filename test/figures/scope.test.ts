/**
 * What somebody who is limited to some banks, provinces or agencies is told: the sum of what everybody is told of those
 * values alone, and no word of any other. Of random questions under random limits, now and as of a moment.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { FigureRow, FreezesOfAge, Question } from "#wire/figures.ts";
import { csvOf } from "../../backend/figures/csv.ts";
import { type Figures, openFigures } from "../../backend/figures/figures.ts";
import { jsonOf } from "../../backend/figures/json.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { asFault } from "../../backend/kit/fault.ts";
import type { Store } from "../../backend/store/store.ts";
import { event, handClock } from "../program.ts";
import { openCentre, openTelling } from "../rebuild/centre.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { sample, WINDOWS } from "./arbitrary.ts";
import { DIMENSIONS } from "./counts.ts";
import { METRICS } from "./oracle.ts";
import { readAt } from "./readAt.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const RUNS = 100;
const NOW = WINDOWS.late.to + 3 * HOUR;
const AGES = [HOUR / 2, HOUR, 4 * HOUR];
type Limited = "bank" | "province" | "agency";
/** All that the history knows, of each dimension that a scope limits; the last one of each has never been told of. */
const VALUES: Record<Limited, readonly string[]> = {
  bank: ["BBL", "KBANK", "KTB", "TTB", "SCB", "GSB", "OTHER", "CITI"],
  province: ["TH-10", "TH-11", "TH-00", "TH-96"],
  agency: ["aoc", "ccib", "etda1212", "bot", "unknown", "dsi"],
};
const LIMITED = Object.keys(VALUES) as Limited[];
const NAMES = { bank: "banks", province: "provinces", agency: "agencies" } as const;
const OTHER_VALUES: Record<string, readonly string[]> = {
  hop: ["1", "2", "10"],
  channel: ["1441", "bank"],
  scamType: ["job", "loan"],
  queue: ["report", "consult"],
};

const kindOf = (metric: string) => metric.slice(0, metric.indexOf(".")) as keyof typeof DIMENSIONS;
const dimensionsOf = (metrics: readonly string[]) => {
  const [first = [], ...more] = metrics.map((metric) => DIMENSIONS[kindOf(metric)]);
  return first.filter((name) => more.every((dimensions) => dimensions.includes(name)));
};
/** Distributions do not add up; how long what is open has waited depends on the moment. */
const isSummed = (metric: string) => !/_p\d\d_|\.p\d\d_/.test(metric);

const anyScope = fc
  .record({
    bank: fc.option(fc.subarray([...VALUES.bank]), { freq: 2 }),
    province: fc.option(fc.subarray([...VALUES.province]), { freq: 2 }),
    agency: fc.option(fc.subarray([...VALUES.agency]), { freq: 2 }),
  })
  .map(({ bank, province, agency }): Scope => ({ banks: bank, provinces: province, agencies: agency }));
const oneLimit = fc
  .constantFrom(...LIMITED)
  .chain((name) =>
    fc.subarray([...VALUES[name]]).map((values): Scope => ({ ...EVERYTHING, [NAMES[name]]: values })),
  );
const scopeOf = fc.oneof(anyScope, oneLimit);

const metricsOf = fc
  .tuple(fc.constantFrom("reports", "freezes", "freezes", "refunds", "arrests", "calls"), fc.boolean())
  .chain(([kind, isAlone]) => {
    const own = METRICS.filter((metric) => kindOf(metric) === kind);
    const some = fc.uniqueArray(fc.constantFrom(...own), { minLength: 1, maxLength: 3 });
    return isAlone
      ? some
      : fc.tuple(some, fc.constantFrom(...METRICS)).map(([most, one]) => [...new Set([...most, one])]);
  });

const questionOf = metricsOf.chain((metrics) => {
  const dimensions = dimensionsOf(metrics);
  const filter = (name: string) =>
    fc.option(fc.subarray([...(VALUES[name as Limited] ?? OTHER_VALUES[name]!)]), {
      freq: 2,
      nil: undefined,
    });
  return fc.record({
    metrics: fc.constant(metrics),
    step: fc.constantFrom("total" as const, "day" as const, "hour" as const),
    by: fc.subarray([...dimensions]),
    only: fc
      .record(Object.fromEntries(dimensions.map((name) => [name, filter(name)])))
      .map((only) =>
        Object.fromEntries(
          Object.entries(only).flatMap(([name, values]) => (values ? [[name, values]] : [])),
        ),
      ),
  });
});

/** What random ones may not come to in a run: a limit that allows nothing, one that is refused, one that is told. */
const ofFreezes = { metrics: ["freezes.requested"], step: "day" as const, by: ["bank"], only: {} };
const EXAMPLES: [Scope, typeof ofFreezes][] = [
  [{ ...EVERYTHING, banks: [] }, ofFreezes],
  [{ ...EVERYTHING, provinces: ["TH-10"] }, ofFreezes],
  [{ ...EVERYTHING, banks: ["KBANK", "SCB"] }, ofFreezes],
];

const limitsOf = (scope: Scope) => LIMITED.filter((name) => scope[NAMES[name]] !== null);
const isRefused = ({ metrics }: Pick<Question, "metrics">, scope: Scope) =>
  metrics.some((metric) => limitsOf(scope).some((name) => !DIMENSIONS[kindOf(metric)].includes(name)));
const allowedOf = (question: Question, scope: Scope, name: Limited) =>
  scope[NAMES[name]]!.filter((value) => question.only?.[name]?.includes(value) ?? true);
/** Any value outside the scope that a text names as a word. */
function strangersIn(text: string, scope: Scope): string[] {
  return limitsOf(scope).flatMap((name) =>
    VALUES[name].filter(
      (value) =>
        !scope[NAMES[name]]!.includes(value) && new RegExp(`(?<![\\w-])${value}(?![\\w-])`).test(text),
    ),
  );
}

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])(
  `on the %s database (SEED=${SEED})`,
  (kind) => {
    describe.skipIf(kind === "server" && !SERVER)("under a scope", () => {
      const folder = mkdtempSync(join(tmpdir(), "war-room-"));
      const clock = handClock(NOW);
      let database: Database | null = null;
      let store: Store;
      let figures: Figures;
      let middle: number;

      beforeAll(async () => {
        database = kind === "server" ? await makeDatabase() : null;
        store = await openCentre(folder, database?.url);
        const register = (
          name: string,
          types: string[],
          { banks = null, agencies = null }: { banks?: string[] | null; agencies?: string[] | null } = {},
        ) => store.run("register a silent source", [name, types, banks, agencies, new Date(0).toISOString()]);
        const freezes = ["freeze.requested", "freeze.confirmed", "freeze.refused"];
        await register("centre", [...freezes, "report.filed", "arrest.made", "refund.paid"]);
        // The source of a bank or an agency has its name. None is ever heard: each is missing where it has a share.
        for (const bank of VALUES.bank) await register(bank, [...freezes, "refund.paid"], { banks: [bank] });
        for (const agency of VALUES.agency) await register(agency, ["report.filed"], { agencies: [agency] });
        const tell = await openTelling(store);
        const history = sample(SEED, { entities: 260, prefix: `${kind}-` });
        await tell(history.slice(0, history.length / 2));
        middle = await store.read(async (_run, moment) => moment);
        await tell(history.slice(history.length / 2));
        for (const [n, bank] of VALUES.bank.slice(0, -1).entries())
          await tell([
            event("freeze.requested", NOW - n * 9 * 60_000 - 60_000, {
              freezeId: `open-${n}`,
              reportId: "r",
              bank,
              hop: 1,
              amountSatang: 100 * (n + 1),
              accountToken: "t",
            }),
          ]);
        figures = openFigures({ store, clock, isRebuildDue: async () => false });
      }, 120_000);
      afterAll(async () => {
        await store.close();
        await database?.drop();
        rmSync(folder, { recursive: true });
      });

      const windowed = (question: Omit<Question, "from" | "until">): Question => ({
        ...question,
        from: WINDOWS.late.from,
        until: WINDOWS.late.to,
      });
      /** All rows, for who then goes: large answers keep their place until then. */
      async function answer(scope: Scope, question: Question, asOf: number | null) {
        const asking = new AbortController();
        try {
          const { rows, ...more } = await figures.answer(scope, question, asOf, asking.signal);
          return { ...more, rows: [...rows] };
        } finally {
          asking.abort();
        }
      }
      const ask = (scope: Scope, question: Question, asOf: number | null) =>
        readAt(figures, scope, asOf, (reading) => reading.ask(question));

      /** Of each bucket and slice what adds up: the value, or both sides of a ratio. */
      function summed(rows: readonly FigureRow[]): Map<string, [bigint, bigint]> {
        const sums = new Map<string, [bigint, bigint]>();
        for (const { metric, at, slice, value, numerator, denominator } of rows) {
          const key = `${metric} ${at} ${JSON.stringify(Object.entries(slice).sort())}`;
          const [above, below] = sums.get(key) ?? [0n, 0n];
          sums.set(key, [above + BigInt(numerator ?? value ?? 0), below + BigInt(denominator ?? 0)]);
        }
        for (const [key, both] of sums) if (both.every((sum) => sum === 0n)) sums.delete(key);
        return sums;
      }
      /** What everybody is told of each of these values alone. */
      async function apart(question: Question, scope: Scope, asOf: number | null) {
        let questions = [question];
        for (const name of limitsOf(scope))
          questions = questions.flatMap((each) =>
            allowedOf(question, scope, name).map((value) => ({
              ...each,
              only: { ...each.only, [name]: [value] },
            })),
          );
        const rows: FigureRow[] = [];
        for (const each of questions) rows.push(...(await ask(EVERYTHING, each, asOf)));
        return rows;
      }
      const valued = (rows: readonly FigureRow[]) =>
        rows
          .filter(({ value, denominator }) => Number(value ?? 0) !== 0 || Number(denominator ?? 0) !== 0)
          .map(({ metric, at, slice, value, numerator, denominator, atLeast }) =>
            JSON.stringify({ metric, at, slice, value, numerator, denominator, atLeast }),
          )
          .sort();

      it.each<[string, () => number | null]>([
        ["now", () => null],
        ["as of a moment", () => middle],
      ])(
        "%s: an answer is the sum of the allowed values, and names no other",
        async (_when, moment) => {
          const seen = { told: 0, refused: 0, named: 0, empty: 0 };
          await fc.assert(
            fc.asyncProperty(scopeOf, questionOf, async (scope, asked) => {
              const [question, asOf] = [windowed(asked), moment()];
              if (isRefused(question, scope)) {
                seen.refused++;
                const fault = asFault(await ask(scope, question, asOf).catch((error) => error));
                expect(fault).toMatchObject({ code: "forbidden" });
                expect(strangersIn(fault.message, scope)).toEqual([]);
                await expect(answer(scope, question, asOf)).rejects.toThrow(fault.message);
                return;
              }
              const rows = await ask(scope, question, asOf);
              const alike = question.metrics.filter(isSummed);
              const wanted = await apart({ ...question, metrics: alike }, scope, asOf);
              expect(summed(rows.filter(({ metric }) => isSummed(metric)))).toEqual(summed(wanted));
              seen.told += wanted.some(({ value }) => Number(value) > 0) ? 1 : 0;

              // The same with filters that are written out, distributions of times too.
              const only = Object.fromEntries(
                limitsOf(scope).map((name) => [name, allowedOf(question, scope, name)]),
              );
              const filtered = await ask(
                EVERYTHING,
                { ...question, only: { ...question.only, ...only } },
                asOf,
              );
              expect(valued(rows)).toEqual(valued(filtered));
              if (Object.values(only).some((values) => values.length === 0)) {
                seen.empty++;
                expect(valued(rows)).toEqual([]);
              }

              const whole = await answer(scope, question, asOf);
              const told = whole.rows;
              expect(valued(told)).toEqual(valued(rows));
              const said = { scope, link: "" };
              const { simulated } = whole;
              const shown = { by: question.by ?? [], asOf: whole.asOf, simulated, ...said };
              const texts = [...csvOf(told, shown), ...jsonOf(whole, said)].join("");
              expect(strangersIn(texts, scope)).toEqual([]);
              seen.named += told.some(({ missing }) => missing?.sources.some((name) => name !== "centre"))
                ? 1
                : 0;
            }),
            { numRuns: RUNS, seed: SEED, examples: EXAMPLES },
          );
          for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
        },
        240_000,
      );

      it("what is open is listed bank by bank, and counted, for the allowed banks only", async () => {
        const since = NOW - 24 * HOUR;
        const sorted = (aged: FreezesOfAge[]) =>
          [...aged].sort((a, b) => a.bank.localeCompare(b.bank) || a.hop - b.hop || a.age - b.age);
        const all = await figures.read(EVERYTHING, { class: "live" }, async (reading) => ({
          open: await reading.unansweredFreezes(since, 100),
          aged: await reading.freezesByAge(since, AGES),
        }));
        expect(all.open.open).toBe(VALUES.bank.length - 1);
        expect(all.aged.length).toBeGreaterThan(2);
        await fc.assert(
          fc.asyncProperty(fc.subarray([...VALUES.bank]), async (banks) => {
            const scope = { ...EVERYTHING, banks };
            const { open, aged } = await figures.read(scope, { class: "live" }, async (reading) => ({
              open: await reading.unansweredFreezes(since, 100),
              aged: await reading.freezesByAge(since, AGES),
            }));
            const own = all.open.nearest.filter(({ bank }) => banks.includes(bank));
            expect(open).toEqual({
              open: own.length,
              nearest: own,
              satang: own.reduce((sum, { satang }) => sum + satang, 0n),
            });
            expect(sorted(aged)).toEqual(sorted(all.aged.filter(({ bank }) => banks.includes(bank))));
          }),
          { numRuns: 30, seed: SEED },
        );
      });

      it("what is open is not listed to who is limited by what freezes are not counted by", async () => {
        const list = figures.read({ ...EVERYTHING, provinces: ["TH-10"] }, { class: "live" }, (reading) =>
          reading.unansweredFreezes(0, 9),
        );
        await expect(list).rejects.toMatchObject({ code: "forbidden" });
        const aged = figures.read({ ...EVERYTHING, agencies: ["aoc"] }, { class: "live" }, (reading) =>
          reading.freezesByAge(0, AGES),
        );
        await expect(aged).rejects.toMatchObject({ code: "forbidden" });
      });

      it("whether figures are simulated is told of its own sources", async () => {
        await store.run("hear a simulator", [
          "GSB simulator",
          ["refund.paid"],
          ["GSB"],
          new Date(NOW).toISOString(),
        ]);
        const isSimulated = (scope: Scope) =>
          figures.read(scope, { class: "live" }, ({ simulated }) => simulated());
        expect(await isSimulated(EVERYTHING)).toBe(true);
        expect(await isSimulated({ ...EVERYTHING, banks: ["GSB"] })).toBe(true);
        expect(await isSimulated({ ...EVERYTHING, banks: ["SCB"] })).toBe(false);
      });

      it("no other statement can be run in the same snapshot, and no question is read that was not cut", async () => {
        const limited: Scope = { ...EVERYTHING, banks: ["SCB"] };
        // @ts-expect-error a reading of a scope has no `run`
        const none = await figures.read(limited, { class: "live" }, async ({ run }) => run);
        expect(none).toBe(undefined);
        expect(typeof (await figures.read(EVERYTHING, { class: "live" }, async ({ run }) => run))).toBe(
          "function",
        );
        const plain = { ...windowed({ metrics: [], step: "total" }), by: [], only: {}, asOf: null, now: NOW };
        // @ts-expect-error only `narrow` makes a question that can be read
        await readSums(store.run, "refunds", [], plain);
        // @ts-expect-error whoever reads says first how far
        await expect(figures.read({ class: "live" }, () => null)).rejects.toThrow();
        // @ts-expect-error nor is anything live that does not say so
        await expect(figures.read(EVERYTHING, async () => null)).rejects.toThrow();
      });
    });
  },
);
