import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import { type Figures, openFigures } from "../../backend/figures/figures.ts";
import type { Sums } from "../../backend/figures/metric.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { partsOf } from "../../backend/figures/parts.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { BOUNDS } from "../../backend/figures/times.ts";
import { joined, openTogether, readWithin } from "../../backend/figures/together.ts";
import { columnsOf } from "../../backend/figures/weights.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { event, type Program, startProgram } from "../program.ts";
import { readAt } from "./readAt.ts";

const FROM = Date.parse("2026-10-01T00:00:00+07:00");
const MONTH = { from: FROM, until: FROM + 31 * DAY, step: "total" } as const;
const TODAY = { from: FROM, until: FROM + DAY, step: "total" } as const;
const BANKS = ["KBANK", "SCB", "BBL"];

/** Freezes of three banks and hops: some answered within their hour, some late, some never; and calls of two queues. */
function* month() {
  for (let n = 0; n < 300; n++) {
    const at = FROM + ((n * 7_919) % (31 * 1_440)) * MINUTE;
    const [id, bank, hop] = [`f-${n}`, BANKS[n % 3]!, 1 + (n % 4)];
    yield event("freeze.requested", at, {
      ...{ freezeId: id, reportId: id, bank, hop, amountSatang: 100 + n, accountToken: "t" },
    });
    if (n % 5 > 0)
      yield event("freeze.confirmed", at + (n % 90) * MINUTE, { freezeId: id, bank, hop, heldSatang: n });
    yield event("call.offered", at, { callId: id, queue: n % 2 ? "report" : "consult" });
  }
}

const FREEZES = ["freezes.requested", "freezes.sla_60m", "freezes.p50_minutes", "freezes.open"];
/** What a report asks at once, and other things that must not be mixed up with it. */
const QUESTIONS: Question[] = [
  { ...MONTH, metrics: FREEZES },
  { ...MONTH, metrics: ["calls.offered", "freezes.held_share_of_requested"] },
  { ...MONTH, metrics: ["freezes.requested", "freezes.answered_share_60m"], by: ["bank"] },
  { ...MONTH, metrics: ["freezes.waiting_satang", "freezes.untraced_satang"], by: ["hop"] },
  { ...MONTH, metrics: ["freezes.p50_minutes"], by: ["hop"], only: { bank: ["SCB"] } },
  { ...MONTH, metrics: ["freezes.requested"], by: ["bank", "hop"] },
  { ...MONTH, metrics: ["freezes.requested"], step: "day" },
  { ...MONTH, metrics: ["calls.offered"], by: ["queue"] },
  { ...TODAY, metrics: ["freezes.requested"], by: ["bank"] },
  { ...TODAY, metrics: ["freezes.requested", "freezes.p90_minutes"], by: ["bank"], step: "day" },
];

const inOrder = (rows: readonly FigureRow[]) => rows.map((row) => JSON.stringify(row)).sort();

describe("questions that are asked at once", () => {
  let program: Program;
  let figures: Figures;
  beforeAll(async () => {
    program = await startProgram();
    figures = openFigures({ store: program.store, clock: realClock, isRebuildDue: async () => false });
    await program.tell(...month());
  });
  afterAll(() => program.close());

  it.each([
    ["now", false],
    ["as of a moment", true],
  ])("each have the rows that they have alone, %s", async (_, isPast) => {
    const asOf = await figures.read(EVERYTHING, { class: "live" }, async (reading) => reading.asOf);
    const read = <T>(deed: (ask: (question: Question) => Promise<FigureRow[]>) => Promise<T>) =>
      readAt(figures, EVERYTHING, isPast ? asOf : null, ({ ask }) => deed(ask));
    const together = await read((ask) => Promise.all(QUESTIONS.map(ask)));
    for (const [place, question] of QUESTIONS.entries()) {
      const alone = await read((ask) => ask(question));
      expect(inOrder(together[place]!)).toEqual(inOrder(alone));
      expect(alone.some(({ value }) => Number(value) > 0)).toBe(true);
    }
  });

  it.each([
    // What has not been answered is read beside the cells, by what it is asked by.
    [
      "now",
      false,
      [
        "sum calls by queue",
        "sum freezes by bank",
        "sum freezes by bank+hop",
        "sum freezes by hop",
        "sum open freezes",
      ],
    ],
    [
      ...["as of a moment", true],
      ["sum calls as of", ...Array(4).fill("sum freezes as of"), "sum open freezes as of"],
    ] as [string, boolean, string[]],
  ])("read the cells of a window once, %s", async (_, isPast, expected) => {
    const names: string[] = [];
    await program.store.read(async (run, moment) => {
      const counted: typeof run = (name, values) => {
        names.push(name);
        return run(name, values);
      };
      const asOf = isPast ? moment : null;
      const sumsOf = openTogether(readWithin(counted, { now: moment, asOf }), asOf);
      const asked = QUESTIONS.flatMap((question) => {
        const metrics = question.metrics.map((id) => METRICS.get(id)!);
        return partsOf(metrics).map((part) => sumsOf(narrow(question, EVERYTHING), part));
      });
      await Promise.all(asked);
    });
    expect(names.sort()).toEqual(expected);
  });
});

describe("slicings", () => {
  const of = (text: string) => text.split(" ").map((each) => ({ by: each.split("+").filter(Boolean) }));
  const slices = new Map(Object.entries({ bank: 20, hop: 5, province: 78, scamType: 16 }));
  /** As many sums as slices, and so many for reading the cells. */
  const costing = (reading: number) => (by: readonly string[]) =>
    reading + by.reduce((product, name) => product * slices.get(name)!, 1);
  it.each<[reading: number, asked: string, read: string[]]>([
    [1_000, "bank hop", ["bank+hop"]],
    [1_000, "bank hop bank bank+hop", ["bank+hop"]],
    // Twenty and five rows cost less than a hundred.
    [10, "bank hop", ["bank", "hop"]],
    [1_000, "province scamType", ["province", "scamType"]],
    [1_000, "province scamType province+scamType", ["province+scamType"]],
    [1_000, "bank", ["bank"]],
  ])("where reading costs %d sums, %s are read by %j", (reading, asked, read) => {
    const found = joined(of(asked), costing(reading)).map((by) => by.join("+"));
    expect(found.sort()).toEqual(read);
  });
  it("none need nothing", () => {
    expect(joined([], costing(1))).toEqual([]);
    expect(joined([{ by: [] }, { by: ["bank"] }], costing(1))).toEqual([["bank"]]);
  });
});

describe("a metric", () => {
  it.each([...METRICS.values()].map((metric) => [metric.id, metric] as const))(
    "%s is derived from no column that is not read for it",
    (_, metric) => {
      const read = new Set<string>();
      const get = (_all: object, column: string | symbol) => {
        read.add(String(column));
        return 1n;
      };
      const sums: Sums = new Proxy({}, { get });
      metric.derive(sums, Uint32Array.from([BOUNDS.length - 1, 1]));
      const declared = new Set([...columnsOf(metric), "due", "complaint_due", "release_due"]);
      expect([...read].filter((column) => !declared.has(column))).toEqual([]);
      for (const column of metric.times ?? []) expect(columnsOf(metric)).toContain(column);
    },
  );
});
