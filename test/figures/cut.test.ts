/** How long a look back holds the embedded database's one connection: what runs on it is not interrupted. */
import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "#calendar/units.ts";
import { cutPast, type Range } from "../../backend/figures/cut.ts";

const FROM = Date.parse("2026-09-01T00:00:00+07:00");
const WINDOW = { from: FROM, until: FROM + 60 * DAY };
const question = { metrics: ["calls.offered"], ...WINDOW, step: "hour" } as const;

/** The ranges when each takes `ms`. */
function rangesOf(ms: number): Range[] {
  const cut = cutPast(question);
  const ranges: Range[] = [];
  for (let range = cut.next(); range; range = cut.next()) {
    ranges.push(range);
    cut.took(ms);
  }
  return ranges;
}

describe("a look back", () => {
  it.each([
    { ms: 1, longest: 7 * DAY, what: "without events: the next days may be full of them" },
    { ms: 75, longest: 6 * HOUR, what: "that takes as long as it may" },
    { ms: 5_000, longest: 6 * HOUR, what: "on a machine that is too slow for it" },
  ])("is read in ranges of $longest ms at the most when each takes $ms ms: $what", ({ ms, longest }) => {
    const ranges = rangesOf(ms);
    expect(Math.max(...ranges.map(({ from, until }) => until - from))).toBe(longest);
    expect(ranges.map(({ from }) => from)).toEqual([
      WINDOW.from,
      ...ranges.slice(0, -1).map(({ until }) => until),
    ]);
    expect(ranges.at(-1)?.until).toBe(WINDOW.until);
  });
});
