/** Who is on duty when: by tables, against a plan that is painted minute by minute, and as the database says it. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf, weekdayOf } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#calendar/units.ts";
import type { Shift } from "#wire/rota.ts";
import { addRecipient, removeRecipient } from "../../backend/alerts/recipientQueries.ts";
import {
  AHEAD_MS,
  begunAt,
  dutiesOf,
  dutyAt,
  onDuty,
  overlapOf,
  type Plan,
} from "../../backend/alerts/rota.ts";
import { addOverride, addRota } from "../../backend/alerts/rotaQueries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";

const [SOMCHAI, SUDA, PRASERT, GONE] = [1, 2, 3, 4];
const isThere = (id: number) => id !== GONE;
/** Monday 23 November 2026. */
const MONDAY = readDate("2026-11-23")!;
const at = (text: string) => readMoment(`2026-${text}:00+07:00`)!;
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const shift = (
  from: string,
  until: string,
  people: number[],
  turn: Shift["turn"] = "daily",
  days: Shift["days"] = "every",
): Shift => ({ from: minutes(from), until: minutes(until), days, turn, people });
const plan = (shifts: Shift[], holidays: Plan["holidays"] = []): Plan => ({
  firstDay: MONDAY,
  shifts,
  holidays,
  overrides: [],
});
const NIGHTS = plan([shift("08:00", "20:00", [SOMCHAI, SUDA]), shift("20:00", "08:00", [PRASERT, SUDA])]);
const WEEKS = plan([shift("08:00", "08:00", [SOMCHAI, SUDA, PRASERT], "weekly")]);
const OFFICE = plan([shift("08:30", "16:30", [SOMCHAI, GONE])]);
/** Monday 7 and Thursday 10 December 2026. */
const HOLIDAYS = ["2026-12-07", "2026-12-10"].map((text) => readDate(text)!);
const working = (from: string, until: string, people: number[], turn: Shift["turn"] = "daily") =>
  shift(from, until, people, turn, "working");
const off = (from: string, until: string, people: number[]) => shift(from, until, people, "daily", "off");
/** Working hours, the nights after them, and all of each day off. */
const CENTRE = [
  working("08:00", "16:00", [SOMCHAI]),
  working("16:00", "08:00", [SUDA]),
  off("08:00", "08:00", [PRASERT, SUDA]),
];
const THREE = working("08:30", "16:30", [SOMCHAI, SUDA, PRASERT]);
const WEEKLY = working("08:30", "16:30", [SOMCHAI, SUDA], "weekly");
const stand = (id: number, from: string, until: string, recipient: number) => ({
  id,
  from: at(from),
  until: at(until),
  recipient,
});

