import { readDate, startOf } from "#calendar/days.ts";
import type { Lang } from "#wire/live.ts";
import type {
  Annotation,
  Band,
  Pace,
  PaceInFull,
  PaceState,
  PaceUnit,
  TargetVersion,
} from "#wire/targets.ts";
import { shortDay } from "#writing/dates.ts";
import { type Mark, marksOf } from "#writing/marks.ts";
import type { PaceSaid } from "#writing/paces.ts";
import { numberOf, type Pen, penOf } from "#writing/pen.ts";
import type { Answer } from "../api/call.ts";
import type { Look } from "../parts/look.ts";
import type { Words } from "./words.th.ts";

export type Listed = Answer<"GET /v1/targets">;
export type Measure = Listed["measures"][number];

/** A target of the list: followed, with its pace, or the newest version of one that is not. */
export interface Row {
  id: string;
  th: string;
  en: string;
  metric: string;
  unit: PaceUnit;
  pace: Pace | null;
  unfollowed: TargetVersion | null;
}

export function rowsOf({ targets, unfollowed, measures }: Listed): Row[] {
  const units = new Map(measures.map(({ metric, unit }) => [metric, unit]));
  return [
    ...targets.map((pace): Row => {
      const { target: id, th, en, metric, unit } = pace;
      return { id, th, en, metric, unit, pace, unfollowed: null };
    }),
    ...unfollowed.map((version): Row => {
      const { th, en, metric } = version.target;
      return {
        id: version.id,
        th,
        en,
        metric,
        unit: units.get(metric) ?? "count",
        pace: null,
        unfollowed: version,
      };
    }),
  ];
}

/** What happened within the days of its chart: said of everything, or of what the target is of. */
export function marksIn(
  annotations: readonly Annotation[],
  { slice: { by, of }, course }: Pick<PaceInFull, "slice" | "course">,
): Mark<Annotation>[] {
  const [first, last] = [course[0], course[course.length - 1]].map((each) => each && readDate(each.day)!);
  if (first === undefined || last === undefined) return [];
  const window = { from: startOf(first), until: startOf(last + 1) };
  return marksOf(annotations, window, of === null ? {} : { [by]: [of] });
}

export const LOOKS: Readonly<Record<PaceState, Look>> = {
  "on-course": "good",
  "at-risk": "watch",
  "off-course": "broken",
  "too-early": "no-data",
};
/** The order in which states are sorted: the worst first. */
export const SEVERITY: Readonly<Record<PaceState, number>> = {
  "off-course": 4,
  "at-risk": 3,
  "too-early": 2,
  "on-course": 1,
};

/** 31 ธ.ค. of 2026-12-31. */
export const dayText = (date: string, lang: Lang) => shortDay(startOf(readDate(date)!), lang);

/** Writes all numbers of a pace alike. */
export interface Hand {
  pen: Pen;
  unit: string;
  /** Of one day. */
  dayUnit: string;
  /** With its unit. */
  value(of: Pace["value"]): string;
  /** As fine as a value: else a band that just misses a goal would look as if it reached it. */
  band(band: Band): string;
  /** Of one day, which is no mean of days. */
  ofDay(of: Pace["value"] | Band): string;
}

type Written = Pick<Pace, "metric" | "unit" | "better" | "value" | "goal" | "baseline">;

/** The money's unit is that of the value, so that all numbers of a target can be compared. */
export function handOf({ metric, unit, better, value, goal, baseline }: Written, words: Words): Hand {
  const known = value ?? goal ?? baseline;
  const pen = penOf(unit, known ? numberOf(known) : 0, better);
  const name = unitText(metric, unit, words, pen);
  const dayUnit =
    unit === "satang" ? words.money[pen.money] : unit === "count" ? words.cases[kindOf(metric)] : name;
  const both = ({ low, high }: Band) => {
    const [from, to] = [pen.value(low), pen.value(high)];
    return from === to ? from : `${from}–${to}`;
  };
  return {
    pen,
    unit: name,
    dayUnit,
    value: (of) => (of ? `${pen.value(numberOf(of))} ${name}` : "–"),
    band: (band) => `${both(band)} ${name}`,
    ofDay: (of) => (of ? `${"p" in of ? pen.reached(numberOf(of)) : both(of)} ${dayUnit}` : "–"),
  };
}

/** What is counted: the first word of a metric. */
function kindOf(metric: string): "calls" | "freezes" | "reports" {
  const [kind] = metric.split(".");
  return kind === "calls" || kind === "freezes" ? kind : "reports";
}

export function unitText(metric: string, unit: PaceUnit, words: Words, pen?: Pick<Pen, "money">): string {
  if (unit === "satang") return words.units.satang(words.money[pen?.money ?? "million"]);
  if (unit !== "count") return words.units[unit];
  return words.units.count[kindOf(metric)];
}

/** The state in a word: of one whose last day is over, whether it was reached. */
export function stateText({ state, why }: Pick<Pace, "state" | "why">, words: Words): string {
  return why === "reached" || why === "missed" ? words.ended[why] : words.states[state];
}

/** Why it stands so, in a sentence. */
export function reasonOf(pace: Pace, words: Words, lang: Lang): string {
  const hand = handOf(pace, words);
  const said: PaceSaid = {
    band: pace.landing ? hand.band(pace.landing) : "",
    value: hand.value(pace.value),
    start: dayText(pace.start, lang),
    due: dayText(pace.due, lang),
    good: words.good[pace.better],
    days: pace.days,
  };
  return words.why[pace.why](said);
}
