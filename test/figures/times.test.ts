/** Percentiles come from bins of times: how far they may be from the exact ones. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import {
  BOUNDS,
  type Distribution,
  joinTimes,
  MOST_OFF,
  quantile,
  readTimes,
} from "../../backend/figures/times.ts";
import { event, type FiguresAnswer, handClock, type Program, startProgram } from "../program.ts";

const PERCENTS = [50, 90, 95, 99] as const;

/** The bin of a time, looked for from the first. */
const binOf = (ms: number) => BOUNDS.filter((bound) => bound <= ms).length;
const distribution = (times: number[]) =>
  joinTimes(times.map((ms): Distribution => Uint32Array.of(binOf(ms), 1)));

/** Nearest rank, by sorting. */
const exactOf = (times: readonly number[], percent: number) =>
  [...times].sort((a, b) => a - b)[Math.ceil((percent * times.length) / 100) - 1]!;

/** Milliseconds from nothing to nine days, as many in each power of ten. */
const time = fc
  .tuple(fc.double({ min: 0, max: Math.log(9 * DAY), noNaN: true }), fc.boolean())
  .map(([log, isWhole]) =>
    isWhole ? Math.round(Math.exp(log) / SECOND) * SECOND : Math.floor(Math.exp(log)),
  );

/** What a percentile must be: the exact one within the bound, none under a second, at least a week over a week. */
function expectNear(got: { value: number; atLeast?: boolean }, exact: number, unit: number, what: string) {
  const ms = got.value * unit;
  if (exact < SECOND) expect(ms, what).toBe(0);
  else if (exact > 7 * DAY) expect(got, what).toMatchObject({ value: (7 * DAY) / unit, atLeast: true });
  else {
    expect(Math.abs(ms - exact) / exact, `${what}: ${ms} for ${exact}`).toBeLessThan(MOST_OFF);
    expect(got.atLeast ?? false).toBe(false);
  }
}