describe("on duty", () => {
  it.each<[string, Plan, string, number | null, string]>([
    ["by day, the first day", NIGHTS, "11-23T08:00", SOMCHAI, "11-23T20:00"],
    ["to the last minute", NIGHTS, "11-23T19:59", SOMCHAI, "11-23T20:00"],
    ["at night from the hand-over on", NIGHTS, "11-23T20:00", PRASERT, "11-24T08:00"],
    ["across midnight", NIGHTS, "11-24T03:00", PRASERT, "11-24T08:00"],
    ["by day, the second day", NIGHTS, "11-24T08:00", SUDA, "11-25T08:00"],
    ["in the next night of the same person", NIGHTS, "11-24T20:00", SUDA, "11-25T08:00"],
    ["nobody, before the first day", NIGHTS, "11-23T07:59", null, "11-23T08:00"],
    ["for a week", WEEKS, "11-24T12:00", SOMCHAI, "11-30T08:00"],
    ["until the hour of the weekday", WEEKS, "11-30T07:59", SOMCHAI, "11-30T08:00"],
    ["for the week after", WEEKS, "11-30T08:00", SUDA, "12-07T08:00"],
    ["again, after all had theirs", WEEKS, "12-14T08:00", SOMCHAI, "12-21T08:00"],
    ["nobody, out of hours", OFFICE, "11-23T17:00", null, "11-25T08:30"],
    ["nobody, in the turn of one who is gone", OFFICE, "11-24T09:00", null, "11-25T08:30"],
    ["in hours", OFFICE, "11-25T09:00", SOMCHAI, "11-25T16:30"],
  ])("%s", (_what, of, when, who, until) => {
    expect(onDuty(of, at(when), isThere)).toEqual({ who, until: at(until) });
  });

  it.each<[string, Plan, string, number | null, string]>([
    ["in working hours", plan(CENTRE), "11-27T15:59", SOMCHAI, "11-27T16:00"],
    ["in the night of a Friday, into the Saturday", plan(CENTRE), "11-28T07:59", SUDA, "11-28T08:00"],
    ["on a Saturday", plan(CENTRE), "11-28T08:00", PRASERT, "11-29T08:00"],
    ["on a Sunday, to the Monday's hand-over", plan(CENTRE), "11-30T07:59", SUDA, "11-30T08:00"],
    ["on a Monday again", plan(CENTRE), "11-30T08:00", SOMCHAI, "11-30T16:00"],
    ["on a holiday that is a working day here", plan(CENTRE), "12-07T12:00", SOMCHAI, "12-07T16:00"],
    ["on a holiday that is a day off here", plan(CENTRE, HOLIDAYS), "12-07T12:00", PRASERT, "12-08T08:00"],
    ["on the day off after three others", plan(CENTRE, HOLIDAYS), "12-06T12:00", SUDA, "12-07T08:00"],
    ["in the night before a holiday", plan(CENTRE, HOLIDAYS), "12-10T03:00", SUDA, "12-11T08:00"],
    [
      "whose turn it is after a weekend, which is no turn",
      plan([THREE]),
      "11-30T09:00",
      PRASERT,
      "11-30T16:30",
    ],
    ["nor is a holiday", plan([THREE], HOLIDAYS), "12-08T09:00", SUDA, "12-08T16:30"],
    ["nobody on a holiday in working hours", plan([THREE], HOLIDAYS), "12-10T09:00", null, "12-11T08:30"],
    ["nobody over a weekend", plan([THREE]), "11-27T16:30", null, "11-30T08:30"],
    ["for a week of working days", plan([WEEKLY], HOLIDAYS), "12-01T09:00", SUDA, "12-01T16:30"],
    [
      "for the week after, though it begins with a holiday",
      plan([WEEKLY], HOLIDAYS),
      "12-08T09:00",
      SOMCHAI,
      "12-08T16:30",
    ],
  ])("is, by working days and days off, %s", (_what, of, when, who, until) => {
    expect(onDuty(of, at(when), isThere)).toEqual({ who, until: at(until) });
  });

  const friday = stand(1, "11-27T20:00", "11-28T08:00", SOMCHAI);
  it.each<[string, Plan["overrides"], string, number | null, number | null]>([
    ["who stands in for the night", [friday], "11-27T23:00", SOMCHAI, 1],
    ["not a minute before", [friday], "11-27T19:59", SOMCHAI, null],
    ["not at its end", [friday], "11-28T08:00", SUDA, null],
    [
      "the last that was entered",
      [friday, stand(2, "11-27T22:00", "11-27T23:00", SUDA)],
      "11-27T22:30",
      SUDA,
      2,
    ],
    [
      "the first again after that",
      [friday, stand(2, "11-27T22:00", "11-27T23:00", SUDA)],
      "11-27T23:00",
      SOMCHAI,
      1,
    ],
    [
      "whose turn it is where who stands in is gone",
      [{ ...friday, recipient: GONE }],
      "11-27T23:00",
      PRASERT,
      null,
    ],
  ])("is, of overrides, %s", (_what, overrides, when, who, override) => {
    expect(dutyAt({ ...NIGHTS, overrides }, at(when), isThere)).toMatchObject({ who, override });
  });

  it("a hole is filled by one who stands in, and named where nobody does", () => {
    const overrides = [stand(1, "11-23T18:00", "11-23T20:00", SUDA)];
    const duties = dutiesOf({ ...OFFICE, overrides }, at("11-23T12:00"), at("11-25T00:00"), isThere);
    expect(duties.map(({ who, until }) => [who, until])).toEqual([
      [SOMCHAI, at("11-23T16:30")],
      [null, at("11-23T18:00")],
      [SUDA, at("11-23T20:00")],
      [null, at("11-25T08:30")],
    ]);
  });

  it.each<[string, Plan, string[]]>([
    ["has a turn for each shift", NIGHTS, ["11-28T08:00", "11-28T20:00", "11-29T08:00", "11-29T20:00"]],
    [
      "has one turn where no shift is, whatever midnights lie in it",
      plan([THREE]),
      ["11-28T08:00", "11-30T08:30"],
    ],
  ])("who stands in for days %s", (_what, of, edges) => {
    const overrides = [stand(1, "11-28T08:00", "12-02T00:00", SUDA)];
    const duties = dutiesOf({ ...of, overrides }, at("11-28T08:00"), at("12-02T00:00"), isThere);
    expect(duties.every(({ who }) => who === SUDA)).toBe(true);
    expect(duties.slice(0, edges.length).map(({ from }) => from)).toEqual(edges.map(at));
  });

  it.each<[string, Plan, string, string]>([
    ["a shift", NIGHTS, "11-25T03:00", "11-24T20:00"],
    ["a weekend that nobody has", plan([THREE]), "11-30T08:00", "11-27T16:30"],
    [
      "a hole, where who stood in was over",
      { ...plan([THREE]), overrides: [stand(1, "11-28T10:00", "11-28T12:00", SUDA)] },
      "11-30T08:00",
      "11-28T12:00",
    ],
    [
      "who stands in for a week without a shift",
      { ...plan([WEEKLY]), shifts: [], overrides: [stand(1, "11-23T08:00", "11-30T00:00", SUDA)] },
      "11-29T12:00",
      "11-23T08:00",
    ],
  ])("began, of %s, days ago perhaps", (_what, of, when, begun) => {
    expect(begunAt(of, at(when), isThere)).toBe(at(begun));
  });
  it("began no longer ago than anybody stands in for, where there never was anybody", () => {
    const [now, day] = [at("11-25T12:00"), DAY];
    const begun = begunAt(plan([]), now, isThere);
    expect([begun <= now - 92 * day, begun > now - 95 * day]).toEqual([true, true]);
  });

  it.each<[string, Shift[], [number, number] | null]>([
    ["day and night meet", NIGHTS.shifts as Shift[], null],
    ["an hour is double", [shift("08:00", "20:00", [1]), shift("19:00", "08:00", [1])], [0, 1]],
    ["after midnight", [shift("22:00", "06:00", [1]), shift("05:00", "09:00", [1])], [0, 1]],
    ["the whole day leaves no room", [shift("08:00", "08:00", [1]), shift("12:00", "13:00", [1])], [0, 1]],
    ["apart", [shift("01:00", "02:00", [1]), shift("03:00", "04:00", [1])], null],
    ["on other days", [working("08:00", "16:00", [1]), off("08:00", "16:00", [1])], null],
    ["whole weeks of working days and days off", CENTRE, null],
    [
      "on days that are among all days",
      [working("08:00", "16:00", [1]), shift("12:00", "13:00", [1])],
      [0, 1],
    ],
    ["a Friday's night and a Saturday", [working("16:00", "08:00", [1]), off("00:00", "00:00", [1])], [0, 1]],
    ["a Sunday's night and a Monday", [off("20:00", "10:00", [1]), working("08:00", "16:00", [1])], [0, 1]],
  ])("shifts that overlap are found: %s", (_what, shifts, found) => {
    expect(overlapOf(shifts)).toEqual(found);
    expect(overlapOf([...shifts].reverse())).toEqual(found);
  });
});

