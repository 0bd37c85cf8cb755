import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { momentText } from "#calendar/stamp.ts";
import { DAY as DAY_MS } from "#calendar/units.ts";
import { ticksOf } from "#charts/panel.ts";
import { valueText } from "#charts/values.ts";
import { METRICS as REGISTRY } from "../../backend/figures/registry.ts";
import {
  type Against,
  type Asked,
  asAnswered,
  queryOf,
  readAsked,
  shiftOf,
  wholeOf,
} from "../../dashboard/explore/asked.ts";
import { type Known, type Refused, refusedOf } from "../../dashboard/explore/faults.ts";
import { holidaysApart } from "../../dashboard/explore/holidays.ts";
import { differenceText, type Line, linesOf } from "../../dashboard/explore/rows.ts";
import { FIGURES_OF } from "../../dashboard/explore/scenes.ts";

const NOW = readMoment("2026-11-26T21:09:42+07:00")!;
const METRICS = new Map<string, Known>([
  ["freezes.sla_60m", { dimensions: ["bank", "hop"] }],
  ["reports.filed", { dimensions: ["scamType", "province", "channel", "agency"] }],
]);
const CODES = new Map([["bank", new Set(["KBANK", "SCB"])]]);
const read = (query: string): Asked => {
  const given = new URLSearchParams(query);
  return readAsked((name) => given.get(name));
};
const refused = (query: string): Refused | null => refusedOf(read(query), METRICS, CODES, NOW, momentText);
const DAY = "metric=freezes.sla_60m&from=2026-11-26&to=2026-11-27";

