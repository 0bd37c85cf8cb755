import { dayOf, startOf, startOfHour } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { Forecast, TargetSlice } from "#wire/targets.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Tested } from "./backTest.ts";
import { openBackTests } from "./backTests.ts";
import { daysIn, forecastOf } from "./forecast.ts";
import { askedAt, countedOf, type Figures, readHistory } from "./history.ts";

export interface Asked {
  metric: string;
  slice: TargetSlice;
  /** Null: the next midnight. */
  until: number | null;
  /** The moment of the look back; null: now. */
  asOf: number | null;
}

export interface Forecasts {
  /**
   * The hours from the running one on, with what the method was worth. Throws `bad-query`, `forbidden` where the scope
   * does not allow the figure, `busy` and `unavailable`; and the signal's reason when that aborts.
   */
  forecast(scope: Scope, asked: Asked, signal: AbortSignal): Promise<Forecast>;
  close(): Promise<void>;
}

/** A year of origins, and the six weeks before the first of them. */
const ORIGIN_DAYS = 365;
const HISTORY_DAYS = ORIGIN_DAYS + 42;
/** With fewer origins a forecast is not trusted (28: four of each weekday). */
const LEAST_ORIGINS = 28;
const MOST_DAYS_AHEAD = 14;
/** A share of 0.8 of some thousand hours lies so near; `alerts` measured 0.80 to 0.91 on played data. */
const COVERAGE = { least: 0.7, most: 0.9 } as const;

/** What is counted in the next hours and days, and how far that was to be trusted. */
export function openForecasts(deps: {
  figures: Figures;
  clock: Clock;
  isHoliday: (day: number) => boolean;
}): Forecasts {
  const { figures, clock, isHoliday } = deps;
  const tests = openBackTests({ clock });

  return {
    close: tests.close,
    async forecast(scope, { metric, slice, until: asked, asOf: then }, signal) {
      const measure = countedOf(metric, slice);
      const hour = startOfHour(then ?? clock.now());
      const today = dayOf(hour);
      const until = untilOf(asked ?? startOf(today + 1), hour);
      const firstDay = today - HISTORY_DAYS;
      const range = { firstDay, until: hour, daysAhead: MOST_DAYS_AHEAD };
      const read = await askedAt(figures, scope, then, signal, (ask) =>
        readHistory(ask, { measure, slice }, range, isHoliday),
      );
      const { series, asOf, simulated } = read;
      const firstKnown = series.hours.findIndex((value) => value !== null);
      const tested =
        firstKnown === -1
          ? null
          : await tests.test(
              {
                // What came today changes nothing in what the past days were worth.
                series: { ...series, hours: series.hours.slice(0, HISTORY_DAYS * 24) },
                firstDay: Math.max(HISTORY_DAYS - ORIGIN_DAYS, Math.floor(firstKnown / 24) + 7),
                untilDay: HISTORY_DAYS,
              },
              signal,
            );
      const why = reasonOf(tested);
      const [origin, count] = [(hour - startOf(firstDay)) / HOUR, (until - hour) / HOUR];
      const told = why === "better-than-last-week" ? forecastOf(series, origin, count) : null;
      const at = (index: number) => hour + index * HOUR;
      return {
        metric,
        slice,
        unit: measure.unit === "satang" ? "satang" : "count",
        at: asOf,
        simulated,
        from: hour,
        until,
        method: "weekday-hour-mean-level",
        isUsed: told !== null,
        why,
        error: tested && { ...tested, bands: fitOf(tested) },
        hours: (told?.hours ?? []).flatMap((band, index) =>
          band ? [{ from: at(index), until: at(index + 1), ...band }] : [],
        ),
        days: daysIn(origin, count).flatMap(([from, end], index) => {
          const band = told?.days[index];
          return band ? [{ from: at(from), until: at(end), ...band }] : [];
        }),
        total: told?.total ?? null,
      };
    },
  };
}

function untilOf(asked: number, hour: number): number {
  const until = Math.ceil(asked / HOUR) * HOUR;
  if (until <= hour || until > hour + MOST_DAYS_AHEAD * 24 * HOUR)
    throw new Fault("bad-query", `until: must lie ahead, by at most ${MOST_DAYS_AHEAD} days`);
  return until;
}

export function reasonOf(tested: Pick<Tested, "origins" | "mase" | "naive"> | null): Forecast["why"] {
  if (!tested || tested.origins < LEAST_ORIGINS) return "few-origins";
  return tested.mase < tested.naive ? "better-than-last-week" : "worse-than-last-week";
}

const fitOf = ({ coverage }: Tested) =>
  coverage < COVERAGE.least ? "too-narrow" : coverage > COVERAGE.most ? "too-wide" : "fits";
