import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Bar } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Minute } from "../../backend/live/asking.ts";
import { barsOf, barWindow, startOfBar } from "../../backend/live/bars.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";

const at = (time: string) => Date.parse(`2026-11-21T${time}+07:00`);
const T0 = at("14:00:00");

/** One letter a minute: settled, provisional, open, no data, a source is missing. The nth minute has n calls. */
const STATES = { s: "settled", p: "provisional", o: "open", "-": "no-data", m: "settled" } as const;
const minutes = (letters: string): Minute[] =>
  [...letters].map((letter, place) => ({
    at: T0 + place * MINUTE,
    value: letter === "-" ? null : place + 1,
    state: STATES[letter as keyof typeof STATES],
    missing: letter === "m",
  }));
const bars = (letters: string, asOf: number): Bar[] => barsOf({ calls: minutes(letters) }, asOf).calls;

describe("a bar of five minutes", () => {
  const later = at("15:00:00");
  const cases: { name: string; letters: string; asOf?: number; want: Omit<Bar, "at"> }[] = [
    { name: "is the sum of its minutes", letters: "sssss", want: { value: 15, state: "settled" } },
    {
      name: "may grow as long as one of them may",
      letters: "sspss",
      want: { value: 15, state: "provisional" },
    },
    {
      name: "says how many of them are not known, and sums the others",
      letters: "s--ss",
      want: { value: 10, state: "settled", unknown: 2 },
    },
    {
      name: "that nobody knows has no value",
      letters: "-----",
      want: { value: null, state: "no-data", unknown: 5 },
    },
    {
      name: "says that a source is missing from a minute",
      letters: "ssmss",
      want: { value: 15, state: "settled", missing: true },
    },
    { name: "runs until its end", letters: "sso", asOf: at("14:02:30"), want: { value: 6, state: "open" } },
    {
      name: "runs also in its last second",
      letters: "sssso",
      asOf: at("14:04:59.999"),
      want: { value: 15, state: "open" },
    },
    {
      name: "has begun with its first minute",
      letters: "o",
      asOf: at("14:00:00"),
      want: { value: 1, state: "open" },
    },
    {
      name: "runs though nobody knows its newest minute",
      letters: "ss-",
      asOf: at("14:02:30"),
      want: { value: 3, state: "open", unknown: 1 },
    },
    {
      name: "that runs and that nobody knows has no value",
      letters: "--",
      asOf: at("14:01:30"),
      want: { value: null, state: "no-data", unknown: 2 },
    },
  ];
  for (const { name, letters, asOf = later, want } of cases)
    it(name, () => expect(bars(letters, asOf)).toEqual([{ at: T0, ...want }]));

  it("follows the one before without a gap", () => {
    const found = bars("ssssssso", at("14:07:30"));
    expect(found.map(({ at, value, state }) => [at - T0, value, state])).toEqual([
      [0, 15, "settled"],
      [5 * MINUTE, 21, "open"],
    ]);
  });

  it("loses no minute and counts none twice", () => {
    const count = fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: null, freq: 4 });
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 180 }), (values) => {
        const all = values.map((value, place): Minute => {
          const state = value === null ? "no-data" : "settled";
          return { at: T0 + place * MINUTE, value, state, missing: false };
        });
        const found = barsOf({ calls: all }, later).calls;
        const sum = (of: { value: number | null }[]) => of.reduce((sum, { value }) => sum + (value ?? 0), 0);
        expect(sum(found)).toBe(sum(all));
        expect(found.reduce((sum, { unknown = 0 }) => sum + unknown, 0)).toBe(
          values.filter((value) => value === null).length,
        );
      }),
    );
  });
});

describe("the grid of bars", () => {
  it.each([
    ["14:05:00", "14:05:00"],
    ["14:04:59.999", "14:00:00"],
    ["14:59:59", "14:55:00"],
    ["00:00:00", "00:00:00"],
    ["00:03:00", "00:00:00"],
  ])("puts %s into the bar of %s", (moment, start) => expect(startOfBar(at(moment))).toBe(at(start)));

  it("ends with the running minute, and begins with a whole bar", () => {
    const { from, until } = barWindow(at("14:32:07"), 12);
    expect([from, until]).toEqual([at("13:35:00"), at("14:33:00")]);
  });
});

describe("the bars of a wall", () => {
  const clock = handClock(at("14:01:10"));
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ clock });
  });
  afterAll(() => program.close());

  const calls = async (): Promise<Bar[]> => {
    const screen = await openScreen(program.url, { scene: "overview", epoch: null, seq: 0 });
    await vi.waitUntil(() => screen.snapshots.length === 1, { timeout: 10_000, interval: 20 });
    screen.socket.close();
    return (screen.snapshots[0]!.scenery as Scenery<"overview">).series["calls.offered"];
  };

  it("say from when on there is something to know, and since when there is not", async () => {
    await program.tell(
      event("call.offered", at("14:01:05"), { callId: "1", queue: "report" }),
      event("call.answered", at("14:01:06"), { callId: "1", queue: "report" }),
    );
    const first = await calls();
    expect(first).toHaveLength(12);
    expect(first.slice(-2)).toEqual([
      { at: at("13:55:00"), value: null, state: "no-data", unknown: 5 },
      { at: at("14:00:00"), value: 1, state: "open", unknown: 1 },
    ]);

    // Nothing is heard for six minutes: what was counted stays, what came since is not known.
    await clock.turn(6 * MINUTE);
    const [before, last] = (await calls()).slice(-2);
    expect(before).toMatchObject({ at: at("14:00:00"), value: 1, unknown: 4 });
    expect(before!.state).not.toBe("settled");
    expect(last).toMatchObject({ at: at("14:05:00"), value: null, state: "no-data" });
  });
});