describe("the question of the page", () => {
  it("is the whole address, and is asked of the server as it stands there", () => {
    const asked = read(
      "metric=freezes.sla_60m,freezes.held&from=2026-11-26&to=2026-11-26T21:00%2B07:00&step=hour&by=bank&bank=KBANK,SCB&vs=week&asOf=2026-11-26T21:09:42.125%2B07:00",
    );
    expect(queryOf(asked as never)).toEqual({
      metric: ["freezes.sla_60m", "freezes.held"],
      from: "2026-11-26T00:00:00.000+07:00",
      to: "2026-11-26T21:00:00.000+07:00",
      step: "hour",
      by: ["bank"],
      bank: ["KBANK", "SCB"],
      asOf: "2026-11-26T21:09:42.125+07:00",
    });
    expect(queryOf(asked as never, shiftOf(asked as never, "week"))).toMatchObject({
      from: "2026-11-19T00:00:00.000+07:00",
      to: "2026-11-19T21:00:00.000+07:00",
    });
  });

  it("counts nothing of a dimension of which nothing is asked for, as a file's link says it", () => {
    expect(refused(`${DAY}&bank=none`)).toBe(null);
    expect(queryOf(read(`${DAY}&bank=none`) as never)).toMatchObject({ bank: ["none"] });
  });

  it("is asked again as one bucket and slice, for the figure of the whole window", () => {
    const asked = read(`${DAY}&step=hour&by=bank&bank=KBANK`);
    expect(queryOf(wholeOf(asked) as never)).toEqual({
      metric: ["freezes.sla_60m"],
      step: "total",
      bank: ["KBANK"],
      from: "2026-11-26T00:00:00.000+07:00",
      to: "2026-11-27T00:00:00.000+07:00",
    });
  });

  it.each([
    [DAY, NOW],
    // Fixed already.
    [`${DAY}&asOf=2026-11-26T21:00%2B07:00`, readMoment("2026-11-26T21:00+07:00")],
    ["metric=freezes.sla_60m&from=2026-09-01&to=2026-11-02&step=day", NOW],
    // Too long to be counted again from its events.
    ["metric=freezes.sla_60m&from=2026-09-01&to=2026-11-03&step=day", "latest"],
  ])("is exported as of the moment of its answer: %s", (query, asOf) => {
    expect(asAnswered(read(query) as never, NOW)).toMatchObject({ asOf });
  });

  it.each([
    "2026-11-26",
    "2026-11-26T20:00+07:00",
    "2026-11-26T20:00:31+07:00",
    "2026-11-26T20:00:31.125+07:00",
  ])("writes a moment as short as it can be: %s", (text) => expect(momentText(readMoment(text)!)).toBe(text));

  it.each<[string, Refused["why"]["kind"] | null]>([
    [DAY, null],
    [`${DAY}&step=day&by=bank&bank=KBANK&asOf=2026-11-26T21:00%2B07:00`, null],
    ["from=2026-11-26&to=2026-11-27", "no-metric"],
    ["metric=freezes.unknown&from=2026-11-26&to=2026-11-27", "unknown-metric"],
    ["metric=toString&from=2026-11-26&to=2026-11-27", "unknown-metric"],
    [`${DAY}&by=province`, "not-sliced"],
    [`${DAY}&province=TH-10`, "not-sliced"],
    [`${DAY}&bank=KBANK,NOBANK`, "unknown-code"],
    ["metric=freezes.sla_60m&from=2026-02-30&to=2026-11-27", "unreadable"],
    ["metric=freezes.sla_60m&from=2026-11-27&to=2026-11-26", "from-after-to"],
    ["metric=freezes.sla_60m&from=2026-11-26&to=2026-11-26", "from-after-to"],
    ["metric=freezes.sla_60m&from=2026-11-27&to=2026-11-28", "not-yet"],
    [`${DAY}&asOf=2026-11-26T21:10%2B07:00`, "as-of-future"],
    [`${DAY}&asOf=yesterday`, "as-of-unreadable"],
    ["metric=freezes.sla_60m&from=2026-11-26T10:30%2B07:00&to=2026-11-27&step=hour", "not-aligned"],
    ["metric=freezes.sla_60m&from=2016-11-26&to=2026-11-26&step=minute", "too-many"],
  ])("is refused before it is sent where it cannot be answered: %s", (query, kind) =>
    expect(refused(query)?.why.kind ?? null).toBe(kind),
  );

  it.each([
    "metric=freezes.unknown,reports.filed&from=2026-11-26&to=2026-11-27",
    `${DAY}&by=province,bank&province=TH-10`,
    `${DAY}&bank=KBANK,NOBANK`,
    "metric=freezes.sla_60m&from=2026-11-26&to=2026-11-20",
    `${DAY}&asOf=2026-11-27`,
    "metric=freezes.sla_60m&from=2026-11-26T10:30%2B07:00&to=2026-11-26T20:59%2B07:00&step=hour",
    "metric=freezes.sla_60m&from=2016-11-26&to=2026-11-26&step=minute",
  ])("says what to ask instead, which can be answered: %s", (query) => {
    const given = new URLSearchParams(query);
    for (const [name, value] of Object.entries(refused(query)!.repair))
      if (value === null) given.delete(name);
      else given.set(name, value);
    expect(refused(String(given))).toBe(null);
  });
});

