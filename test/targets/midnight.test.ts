/** The band by midnight: what has been counted, and the other hours with what the same reckoning was off by before. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import { classesOf, pointsOf, type Series } from "../../backend/targets/forecast.ts";
import { midnightOf, type Ratio } from "../../backend/targets/midnight.ts";

/** A Monday. */
const FIRST = readDate("2026-01-05")!;
const DAYS = 40;
const NOON = (DAYS - 1) * 24 + 12;
const seriesOf = (hours: readonly number[]): Series => ({
  firstDay: FIRST,
  hours: hours.slice(0, NOON),
  classes: classesOf(FIRST, DAYS + 16, () => false),
});
const sum = (hours: readonly (number | null)[]) => hours.reduce<number>((all, hour) => all + hour!, 0);
const soFarOf = ({ above, below }: Ratio) => ({
  above: sum(above.hours.slice(NOON - 12)),
  below: below ? sum(below.hours.slice(NOON - 12)) : 0,
});
/** From 0:00 on, then as it comes; each day other than the last. */
const hoursOf = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: DAYS * 24, maxLength: DAYS * 24 });

/** The same, written another way: by whole days, and the place of a quantile between two neighbours. */
function oracleOf({ above, below, most }: Ratio) {
  const ratio = (a: number, b: number) => (below ? a / b : a);
  const part = (series: Series | null, from: number, until: number) =>
    series ? sum(series.hours.slice(from, until)) : 0;
  const ahead = (series: Series | null, from: number) => (series ? sum(pointsOf(series, from, 12)) : 0);
  const errors: number[] = [];
  let [ours, naive] = [0, 0];
  for (let noon = NOON - 28 * 24; noon < NOON; noon += 24) {
    const [morning, evening, before] = [
      [noon - 12, noon],
      [noon, noon + 12],
      [noon - 168, noon - 156],
    ].map(([from, until]) => [part(above, from!, until!), part(below, from!, until!)] as const);
    const is = ratio(morning![0] + evening![0], morning![1] + evening![1]);
    const said = ratio(morning![0] + ahead(above, noon), morning![1] + ahead(below, noon));
    errors.push(is - said);
    ours += Math.abs(is - said);
    naive += Math.abs(is - ratio(morning![0] + before![0], morning![1] + before![1]));
  }
  if (ours >= naive) return null;
  const sorted = errors.sort((a, b) => a - b);
  const quantile = (share: number) => {
    const place = (sorted.length - 1) * share;
    const [one, other] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return one + (other - one) * (place - Math.floor(place));
  };
  const soFar = soFarOf({ above, below, most });
  const mid = ratio(soFar.above + ahead(above, NOON), soFar.below + ahead(below, NOON));
  const bounded = (value: number) => Math.min(most, Math.max(below ? 0 : soFar.above, value));
  return {
    low: bounded(Math.min(mid, mid + quantile(0.1))),
    mid: bounded(mid),
    high: bounded(Math.max(mid, mid + quantile(0.9))),
  };
}

describe("the band by midnight", () => {
  it("is that of the oracle; of a sum at least what there is, of a share from 0 to 1", () => {
    const seen = { sums: 0, shares: 0, wide: 0, capped: 0 };
    const asked = fc.tuple(
      hoursOf(fc.integer({ min: 5, max: 40 })),
      hoursOf(fc.integer({ min: 0, max: 3 })),
      fc.boolean(),
    );
    fc.assert(
      fc.property(asked, ([all, late, isShare]) => {
        const above = seriesOf(all.map((count, hour) => Math.max(0, count - late[hour]!)));
        const of: Ratio = isShare
          ? { above, below: seriesOf(all), most: 1 }
          : { above, below: null, most: Number.POSITIVE_INFINITY };
        const band = midnightOf(of, NOON, soFarOf(of));
        const wanted = oracleOf(of);
        if (!wanted) return void expect(band).toBeNull();
        for (const end of ["low", "mid", "high"] as const) expect(band![end]).toBeCloseTo(wanted[end], 9);
        seen[isShare ? "shares" : "sums"]++;
        if (band!.high > band!.low) seen.wide++;
        if (band!.high === of.most) seen.capped++;
      }),
      { numRuns: 40 },
    );
    for (const count of [seen.sums, seen.shares, seen.wide])
      expect(count, JSON.stringify(seen)).toBeGreaterThan(3);
  });

  it("of a share that is nearly whole ends at the whole", () => {
    // Every third evening a fifth is late: the reckoning is off by up to so much, and 1 is the most there is.
    const all = Array<number>(DAYS * 24).fill(10);
    const above = all.map((count, hour) =>
      Math.floor(hour / 24) % 3 === 0 && hour % 24 >= 12 ? count - 4 : count,
    );
    const of: Ratio = { above: seriesOf(above), below: seriesOf(all), most: 1 };
    const band = midnightOf(of, NOON, soFarOf(of))!;
    expect(band.low).toBeLessThan(band.mid);
    expect(band.high).toBe(1);
  });
});