describe("a quantile of bins", () => {
  it("is the exact one within one percent, whatever the times", () => {
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 99 }),
        (times, p) => {
          const { ms, atLeast } = quantile(distribution(times), p)!;
          expectNear({ value: ms, ...(atLeast ? { atLeast } : {}) }, exactOf(times, p), 1, `p${p}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is within the bound at both ends of every bin", () => {
    for (const [place, lowest] of BOUNDS.slice(0, -1).entries()) {
      const said = quantile(Uint32Array.of(place + 1, 1), 50)!.ms;
      for (const end of [lowest, BOUNDS[place + 1]! - 1])
        expect(Math.abs(said - end) / end).toBeLessThan(MOST_OFF);
    }
  });

  it("says every whole minute up to an hour and every whole second up to a minute when rounded", () => {
    for (let n = 1; n <= 60; n++)
      for (const unit of [SECOND, MINUTE])
        expect(Math.round(quantile(distribution([n * unit]), 50)!.ms / unit)).toBe(n);
  });

  it.each<[string, number[], number, { ms: number; atLeast?: true } | null]>([
    ["none", [], 50, null],
    ["no time at all", [0], 50, { ms: 0 }],
    ["a millisecond under a second", [999], 50, { ms: 0 }],
    ["over seven days", [7 * DAY + 1], 50, { ms: 7 * DAY, atLeast: true }],
    ["the lower of two", [0, 7 * DAY + 1], 50, { ms: 0 }],
    ["the upper of two", [0, 7 * DAY + 1], 51, { ms: 7 * DAY, atLeast: true }],
  ])("of %s", (_what, times, percent, wanted) => {
    expect(quantile(distribution(times), percent)).toEqual(wanted);
  });

  it.each<[string, string | null, [number, number][]]>([
    ["nothing", null, []],
    ["one in bin 0", "1", [[0, 1]]],
    ["ten in bin 0: a zero of its own", "10", [[0, 10]]],
    ["one in bin 1", `1${"0".repeat(8)}`, [[1, 1]]],
    ["a million in bin 2", `1${"0".repeat(6 + 16)}`, [[2, 1_000_000]]],
    [
      "two bins with one between them",
      "50000000000000003",
      [
        [0, 3],
        [2, 5],
      ],
    ],
    [
      "the most that a bin holds",
      `9999999912345678${"0".repeat(8)}`,
      [
        [1, 12_345_678],
        [2, 99_999_999],
      ],
    ],
  ])("reads %s", (_what, text, bins) => {
    expect([...readTimes(text)]).toEqual(bins.flat());
  });
});

/** A clock by the minute, so that events of a week ago are a week old. */
const NOW = Date.parse("2026-11-21T14:05:30+07:00");
const FIRST = NOW - 30 * DAY;
const BANKS = ["KBANK", "SCB", "KTB"] as const;
const QUEUES = ["report", "unfreeze", "consult"] as const;

interface Freeze {
  id: string;
  at: number;
  bank: (typeof BANKS)[number];
  hop: number;
  took: number;
  how: "confirmed" | "refused";
  /** A later word on when it was answered, of a higher revision, which counts instead. */
  corrected: number | null;
}
interface Call {
  id: string;
  at: number;
  queue: (typeof QUEUES)[number];
  took: number;
  how: "answered" | "abandoned";
  corrected: number | null;
}

const begins = fc.integer({ min: FIRST, max: NOW - 10 * DAY });
const freezes = fc.array(
  fc.record({
    at: begins,
    bank: fc.constantFrom(...BANKS),
    hop: fc.integer({ min: 1, max: 3 }),
    took: time,
    how: fc.constantFrom("confirmed" as const, "refused" as const),
    corrected: fc.option(time),
  }),
  { minLength: 1, maxLength: 40 },
);
const calls = fc.array(
  fc.record({
    at: begins,
    queue: fc.constantFrom(...QUEUES),
    took: time,
    how: fc.constantFrom("answered" as const, "abandoned" as const),
    corrected: fc.option(time),
  }),
  { minLength: 1, maxLength: 40 },
);

function eventsOfFreeze({ id, at, bank, hop, took, how, corrected }: Freeze): CloudEvent[] {
  const about = { freezeId: id, bank, hop };
  const answer = (after: number, revision: number) =>
    how === "confirmed"
      ? event("freeze.confirmed", at + after, { ...about, heldSatang: 1, revision })
      : event("freeze.refused", at + after, { ...about, reason: "other", movedSatang: 1, revision });
  return [
    event("freeze.requested", at, { ...about, reportId: "r", amountSatang: 1, accountToken: "t" }),
    answer(took, 0),
    ...(corrected === null ? [] : [answer(corrected, 1)]),
  ];
}

function eventsOfCall({ id, at, queue, took, how, corrected }: Call): CloudEvent[] {
  const answer = (after: number, revision: number) =>
    event(`call.${how}`, at + after, { callId: id, queue, revision });
  return [
    event("call.offered", at, { callId: id, queue }),
    answer(took, 0),
    ...(corrected === null ? [] : [answer(corrected, 1)]),
  ];
}

interface Timed {
  at: number;
  ms: number;
  how: string;
  slice: Record<string, string>;
}

describe("percentiles in the API", () => {
  const clock = handClock(NOW);
  let program: Program;
  const told: { freezes: Timed[]; calls: Timed[] } = { freezes: [], calls: [] };
  let run = 0;

  beforeAll(async () => {
    program = await startProgram({ clock });
  });
  afterAll(() => program.close());

  const METRICS = [
    { prefix: "freezes.", unit: MINUTE, name: "minutes", hows: ["confirmed"] },
    { prefix: "freezes.answer_", unit: MINUTE, name: "minutes", hows: ["confirmed", "refused"] },
    { prefix: "calls.answer_", unit: SECOND, name: "seconds", hows: ["answered"] },
    { prefix: "calls.wait_", unit: SECOND, name: "seconds", hows: ["answered", "abandoned"] },
  ] as const;
  const startOf = { minute: MINUTE, hour: HOUR, day: DAY };
  const bucketOf = (at: number, step: "minute" | "hour" | "day" | "total") => {
    if (step === "total") return Date.parse("2026-10-21T00:00:00+07:00");
    const offset = step === "day" ? 7 * HOUR : 0;
    return at - ((at + offset) % startOf[step]);
  };

  /** Every row of every metric, against the times sorted; and no row without times has a value. */
  async function compare(
    step: "minute" | "hour" | "day" | "total",
    by: string[],
    asOf = "",
    only?: "freezes" | "calls",
  ) {
    let compared = 0;
    for (const { prefix, unit, name, hows } of METRICS) {
      const cells = prefix.split(".")[0] as "freezes" | "calls";
      if (only && cells !== only) continue;
      const window = "from=2026-10-21&to=2026-11-21";
      for (const percent of PERCENTS) {
        const metric = `${prefix}p${percent}_${name}`;
        const slicing = by.length > 0 ? `&by=${by}` : "";
        const answer: FiguresAnswer = await program.figures(
          `metric=${metric}&${window}&step=${step}${slicing}${asOf}`,
        );
        for (const { at, slice, value, atLeast } of answer.rows) {
          const took = told[cells]
            .filter((one) => (hows as readonly string[]).includes(one.how))
            .filter((one) => bucketOf(one.at, step) === Date.parse(at))
            .filter((one) => by.every((dimension) => one.slice[dimension] === slice[dimension]))
            .map(({ ms }) => ms);
          const what = `${metric} by ${step} ${JSON.stringify(slice)} at ${at}`;
          if (took.length === 0) expect(value, what).toBeNull();
          else {
            const got = { value: Number(value), ...(atLeast ? { atLeast } : {}) };
            expectNear(got, exactOf(took, percent), unit, what);
            compared++;
          }
        }
      }
    }
    return compared;
  }

  it("are the exact ones within one percent, of random freezes and calls, in any window and slice, as of any moment", async () => {
    await fc.assert(
      fc.asyncProperty(freezes, calls, async (someFreezes, someCalls) => {
        run++;
        const named = <T>(list: T[]) => list.map((one, n) => ({ ...one, id: `${run}-${n}` }));
        const before = program.figures("metric=calls.offered&from=2026-11-21&to=2026-11-22");
        const asOfBefore = (await before).asOf;
        const earlier = { freezes: [...told.freezes], calls: [...told.calls] };
        const all = [
          ...named(someFreezes).flatMap(eventsOfFreeze),
          ...named(someCalls).flatMap(eventsOfCall),
        ];
        // In two batches, the later events first: a correction may come before what it corrects.
        await program.tell(...all.filter((_, n) => n % 3 === 2));
        await program.tell(...all.filter((_, n) => n % 3 !== 2));
        for (const { at, bank, hop, took, how, corrected } of someFreezes)
          told.freezes.push({ at, how, ms: corrected ?? took, slice: { bank, hop: String(hop) } });
        for (const { at, queue, took, how, corrected } of someCalls)
          told.calls.push({ at, how, ms: corrected ?? took, slice: { queue } });
        expect(await compare("total", [])).toBeGreaterThan(0);
        const now = { freezes: [...told.freezes], calls: [...told.calls] };
        Object.assign(told, earlier);
        await compare("total", [], `&asOf=${asOfBefore}`);
        Object.assign(told, now);
      }),
      // What was told stays told: smaller examples would be judged together with it.
      { numRuns: 8, endOnFailure: true },
    );
    for (const step of ["day", "hour"] as const) expect(await compare(step, [])).toBeGreaterThan(0);
    const { asOf } = await program.figures("metric=calls.offered&from=2026-11-21&to=2026-11-22");
    expect(await compare("day", [], `&asOf=${asOf}`)).toBeGreaterThan(0);
  }, 240_000);

  it.each([
    ["freezes", ["bank"]],
    ["freezes", ["hop"]],
    ["freezes", ["bank", "hop"]],
    ["calls", ["queue"]],
  ] as const)("of %s are that by %s too", async (cells, by) => {
    expect(await compare("total", [...by], "", cells)).toBeGreaterThan(2);
  });

  it("are by the minute what those of the minute's cell are, and the same in CSV", async () => {
    const at = Date.parse("2026-11-21T10:00:00+07:00");
    const minutes = Array.from({ length: 40 }, (_, n) => n);
    await program.tell(
      ...minutes.flatMap((n) =>
        eventsOfFreeze({
          id: `fifty-nine ${n}`,
          at,
          bank: "KBANK",
          hop: 1,
          took: 59 * MINUTE,
          how: "confirmed",
          corrected: null,
        }),
      ),
    );
    const query =
      "metric=freezes.p50_minutes&from=2026-11-21T10:00:00%2B07:00&to=2026-11-21T10:02:00%2B07:00";
    const { rows } = await program.figures(`${query}&step=minute`);
    expect(Number(rows[0]!.value)).toBeCloseTo(59, 0);
    expect(rows[1]!.value).toBeNull();
    const csv = await (await fetch(`${program.url}/v1/figures?${query}&step=minute&format=csv`)).text();
    expect(csv.split("\r\n")[1]!.split(",")[2]).toBe(String(rows[0]!.value));
  });

  it("say their formula, rank and bound", async () => {
    const metrics = (await (await fetch(`${program.url}/v1/metrics`)).json()) as {
      id: string;
      formula: string;
    }[];
    for (const { prefix, name } of METRICS)
      for (const percent of PERCENTS) {
        const metric = metrics.find(({ id }) => id === `${prefix}p${percent}_${name}`);
        expect(metric?.formula).toMatch(/− .*rank ⌈p ÷ 100 × n⌉.* within 1 % /);
        expect(metric).not.toHaveProperty("times");
      }
  });
});
