import { dayOf, isoDate, startOf } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { Anomalies as Found, TargetDimension, TargetSlice } from "#wire/targets.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { likeDays, movesOf, type Outlier, outliersOf, type Parts, similarDays } from "./anomaly.ts";
import { written } from "./fraction.ts";
import { askedAt, countedOf, type Figures, onlyOf, readHistory } from "./history.ts";
import type { Measure } from "./measure.ts";

export interface Asked {
  metric: string;
  slice: TargetSlice;
  /** Numbers of days, `until` exclusive; null: the last four weeks. */
  days: { from: number; until: number } | null;
  /** The moment of the look back; null: now. */
  asOf: number | null;
}

export interface Anomalies {
  /** Throws `bad-query`, `forbidden` as figures do, `busy` and `unavailable`. */
  find(scope: Scope, asked: Asked, signal: AbortSignal): Promise<Found>;
}

/** What a figure is counted by, to say what moved it. */
const MOVED_BY = new Map<string, readonly (TargetDimension | "hop")[]>([
  ["calls", ["queue"]],
  ["freezes", ["bank", "hop"]],
  ["reports", ["scamType", "province", "channel"]],
  ["refunds", ["bank"]],
]);
const DAYS = 28;
const MOST_DAYS = 92;
/** A year: the days that one is compared with. */
const HISTORY_DAYS = 365;
/** The newest ones; of each seven days are read by slice. */
const MOST_TOLD = 5;
const MOST_NAMED = 8;
const MOST_SIMILAR = 3;

/** Days that lie outside what was to be expected, what moved them, and which days were like them. */
export function openAnomalies(deps: {
  figures: Figures;
  clock: Clock;
  isHoliday: (day: number) => boolean;
}): Anomalies {
  const { figures, clock, isHoliday } = deps;
  return {
    async find(scope, { metric, slice, days, asOf: then }, signal) {
      const measure = countedOf(metric, slice);
      const today = dayOf(then ?? clock.now());
      const { from, until } = days ?? { from: today - DAYS, until: today };
      if (until <= from || until - from > MOST_DAYS || until > today)
        throw new Fault("bad-query", `from, to: must be at most ${MOST_DAYS} days, all of them over`);
      const firstDay = from - HISTORY_DAYS;
      const range = { firstDay, until: startOf(until), daysAhead: 0 };
      return askedAt(figures, scope, then, signal, async (ask) => {
        const read = await readHistory(ask, { measure, slice }, range, isHoliday);
        const { series, asOf, simulated } = read;
        const { found, unjudged } = outliersOf(series, from - firstDay, until - firstDay);
        const all = found.toReversed();
        const by = (MOVED_BY.get(measure.cells) ?? []).filter((dimension) => dimension !== slice.by);
        const partsOn = async (day: number): Promise<Parts> => {
          const at = { from: startOf(firstDay + day), until: startOf(firstDay + day + 1) };
          const question = { metrics: [metric], ...at, step: "day", by, only: onlyOf(slice) } as const;
          const { rows } = await ask(question);
          return new Map([...rows].map((row) => [JSON.stringify(row.slice), BigInt(row.value ?? 0)]));
        };
        const explain = async (outlier: Outlier) => {
          const { day, value, expected } = outlier;
          const like = likeDays(series, day);
          const parts: Parts[] = [];
          // One after the other: the database has other work.
          for (const each of [day, ...like]) parts.push(await partsOn(each));
          const [own, ...others] = parts;
          const moves = like.length === 0 ? null : movesOf(own!, others, MOST_NAMED);
          return {
            day: isoDate(firstDay + day),
            value: String(value),
            expected,
            direction: value > expected.high ? ("above" as const) : ("below" as const),
            likeDays: like.map((each) => isoDate(firstDay + each)),
            change: moves && written(moves.whole),
            moved: (moves?.named ?? []).map((move) => ({
              slice: JSON.parse(move.slice) as Record<string, string>,
              change: written(move.change)!,
              share: written(move.share),
            })),
            others: moves?.others
              ? {
                  count: moves.others.count,
                  change: written(moves.others.change)!,
                  share: written(moves.others.share),
                }
              : null,
            similar: similarDays(series, day, MOST_SIMILAR).map((each) => ({
              day: isoDate(firstDay + each.day),
              distance: each.distance,
            })),
          };
        };
        const told: Found["days"] = [];
        for (const outlier of all.slice(0, MOST_TOLD)) told.push(await explain(outlier));
        return {
          metric,
          slice,
          unit: unitOf(measure),
          at: asOf,
          simulated,
          from: isoDate(from),
          to: isoDate(until),
          found: all.length,
          unjudged: unjudged.map((day) => isoDate(firstDay + day)),
          days: told,
        };
      });
    },
  };
}

const unitOf = ({ unit }: Measure) => (unit === "satang" ? "satang" : "count");
