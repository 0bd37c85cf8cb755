import { errorOf, ORIGINS, pastOf, QUANTILES, quantile, type Series, scaleOf } from "./forecast.ts";

const WEEK_HOURS = 168;

/** What the forecast was worth: against the same hour a week before, which is what costs nothing. */
export interface Tested {
  origins: number;
  /** Mean error ÷ that of the same hour a week before within the series (MASE, m = 168); below 1 is better. */
  mase: number;
  /** The same of "as last week" over the same hours. */
  naive: number;
  /** Mean loss of the band's ends at 0.1 and 0.9, in the figure's unit. */
  pinball: number;
  /** The share of hours inside the band, which shall be 0.8. */
  coverage: number;
}

/**
 * Rolling: from each day of [firstDay, untilDay) at 00:00 the next 24 hours, by what was known before alone, with the
 * bands of the 28 days before. Null: there is nothing to test.
 */
export function backTest(series: Series, firstDay: number, untilDay: number): Tested | null {
  const sums = { error: 0, naive: 0, count: 0, pinball: 0, inside: 0, banded: 0, origins: 0 };
  const earlierErrors: number[][] = [];
  for (let day = firstDay; day < untilDay; day++) {
    const { points, actual } = pastOf(series, day * 24, 24);
    const sorted = earlierErrors.flat().sort((a, b) => a - b);
    const hasBand = earlierErrors.length >= ORIGINS.least;
    const errors: number[] = [];
    for (const [index, point] of points.entries()) {
      const [value, before] = [actual[index], series.hours[day * 24 + index - WEEK_HOURS]];
      if (point === null || value == null || before == null) continue;
      errors.push(...errorOf(point, value));
      sums.error += Math.abs(value - point);
      sums.naive += Math.abs(value - before);
      sums.count++;
      if (!hasBand) continue;
      const scale = scaleOf(point);
      const low = Math.max(0, point + quantile(sorted, QUANTILES.low) * scale);
      const high = Math.max(0, point + quantile(sorted, QUANTILES.high) * scale);
      sums.pinball += (lossOf(value, low, QUANTILES.low) + lossOf(value, high, QUANTILES.high)) / 2;
      if (value >= low && value <= high) sums.inside++;
      sums.banded++;
    }
    if (errors.length === 0) continue;
    sums.origins++;
    earlierErrors.push(errors);
    if (earlierErrors.length > ORIGINS.most) earlierErrors.shift();
  }
  const scale = weekErrorOf(series, untilDay);
  if (sums.count === 0 || sums.banded === 0 || scale === 0) return null;
  return {
    origins: sums.origins,
    mase: sums.error / sums.count / scale,
    naive: sums.naive / sums.count / scale,
    pinball: sums.pinball / sums.banded,
    coverage: sums.inside / sums.banded,
  };
}

const lossOf = (value: number, at: number, share: number) =>
  value >= at ? share * (value - at) : (1 - share) * (at - value);

/** Mean difference from the same hour a week before, of all that is known. */
function weekErrorOf({ hours }: Series, untilDay: number): number {
  let [sum, count] = [0, 0];
  for (let index = WEEK_HOURS; index < Math.min(hours.length, untilDay * 24); index++) {
    const [value, before] = [hours[index], hours[index - WEEK_HOURS]];
    if (value == null || before == null) continue;
    sum += Math.abs(value - before);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