const people = fc.array(fc.constantFrom(SOMCHAI, SUDA, PRASERT, GONE), { minLength: 1, maxLength: 5 });
/** The day cut in pieces, some of which are shifts. */
const shifts = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1, maxLength: 4 }),
    fc.array(
      fc.record({
        isOn: fc.boolean(),
        turn: fc.constantFrom("daily" as const, "weekly" as const),
        people,
        days: fc.constantFrom("every" as const, "working" as const, "off" as const, undefined),
        /** Those who have the other days; empty: nobody has. */
        others: fc.array(fc.constantFrom(SOMCHAI, SUDA, PRASERT, GONE), { maxLength: 3 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
  )
  .map(([cuts, given]): Shift[] => {
    const sorted = cuts.map((cut) => cut * 15).sort((a, b) => a - b);
    return sorted.flatMap((from, place) => {
      const { isOn, turn, people: own, days, others } = given[place]!;
      const until = sorted[(place + 1) % sorted.length]!;
      if (!isOn && place > 0) return [];
      const first: Shift = { from, until, turn, people: own, ...(days ? { days } : {}) };
      if (others.length === 0 || (days !== "working" && days !== "off")) return [first];
      return [first, { ...first, days: days === "off" ? "working" : "off", people: others }];
    });
  });
const DAYS = 30;
const overrides = fc
  .array(
    fc.record({
      from: fc.integer({ min: 0, max: DAYS * 96 }),
      length: fc.integer({ min: 1, max: 200 }),
      recipient: fc.constantFrom(SOMCHAI, SUDA, PRASERT, GONE),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ from, length, recipient }, place) => ({
      id: place + 1,
      recipient,
      from: startOf(MONDAY) + from * 15 * MINUTE,
      until: startOf(MONDAY) + (from + length) * 15 * MINUTE,
    })),
  );
const holidays = fc.uniqueArray(fc.integer({ min: MONDAY - 2, max: MONDAY + DAYS }), { maxLength: 8 });
const plans = fc.record({ firstDay: fc.constant(MONDAY), shifts, holidays, overrides });

/** Who has each quarter of an hour from two days before the first day: each shift of each day painted, then who stands in. */
function painted({ shifts: all, holidays: free, overrides: standing }: Plan): (number | null)[] {
  const slots = Array.from<number | null>({ length: (DAYS + 2) * 96 }).fill(null);
  const paint = (from: number, until: number, who: number) => {
    for (let slot = from; slot < until; slot++) if (slot >= 0 && slot < slots.length) slots[slot] = who;
  };
  for (const { from, until, turn, people: own, days = "every" } of all) {
    let begun = 0;
    for (let day = 0; day < DAYS; day++) {
      const isFree = weekdayOf(MONDAY + day) > 5 || free.includes(MONDAY + day);
      if ((days === "working" && isFree) || (days === "off" && !isFree)) continue;
      const who = own[(turn === "daily" ? begun++ : Math.floor(day / 7)) % own.length]!;
      const begin = (day + 2) * 96 + from / 15;
      const end = begin + (until - from) / 15 + (until > from ? 0 : 96);
      if (isThere(who)) paint(begin, end, who);
    }
  }
  const slotOf = (time: number) => (time - startOf(MONDAY - 2)) / (15 * MINUTE);
  for (const { from, until, recipient } of standing)
    if (isThere(recipient)) paint(slotOf(from), slotOf(until), recipient);
  return slots;
}
const timeOf = (slot: number) => startOf(MONDAY - 2) + slot * 15 * MINUTE;

describe("any rota", () => {
  it("has on duty at each moment whoever is painted there, without a gap, until the next colour", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 0, max: 14 * 96 }), (given, first) => {
        const slots = painted(given);
        const duties = dutiesOf(given, timeOf(first), timeOf(first) + AHEAD_MS, isThere);
        expect(duties[0]!.from).toBeLessThanOrEqual(timeOf(first));
        for (const [place, { from, until, who }] of duties.entries()) {
          if (place > 0) expect(from).toBe(duties[place - 1]!.until);
          for (let slot = first; slot < (until - timeOf(0)) / (15 * MINUTE); slot++)
            if (timeOf(slot) >= from && slots[slot] !== who)
              throw new Error(`${new Date(timeOf(slot)).toISOString()}: ${who}, painted ${slots[slot]}`);
        }
        expect(duties.at(-1)!.until).toBeGreaterThanOrEqual(timeOf(first) + AHEAD_MS);
        const begun = begunAt(given, timeOf(first), isThere);
        for (let slot = first; slot >= 0 && timeOf(slot) >= begun; slot--)
          expect(slots[slot]).toBe(slots[first]);
        const { who, until } = onDuty(given, timeOf(first), isThere);
        const change = slots.findIndex((each, slot) => slot > first && each !== slots[first]);
        expect([who, until]).toEqual([
          slots[first],
          Math.min(change < 0 ? Number.POSITIVE_INFINITY : timeOf(change), timeOf(first) + AHEAD_MS),
        ]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the database", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore({
      statements: `-- name: dutyOf
select on_duty($1::int, asked.at, $3::int[]) as who from unnest($2::timestamptz[]) with ordinality as asked (at, n) order by n`,
    });
    for (const name of ["somchai", "suda", "prasert", "gone"])
      await addRecipient(
        store.run,
        { name, lang: "th", channels: [], hears: [], mostIn10Minutes: 1 },
        "whsec_",
      );
    await removeRecipient(store.run, GONE, realClock.now());
  });
  afterAll(() => store.close());

  it("says the same of any rota at any moment", async () => {
    let count = 0;
    const instant = fc.integer({ min: -2 * DAY, max: DAYS * DAY }).map((after) => startOf(MONDAY) + after);
    const given = fc.tuple(plans, fc.boolean(), fc.array(instant, { minLength: 20, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(
        given,
        async ([{ shifts: all, holidays: free, overrides: standing }, holidaysOff, asked]) => {
          const rota = {
            name: `rota ${++count}`,
            firstDay: isoDate(MONDAY),
            shifts: all,
            hears: [],
            holidaysOff,
          };
          const id = (await addRota(store.run, rota))!;
          for (const each of standing) await addOverride(store.run, id, each, "test");
          const edges = standing.flatMap(({ from, until }) => [from, until - 1, until]);
          const times = [
            ...asked,
            ...edges,
            startOf(MONDAY) + WEEK + all[0]!.from * MINUTE,
            startOf(MONDAY) - HOUR,
          ];
          const rows = await store.run<{ who: number | null }>("dutyOf", [
            id,
            times.map((time) => new Date(time).toISOString()),
            free,
          ]);
          const own = {
            firstDay: MONDAY,
            shifts: all,
            holidays: holidaysOff ? free : [],
            overrides: standing,
          };
          expect(rows.map(({ who }) => who)).toEqual(times.map((time) => dutyAt(own, time, isThere).who));
        },
      ),
      { numRuns: 60 },
    );
  });
});
