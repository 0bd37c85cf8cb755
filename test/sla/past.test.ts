/** What was found at each minute of the past, of cases that are told by hand. */

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import type { Exclusion, Objective, ObjectiveVersion, PastChange } from "#wire/sla.ts";
import { hhmm } from "#writing/dates.ts";
import { root } from "../../backend/build/root.ts";
import { aboveOf } from "../../backend/figures/metric.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import type { Cases } from "../../backend/sla/cases.ts";
import { pastOf } from "../../backend/sla/past.ts";
import { pastDeadlines } from "../../backend/sla/pastDeadlines.ts";
import { FRESHNESS, PROMISABLE, promisedOf } from "../../backend/sla/promisedFigures.ts";
import { TIMERS } from "../../backend/sla/risk.ts";
import { readStatements } from "../../backend/store/statements.ts";

const MIDNIGHT = Date.parse("2026-11-22T00:00:00+07:00");
const at = (clock: string) => Date.parse(`2026-11-21T${clock}+07:00`);
const range = { from: at("20:00:00"), until: MIDNIGHT + HOUR };
const bank = (name: string, ...told: [began: number, answered: number, kept: 0 | 1][]): Cases => ({
  slice: new Map([["bank", name]]),
  told: told.flatMap(([began, answered, kept]) => [began, kept === 1 ? answered : -answered]),
});
const version = (more: Partial<Objective> = {}, from = 0): ObjectiveVersion => ({
  id: "freeze-60m",
  version: 1,
  from,
  by: "test",
  objective: {
    th: "",
    en: "",
    metric: "freezes.sla_60m",
    target: { p: 1, q: 2 },
    watch: null,
    minimumSample: 1,
    window: { kind: "day" },
    by: ["all", "bank"],
    stretch: false,
    enabled: true,
    burn: [],
    ...more,
  },
});
const past = (
  cases: readonly Cases[],
  { by = "bank", versions = [version()], exclusions = [] as Exclusion[], expected = [] as string[] } = {},
) =>
  [
    ...pastOf(
      {
        promised: promisedOf("freezes.sla_60m")!,
        by,
        versions,
        exclusions,
        expected,
        overMs: TIMERS.freeze.withinMs,
      },
      cases,
      range,
    ),
  ].flatMap(shown);
const shown = (change: PastChange | null) => {
  if (!change) return [];
  const { at: time, of, found } = change;
  const said = [
    hhmm(time),
    of,
    found && (found.cases === null ? found.bad : `${found.bad}/${found.cases}`),
    found?.kind,
  ];
  return [said.join(" ")];
};

describe("an objective of the day", () => {
  it("counts a case from its answer on, or from the moment that its time is over, until midnight", () => {
    const cases = [
      bank(
        "KBANK",
        // Kept; the minute of the answer is the first whole one after it.
        [at("20:10:00"), at("20:20:30"), 1],
        // Answered after the hour: missed when the hour was over, and not again.
        [at("20:30:00"), at("21:45:00"), 0],
        // Never answered.
        [at("23:20:00"), 0, 0],
      ),
    ];
    expect(past(cases)).toEqual([
      "20:10 KBANK 0/0 few",
      "20:21 KBANK 0/1 good",
      "21:31 KBANK 1/2 good",
      // The day is over before the hour of the last is; no bank is expected, so nothing is found any more.
      "00:00 KBANK  ",
    ]);
    expect(past(cases, { expected: ["KBANK"] }).at(-1)).toBe("00:00 KBANK 0/0 few");
    expect(past(cases, { by: "all" }).at(-1)).toBe("00:00  0/0 few");
  });

  it("does not take a case of the last seconds of a day into the next one", () => {
    expect(past([bank("SCB", [at("23:59:50"), at("23:59:55"), 1])])).toEqual([]);
  });

  it("knows of the same day's cases that began before the range, and of no other day's", () => {
    const cases = [bank("SCB", [at("08:00:00"), 0, 0], [at("08:00:00") - DAY, 0, 0])];
    expect(past(cases)).toEqual(["20:00 SCB 1/1 bad", "00:00 SCB  "]);
  });

  it("is judged by the version that was in force, each with its own window", () => {
    const cases = [bank("SCB", [at("20:10:00"), at("20:11:00"), 1], [at("20:20:00"), at("20:25:00"), 0])];
    const versions = [
      version(),
      version({ target: { p: 9, q: 10 }, watch: { p: 1, q: 2 } }, at("21:00:00")),
      version({ enabled: false }, at("22:00:00")),
    ];
    expect(past(cases, { versions })).toEqual([
      ...["20:10 SCB 0/0 few", "20:11 SCB 0/1 good", "20:25 SCB 1/2 good"],
      "21:00 SCB 1/2 between",
      "22:00 SCB  ",
    ]);
  });

  it("leaves out what is excluded: of everything, and of one bank of the whole too", () => {
    const cases = [
      bank("SCB", [at("20:10:00"), at("20:11:00"), 0]),
      bank("KBANK", [at("20:10:00"), at("20:12:00"), 1], [at("20:40:00"), at("20:41:00"), 0]),
    ];
    const out = (slice: Exclusion["slice"], until: string) => ({
      id: 1,
      objective: "freeze-60m",
      slice,
      from: at("20:00:00"),
      until: at(until),
      reason: "",
      by: "",
      madeAt: 0,
      endedAt: null,
      endedBy: null,
      endedReason: null,
    });
    const scb = [out({ by: "bank", of: "SCB" }, "21:00:00")];
    expect(past(cases, { by: "all", exclusions: scb })).toEqual([
      "20:00  0/0 few",
      "20:12  0/1 good",
      "20:41  1/2 good",
      "00:00  0/0 few",
    ]);
    expect(past(cases, { exclusions: [out({ by: "all", of: null }, "20:30:00")] })).toEqual([
      "20:40 KBANK 0/0 few",
      "20:41 KBANK 1/1 bad",
      "00:00 KBANK  ",
    ]);
  });
});