describe("the holidays of a comparison", () => {
  /** Friday a week before, Tuesday, Friday, and a Saturday of the year before. */
  const OFF = ["2025-11-22", "2026-11-13", "2026-11-17", "2026-11-20"].map((date) => ({
    day: readDate(date)!,
    nameTh: date,
  }));
  it.each<[string, string, Against, string[]]>([
    ["2026-11-20", "2026-11-21", "before", ["2026-11-20"]],
    ["2026-11-20", "2026-11-21", "week", []],
    ["2026-11-20", "2026-11-21", "year", ["2026-11-20"]],
    // Of the window before.
    ["2026-11-21", "2026-11-22", "before", ["2026-11-20"]],
    ["2026-11-21", "2026-11-22", "year", ["2025-11-22"]],
    // Tuesday to Friday, and Friday to Monday before.
    ["2026-11-17", "2026-11-21", "before", ["2026-11-20"]],
    ["2026-11-16", "2026-11-23", "week", ["2026-11-17"]],
    // The day after its last, and the day before its first.
    ["2026-11-18", "2026-11-20", "week", []],
    // A part of a day.
    ["2026-11-20T08:00+07:00", "2026-11-20T16:00+07:00", "before", []],
    ["2026-11-20T04:00+07:00", "2026-11-20T12:00+07:00", "before", ["2026-11-20"]],
    ["2026-11-20T20:00+07:00", "2026-11-21T04:00+07:00", "before", ["2026-11-20"]],
    ["2026-11-20T23:00+07:00", "2026-11-21T01:00+07:00", "week", []],
    [
      "2026-11-13T12:00+07:00",
      "2026-11-21T00:00+07:00",
      "before",
      ["2026-11-13", "2026-11-17", "2026-11-20"],
    ],
  ])("are those beside a day that is none: %s to %s, %s", (from, to, against, named) => {
    const window = { from: readMoment(from)!, until: readMoment(to)! };
    expect(holidaysApart(window, shiftOf(window, against), OFF).map(({ nameTh }) => nameTh)).toEqual(named);
  });
});

describe("the figures of a scene that is looked back at", () => {
  it.each(Object.entries(FIGURES_OF))("are those of the registry: %s", (_scene, ids) => {
    expect(ids.filter((id) => !REGISTRY.has(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const line = (figure: object, before: object | null = null, at = 0): Line =>
  ({ key: String(at), metric: "m", at, slice: {}, figure: { state: "settled", ...figure }, before }) as never;

describe("the rows of the page", () => {
  it("round a share to its worse side", () => {
    const figure = { value: 0.0504, numerator: 504, denominator: 10_000, state: "settled" } as never;
    expect(valueText(figure, { unit: "share", good: "low" })).toBe("5.1");
    expect(valueText(figure, { unit: "share", good: "high" })).toBe("5.0");
  });
  it.each([
    ["share", { value: 0.95399, numerator: 620, denominator: 650 }, "95.3"],
    ["satang", { value: 176_070_025 }, "1,760,700.25"],
    ["satang", { value: "9007199254740993" }, "90,071,992,547,409.93"],
    ["count", { value: 12_345 }, "12,345"],
    ["seconds", { value: 8.125 }, "8.13"],
    ["minutes", { value: 10_080, atLeast: true }, "≥ 10,080.0"],
    ["count", { value: null }, ""],
  ] as const)("write a %s exactly: %j", (unit, figure, text) =>
    expect(valueText({ state: "settled", ...figure } as never, { unit })).toBe(text),
  );

  it.each([
    ["share", 0.75, 0.973, "−22.3"],
    ["count", 120, 100, "+20.0 %"],
    ["count", 5, 0, ""],
    ["count", 100, 100, "0.0 %"],
  ] as const)("say by how much a %s differs: %d from %d", (unit, value, then, text) =>
    expect(differenceText(line({ value }, { value: then, state: "settled" }), unit)).toBe(text),
  );

  it("stand beside the bucket so far before them", () => {
    const row = (at: string, value: number) =>
      ({ metric: "m", at, slice: { bank: "KBANK" }, value }) as never;
    const lines = linesOf([row("2026-11-26T00:00:00Z", 3)], [row("2026-11-19T00:00:00Z", 2)], 7 * DAY_MS);
    expect(lines[0]!.before?.value).toBe(2);
  });

  it.each([
    ["2026-11-26", "2026-11-27", 8],
    ["2026-11-26T20:00+07:00", "2026-11-26T21:00+07:00", 6],
    ["2025-11-27", "2026-11-27", 6],
  ])("have round moments on their axis: %s to %s", (from, to, least) => {
    const ticks = ticksOf({ from: readMoment(from)!, until: readMoment(to)! }, 8);
    expect(ticks.length).toBeGreaterThanOrEqual(least);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks[0]).toBe(readMoment(from));
  });
});
