import { dayOf, isoDate, startOfDay, startOfHour, startOfMinute } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Step } from "#wire/figures.ts";

export const STEPS = ["minute", "hour", "day", "total"] as const satisfies readonly Step[];
/** `year`: 52 weeks, so that each day is compared with one of the same weekday. */
export const AGAINST = ["before", "week", "year"] as const;
export type Against = (typeof AGAINST)[number];
/** By what figures can be sliced. */
export const DIMENSIONS = ["bank", "hop", "scamType", "province", "channel", "agency", "queue"] as const;

/** What the page's address asks for; a moment that cannot be read is null. */
export interface Asked {
  metrics: readonly string[];
  from: number | null;
  until: number | null;
  step: Step;
  by: readonly string[];
  /** The values of a dimension that are asked for. */
  only: ReadonlyMap<string, readonly string[]>;
  against: Against | null;
  /** `latest`: as of now. */
  asOf: number | "latest" | null;
}

const GRAIN = { minute: startOfMinute, hour: startOfHour, day: startOfDay, total: startOfMinute } as const;
export const LENGTH = { minute: MINUTE, hour: HOUR, day: DAY } as const;

/** How long a bucket of the question is. */
export const lengthOf = ({ step, from, until }: { step: Step; from: number; until: number }): number =>
  step === "total" ? until - from : LENGTH[step];

export const floorTo = (step: Step, at: number): number => GRAIN[step](at);

const listOf = (text: string | null) => text?.split(",").filter(Boolean) ?? [];

export function readAsked(get: (name: string) => string | null): Asked {
  const step = STEPS.find((each) => each === get("step")) ?? "hour";
  const asOf = get("asOf");
  return {
    metrics: listOf(get("metric")),
    from: readMoment(get("from") ?? ""),
    until: readMoment(get("to") ?? ""),
    step,
    by: listOf(get("by")),
    only: new Map(
      DIMENSIONS.map((name) => [name, listOf(get(name))] as const).filter(([, values]) => values.length > 0),
    ),
    against: AGAINST.find((each) => each === get("vs")) ?? null,
    asOf: asOf === null ? "latest" : readMoment(asOf),
  };
}

/** What a page without a question shows: today by the hour. */
export function firstQuestion(now: number): Record<string, string> {
  const today = dayOf(now);
  return {
    metric: "freezes.sla_60m",
    from: isoDate(today),
    to: isoDate(today + 1),
    step: "hour",
    vs: "week",
  };
}

/** How far back the window lies that it is compared with. */
export function shiftOf({ from, until }: { from: number; until: number }, against: Against): number {
  return against === "before" ? until - from : against === "week" ? 7 * DAY : 364 * DAY;
}

/** An answer of more buckets takes longer than a person waits for a picture. */
const LONG = 2_000;
/** A month by the hour. */
const NEWEST = 744;

/** The newest part of a long window; null: it is not long. */
export function newestOf<A extends Asked & { from: number; until: number }>(asked: A): A | null {
  if (asked.step === "total") return null;
  const length = LENGTH[asked.step];
  return (asked.until - asked.from) / length > LONG
    ? { ...asked, from: asked.until - NEWEST * length }
    : null;
}

/** The whole of the window, in one bucket and slice. */
export const wholeOf = <A extends Asked>(asked: A): A => ({ ...asked, step: "total", by: [] });

/** Days that are counted again from their events for an export: a month or two of a busy centre take their time. */
const MOST_COUNTED = 62;

/** The same question as of the moment of its answer; of a long window that is still open it is as of a moment later. */
export function asAnswered<A extends Asked & { from: number; until: number }>(asked: A, asOf: number): A {
  const isLong = asked.until - asked.from > MOST_COUNTED * DAY;
  return asked.asOf === "latest" && !isLong ? { ...asked, asOf } : asked;
}

/** Rows that the page shows: more are for a file. */
export const MOST_SHOWN = 100_000;

/** Rows that a file has at most (MOST_ROWS in the backend). */
export const MOST_IN_FILE = 1_048_575;

/** What the page asks to show it. */
export const shownOf = (asked: Asked & { from: number; until: number }, shift = 0) => ({
  ...queryOf(asked, shift),
  most: String(MOST_SHOWN),
});

/** As `GET /v1/figures` takes it. @param shift how far back the window lies */
export function queryOf(asked: Asked & { from: number; until: number }, shift = 0) {
  return {
    metric: [...asked.metrics],
    from: stamp(asked.from - shift),
    to: stamp(asked.until - shift),
    step: asked.step,
    ...(asked.by.length > 0 ? { by: [...asked.by] } : {}),
    ...Object.fromEntries(asked.only),
    ...(typeof asked.asOf === "number" ? { asOf: stamp(asked.asOf) } : {}),
  };
}