describe("an objective of the last minutes", () => {
  it("counts a case from the minute after it until it has left the window", () => {
    const cases = [bank("SCB", [at("20:10:30"), at("20:10:40"), 0])];
    const versions = [version({ window: { kind: "rolling", minutes: 5 } })];
    expect(past(cases, { versions })).toEqual(["20:11 SCB 1/1 bad", "20:16 SCB  "]);
  });
});

describe("a deadline", () => {
  const late = (why: "deadline-over" | "will-miss", ...cases: Cases[]) =>
    [
      ...pastDeadlines(
        { timer: TIMERS.freeze, why, by: "bank", expected: ["SCB", "KBANK"], isPaced: true },
        cases,
        range,
      ),
    ].flatMap(shown);

  it("is over from its time on, until its answer, or until it is no news any more", () => {
    const cases = bank(
      "SCB",
      [at("20:00:30"), at("21:10:30"), 0],
      [at("20:30:30"), 0, 0],
      [at("20:40:00"), at("20:50:00"), 1],
    );
    expect(late("deadline-over", cases)).toEqual([
      ...["20:00 SCB 0 good", "20:00 KBANK 0 good"],
      ...["21:01 SCB 1 bad", "21:11 SCB 0 good", "21:31 SCB 1 bad", "22:31 SCB 0 good"],
    ]);
  });

  it("will be missed from five minutes before, and at a slow bank from half of the time on", () => {
    const slow = Array.from({ length: 5 }, () => [at("20:00:30"), at("21:10:00"), 0] as [number, number, 0]);
    const cases = [
      bank("SCB", [at("21:00:30"), 0, 0]),
      // It is known that they are late when their hour is over: a bank is slow for an hour from then on.
      bank("KBANK", ...slow, [at("21:00:30"), at("21:40:00"), 1], [at("21:20:30"), 0, 0]),
    ];
    expect(late("will-miss", ...cases)).toEqual([
      ...["20:00 SCB 0 good", "20:00 KBANK 0 good"],
      ...["20:56 KBANK 5 bad", "21:01 KBANK 0 good"],
      ...["21:31 KBANK 1 bad", "21:40 KBANK 0 good", "21:51 KBANK 1 bad", "21:56 SCB 1 bad"],
      ...["22:01 KBANK 0 good", "22:01 SCB 0 good", "22:16 KBANK 1 bad", "22:21 KBANK 0 good"],
    ]);
  });
});

it("looks at every column that a promise counts, in each case that is read", () => {
  const statements = readStatements(join(root, "sql"));
  for (const { metric } of PROMISABLE.filter((each) => each.metric !== FRESHNESS)) {
    const { text } = statements.get(`cases ${promisedOf(metric)!.cells}`)!;
    for (const column of aboveOf(METRICS.get(metric)!))
      expect(text, metric).toContain(`'${column}' = any ($6::text[])) and counted.${column} > 0`);
  }
});
