import { describe, expect, it } from "vitest";
import { startOf } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { CASE_DAYS } from "../../backend/simulator/cases.ts";
import { silenceOf } from "../../backend/simulator/mishaps.ts";
import { ROSTER } from "../../backend/simulator/roster.ts";
import type { Telling } from "../../backend/simulator/telling.ts";
import { openTimeline } from "../../backend/simulator/timeline.ts";
import { MONDAY, play, typeOf } from "./play.ts";

const plan = { seed: 11, size: 1 };
const keys = (tellings: Telling[]) =>
  tellings.map(({ at, event }) => `${at} ${JSON.stringify(event)}`).sort();

describe("the same seed", () => {
  it("plays the same day again", () => {
    expect(keys(play(plan, MONDAY, 1))).toEqual(keys(play(plan, MONDAY, 1)));
  });

  it("plays the same, taken second by second or all at once", () => {
    const from = startOf(MONDAY);
    const span = { cohorts: { from, to: Infinity }, from, sampleMs: 60_000 };
    const slowly = openTimeline(plan, span);
    const told: Telling[] = [];
    for (let at = from; at <= from + HOUR; at += 1_000) told.push(...slowly.until(at));
    expect(told).toEqual(openTimeline(plan, span).until(from + HOUR));
  });

  it("goes on after a restart in the middle of any day as if there had been none", () => {
    const whole = play(plan, MONDAY, 4);
    for (const hour of [0, 10.4, 23.99]) {
      const from = startOf(MONDAY + 3) + hour * HOUR;
      const resumed = openTimeline(plan, {
        cohorts: { from: startOf(MONDAY), to: Infinity },
        from,
        sampleMs: 60_000,
      });
      const expected = whole.filter(({ at }) => at >= from);
      expect(keys(resumed.until(startOf(MONDAY + 4)))).toEqual(keys(expected));
    }
  }, 20_000);

  it.each([1, 3])(
    "has the same callers on the line at midnight, whether it began %d days before or now",
    (days) => {
      const calls = (tellings: Telling[]) =>
        keys(tellings.filter(({ event }) => /call|lines/.test(event.type)));
      const midnight = startOf(MONDAY + days);
      const since = (tellings: Telling[]) =>
        tellings.filter(({ event }) => Date.parse(event.time) >= midnight);
      const long = calls(since(play(plan, MONDAY, days + 0.1)));
      const cohorts = { from: midnight - 6 * HOUR, to: Infinity };
      const short = openTimeline(plan, { cohorts, from: midnight - 6 * HOUR, sampleMs: 60_000 });
      expect(calls(since(short.until(midnight + 2.4 * HOUR)))).toEqual(long);
    },
    20_000,
  );

  it("samples the lines every five seconds as every minute, where the two meet", () => {
    const minutes = play(plan, MONDAY, 0.5).filter(({ event }) => typeOf(event) === "lines.sampled");
    const seconds = play(plan, MONDAY, 0.5, 5_000).filter(({ event }) => typeOf(event) === "lines.sampled");
    expect(seconds.length).toBeGreaterThan(minutes.length * 11);
    const known = new Set(keys(seconds));
    expect(keys(minutes).filter((each) => !known.has(each))).toEqual([]);
  });
});

describe("another plan", () => {
  const ids = (tellings: Telling[]) => new Set(tellings.map(({ event }) => `${event.source} ${event.id}`));
  const mine = ids(play(plan, MONDAY, 0.5));
  it.each([
    ["another seed", { seed: 12, size: 1 }],
    ["a centre ten times as large", { seed: 11, size: 10 }],
    ["half a centre", { seed: 11, size: 0.5 }],
  ])("%s has no id in common", (_what, other) => {
    const theirs = play(other, MONDAY, 0.5);
    expect(theirs.filter(({ event }) => mine.has(`${event.source} ${event.id}`))).toEqual([]);
    const calls = (some: Iterable<string>) => [...some].filter((id) => id.endsWith(".offered")).length;
    const ratio = calls(ids(theirs)) / calls(mine) / other.size;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });
});

describe("mishaps", () => {
  const told = play(plan, MONDAY, 7);
  const minutesLate = told.map(({ at, event }) => (at - Date.parse(event.time)) / 60_000);

  it.each([
    [
      "some are minutes late",
      minutesLate.filter((late) => late > 2 && late < 60).length / told.length,
      0.001,
      0.02,
    ],
    ["few are hours late", minutesLate.filter((late) => late >= 60).length / told.length, 0.0001, 0.003],
    ["most come at once", minutesLate.filter((late) => late === 0).length / told.length, 0.97, 1],
    [
      "some come again under a new id",
      told.filter(({ event }) => event.id.endsWith(".again")).length / told.length,
      0.0005,
      0.004,
    ],
    [
      "some come twice",
      1 - new Set(told.map(({ event }) => `${event.source} ${event.id}`)).size / told.length,
      0.001,
      0.008,
    ],
  ])("%s: %d of all", (_what, share, low, high) => {
    expect(share).toBeGreaterThan(low);
    expect(share).toBeLessThan(high);
  });

  it("silence a source for 5 to 20 minutes; then it catches up", () => {
    const silences = ROSTER.flatMap(({ name }) =>
      Array.from({ length: 7 }, (_, i) => ({ name, silence: silenceOf(plan, name, MONDAY + i) })),
    ).flatMap(({ name, silence }) => (silence ? [{ name, ...silence }] : []));
    expect(silences.length).toBeGreaterThan(7);
    for (const { name, from, to } of silences) {
      expect(to - from).toBeGreaterThanOrEqual(300_000);
      expect(to - from).toBeLessThanOrEqual(1_200_000);
      const broken = told.filter(({ at, event }) => event.source === name && at >= from && at < to);
      expect(broken, `${name} was not silent`).toEqual([]);
    }
    const exchange = told.filter(
      ({ at, event }) => at - Date.parse(event.time) > 60_000 && typeOf(event) === "lines.sampled",
    );
    const silent = silences.filter(({ name }) => name === "exchange");
    expect(exchange.length > 0).toBe(silent.length > 0);
  });

  it("end a week after the case began", () => {
    const began = new Map(
      told.flatMap(({ event }) =>
        typeOf(event) === "report.filed"
          ? [[(event.data as { reportId: string }).reportId, Date.parse(event.time)]]
          : [],
      ) as [string, number][],
    );
    const last = told.map(
      ({ at, event }) => at - (began.get((event.data as { reportId?: string }).reportId ?? "") ?? at),
    );
    expect(Math.max(...last)).toBeLessThan(CASE_DAYS * DAY);
  });
});
