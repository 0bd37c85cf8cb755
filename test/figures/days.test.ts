/** Whole days that several questions ask for at once: read once, each question has the rows that it has alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { isOfDays, readingsOf, rowsFrom } from "../../backend/figures/days.ts";
import type { Reading, SumRow } from "../../backend/figures/queries.ts";
import { joined } from "../../backend/figures/together.ts";

const FROM = Date.parse("2026-10-01T00:00:00+07:00");
const DAYS = 10;
const NAMES = ["bank", "hop"] as const;

type Question = Parameters<typeof isOfDays>[0];
/** How many there were of a slice on a day. */
type Cells = { day: number; slice: Record<string, string>; count: number }[];

const cells: fc.Arbitrary<Cells> = fc.array(
  fc.record({
    day: fc.nat(DAYS - 1),
    slice: fc.record({ bank: fc.constantFrom("KBANK", "SCB"), hop: fc.constantFrom("1", "2", "3") }),
    count: fc.nat(9),
  }),
  { maxLength: 60 },
);
const question: fc.Arbitrary<Question> = fc
  .record({
    from: fc.nat(DAYS - 1),
    length: fc.integer({ min: 1, max: DAYS }),
    step: fc.constantFrom("total" as const, "day" as const),
    by: fc.subarray([...NAMES]),
  })
  .map(({ from, length, step, by }) => ({
    from: FROM + from * DAY,
    until: FROM + (from + length) * DAY,
    step,
    by,
  }))
  .filter(isOfDays);

const rowOf = (at: number, slice: SumRow["slice"], count: number): SumRow => ({
  ...{ at, slice, sums: { count: BigInt(count) }, times: {} },
});
const slicedBy = (slice: Record<string, string>, by: readonly string[]) =>
  Object.fromEntries(Object.entries(slice).filter(([name]) => by.includes(name)));

/** What the database answers: a row for each cell, of which several may be of the same slice. */
function read(all: Cells, reading: Reading) {
  const totals = reading.spans.flatMap(({ from, until }) =>
    all
      .filter(({ day }) => FROM + day * DAY >= from && FROM + day * DAY < until)
      .map(({ slice, count }) => rowOf(from, slicedBy(slice, reading.by), count)),
  );
  const isRead = (at: number) => reading.spans.some(({ from, until }) => at >= from && at < until);
  const days = all
    .filter(({ day }) => isRead(FROM + day * DAY))
    .map(({ day, count }) => rowOf(FROM + day * DAY, {}, count));
  return { ...reading, totals, days };
}

function added(rows: readonly SumRow[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { at, slice, sums: own } of rows) {
    const key = JSON.stringify([at, NAMES.map((name) => slice[name])]);
    sums[key] = (sums[key] ?? 0) + Number(own.count);
  }
  return sums;
}

const alone = (all: Cells, { from, until, step, by }: Question) =>
  all.flatMap(({ day, slice, count }) => {
    const at = FROM + day * DAY;
    if (at < from || at >= until) return [];
    return [rowOf(step === "day" ? at : from, slicedBy(slice, by), count)];
  });

/** So that reading costs a little, and few slices are read together; or much, and all are. */
const costs = fc.constantFrom(1, 5, 1_000);

describe("whole days", () => {
  it("give each question what it has alone", () => {
    fc.assert(
      fc.property(cells, fc.array(question, { minLength: 1, maxLength: 8 }), costs, (all, asked, cost) => {
        const readings = readingsOf(asked, (_, questions) =>
          joined(questions, (by) => cost + 3 ** by.length),
        ).map((reading) => read(all, reading));
        for (const each of asked) expect(added(rowsFrom(readings, each))).toEqual(added(alone(all, each)));
      }),
    );
  });

  it("are read no day twice in one reading, and none that nobody asks for", () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 8 }), (asked) => {
        const readings = readingsOf(asked, (_, questions) => joined(questions, () => 1));
        for (const { spans } of readings)
          for (const [place, { from, until }] of spans.entries()) {
            expect(from).toBeGreaterThanOrEqual(spans[place - 1]?.until ?? FROM);
            expect(asked.some((window) => window.from <= from && until <= window.until)).toBe(true);
          }
      }),
    );
  });

  it("of a month, the one before and the weeks that a target looks back are read once for each slicing", () => {
    const month = { from: FROM + 30 * DAY, until: FROM + 61 * DAY };
    const before = { from: FROM, until: month.from };
    const asked = [
      ...[month, before].flatMap((window) => [
        ...[["province"], ["channel", "scamType"], []].map((by) => ({
          ...window,
          step: "total" as const,
          by,
        })),
        { ...window, step: "day" as const, by: [] },
      ]),
      { from: month.until - 59 * DAY, until: month.until, step: "day" as const, by: [] },
      { from: month.until - 7 * DAY, until: month.until, step: "total" as const, by: [] },
    ];
    const readings = readingsOf(asked, (_, questions) => joined(questions, (by) => 1 + 10 ** by.length));
    expect(readings.map(({ by, spans }) => `${by.join()} ${spans.length}`).sort()).toEqual([
      "channel,scamType 2",
      "province 3",
    ]);
  });

  it("are not hours, nor days by slice", () => {
    const week = { from: FROM, until: FROM + 7 * DAY, step: "total" as const, by: ["bank"] };
    expect(isOfDays(week)).toBe(true);
    expect(isOfDays({ ...week, step: "day" })).toBe(false);
    expect(isOfDays({ ...week, step: "hour" })).toBe(false);
    expect(isOfDays({ ...week, until: week.until - 1 })).toBe(false);
  });
});
