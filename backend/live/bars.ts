import { startOfHour, startOfMinute } from "#calendar/days.ts";
import { MINUTE, WEEK } from "#calendar/units.ts";
import { BAR_MINUTES, type Bar } from "#wire/sceneParts.ts";
import { type Asking, askMinutes, type Minute } from "./asking.ts";

const BAR = BAR_MINUTES * MINUTE;

/** The start of the bar that a moment lies in. */
export function startOfBar(at: number): number {
  const hour = startOfHour(at);
  return hour + Math.floor((at - hour) / BAR) * BAR;
}

/** Makes so many bars, the last of which is still running. */
export function barWindow(asOf: number, bars: number) {
  const last = startOfBar(asOf);
  return { name: "now", from: last - (bars - 1) * BAR, until: startOfMinute(asOf) + MINUTE };
}

/** What came in those bars a week ago; the last bar is whole there. */
export async function askWeekAgo<Id extends string>(
  asking: Asking,
  metrics: readonly Id[],
  bars: number,
): Promise<Record<`${Id}@week`, Bar[]>> {
  const { from } = barWindow(asking.asOf, bars);
  const window = { name: "week", from: from - WEEK, until: from - WEEK + bars * BAR };
  const series = barsOf(await askMinutes(asking, metrics, window), asking.asOf);
  return Object.fromEntries(
    Object.entries<Bar[]>(series).map(([id, of]) => [
      `${id}@week`,
      of.map((bar) => ({ ...bar, at: bar.at + WEEK })),
    ]),
  ) as Record<`${Id}@week`, Bar[]>;
}

/** The bars of each metric, which must be additive. `minutes` begin with a bar, and have no hole. */
export function barsOf<Id extends string>(
  minutes: Readonly<Record<Id, readonly Minute[]>>,
  asOf: number,
): Record<Id, Bar[]> {
  const series = Object.entries<readonly Minute[]>(minutes).map(([id, all]) => {
    const bars: Bar[] = [];
    for (let first = 0; first < all.length; first += BAR_MINUTES)
      bars.push(barOf(all.slice(first, first + BAR_MINUTES), asOf));
    return [id, bars];
  });
  return Object.fromEntries(series);
}

/** The sum of what is known: what is not, and what may still come, is said beside it. */
function barOf(minutes: readonly Minute[], asOf: number): Bar {
  const at = minutes[0]!.at;
  const known = minutes.flatMap(({ value }) => value ?? []);
  const unknown = minutes.length - known.length;
  const isProvisional = minutes.some(({ state }) => state === "provisional");
  const state = at + BAR > asOf ? "open" : isProvisional ? "provisional" : "settled";
  return {
    at,
    value: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0),
    state: known.length === 0 ? "no-data" : state,
    ...(unknown > 0 ? { unknown } : {}),
    ...(minutes.some(({ missing }) => missing) ? { missing: true } : {}),
  };
}
