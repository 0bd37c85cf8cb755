import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { bothOf, shareOf, stretchesOf } from "../../backend/figures/changedHours.ts";

const MIDNIGHT = Date.parse("2026-11-21T00:00:00+07:00");
const at = (hours: number) => MIDNIGHT + hours * HOUR;
/** `2-5 7-8!`: from 2:00 to 5:00, and from 7:00 to 8:00, which has changed. */
const told = (stretches: ReturnType<typeof stretchesOf>) =>
  stretches
    .map(({ from, until, isChanged }) => {
      const [first, last] = [from, until].map((moment) => (moment - MIDNIGHT) / HOUR);
      return `${first}-${last}${isChanged ? "!" : ""}`;
    })
    .join(" ");

describe("a range is cut where hours that have changed begin and end", () => {
  it.each([
    [0, 4, [], "0-4"],
    [0, 4, [0, 1, 2, 3], "0-4!"],
    [0, 4, [1, 2], "0-1 1-3! 3-4"],
    [0, 48, [0, 14, 15, 29], "0-1! 1-14 14-16! 16-29 29-30! 30-48"],
    // A short stretch between two others is not worth a statement of its own.
    [0, 48, [0, 13, 15, 29], "0-16! 16-29 29-30! 30-48"],
    [0, 4, [2], "0-2 2-3! 3-4"],
    // Of hours that lie partly in it, their part.
    [1.5, 15.25, [1, 15], "1.5-2! 2-15 15-15.25!"],
    [1.25, 1.75, [1], "1.25-1.75!"],
    // Others are none of its.
    [2, 4, [0, 1, 4, 9], "2-4"],
  ])("from %d:00 to %d:00, changed %j", (from, until, changed, wanted) => {
    expect(told(stretchesOf({ from: at(from), until: at(until) }, changed.map(at)))).toBe(wanted);
  });

  it("and whole days where days are asked for as wholes", () => {
    const days = { from: at(0), until: at(96) };
    expect(told(stretchesOf(days, [25, 26, 47, 48].map(at), "day"))).toBe("0-24 24-72! 72-96");
  });

  it("and all of it has changed where that is not known", () => {
    expect(told(stretchesOf({ from: at(0), until: at(4) }, null))).toBe("0-4!");
  });
});

it("what has changed by two accounts is what either says, in order, and unknown where one does not know", () => {
  expect(bothOf([1, 3], [2, 3])).toEqual([1, 2, 3]);
  expect(bothOf([1], null)).toBeNull();
  expect(bothOf(null, [1])).toBeNull();
});

it("the share of a day is that of its hours that have changed", () => {
  const share = shareOf([at(1), at(2), at(24)]);
  expect([MIDNIGHT, MIDNIGHT + DAY, MIDNIGHT + 2 * DAY].map(share)).toEqual([2 / 24, 1 / 24, 0]);
  expect(shareOf(null)(MIDNIGHT + MINUTE)).toBe(1);
});
