import { describe, expect, it } from "vitest";
import { dayOf, hourOf } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import { PUBLISHED_THROUGH, publishedPieces } from "../../backend/simulator/published.ts";
import { firstOf } from "./play.ts";

const told = [...publishedPieces()].flatMap(({ tellings }) => tellings);
const offered = [...firstOf(told, "call.offered", "callId").values()];
const requested = firstOf(told, "freeze.requested", "freezeId");
const confirmed = [...firstOf(told, "freeze.confirmed", "freezeId").values()];
const abandoned = firstOf(told, "call.abandoned", "callId");

describe.each([
  ["2023-11-01", 1_310, 12],
  ["2023-11-02", 2_752, 73],
  ["2023-11-03", 2_711, 137],
  ["2023-11-04", 2_820, 124],
  ["2023-11-05", 2_037, 125],
  ["2023-11-06", 3_370, 209],
])("%s as published", (date, calls, frozen) => {
  const day = dayOf(Date.parse(`${date}T12:00:00+07:00`));
  const asked = (freezeId: string) => requested.get(freezeId)?.at ?? Number.NaN;

  it(`${calls} calls`, () => {
    expect(offered.filter(({ at }) => dayOf(at) === day)).toHaveLength(calls);
  });
  it(`${frozen} accounts held, by the day of confirmation`, () => {
    expect(confirmed.filter(({ at }) => dayOf(at) === day)).toHaveLength(frozen);
  });
  it(`${frozen} confirmed within the hour, by the day of request`, () => {
    const inTime = confirmed.filter(
      ({ freezeId, at }) => dayOf(asked(freezeId)) === day && at - asked(freezeId) <= HOUR,
    );
    expect(inTime).toHaveLength(frozen);
  });
  it("its peak is 09:00–12:00, and callers hang up between 09:00 and 17:00", () => {
    const hours = Array.from({ length: 24 }, (_, h) =>
      offered.filter(({ at }) => dayOf(at) === day && Math.floor(hourOf(at)) === h),
    );
    const busiest = hours.map((some) => some.length).indexOf(Math.max(...hours.map((some) => some.length)));
    expect(busiest).toBeGreaterThanOrEqual(9);
    expect(busiest).toBeLessThan(12);
    const lost = hours
      .slice(9, 17)
      .flat()
      .filter(({ callId }) => abandoned.has(callId)).length;
    expect(lost / hours.slice(9, 17).flat().length).toBeGreaterThan(0.05);
  });
});

it("asks no freeze that is not confirmed, and tells nothing else", () => {
  expect(requested.size).toBe(confirmed.length);
  const types = new Set(told.map(({ event }) => event.type.replace("th.aoc1441.", "")));
  expect([...types].sort()).toEqual([
    "call.abandoned",
    "call.answered",
    "call.ended",
    "call.offered",
    "freeze.confirmed",
    "freeze.requested",
    "lines.sampled",
  ]);
});

it("is the same every time", () => {
  const again = [...publishedPieces()].flatMap(({ tellings }) => tellings);
  expect(JSON.stringify(again) === JSON.stringify(told)).toBe(true);
});

it("is all over by the end of 6 November but for calls that were still on the line", () => {
  const after = told.filter(({ at }) => at >= PUBLISHED_THROUGH);
  expect(after.filter(({ event }) => !/call\.(answered|ended|abandoned)$/.test(event.type))).toEqual([]);
});
