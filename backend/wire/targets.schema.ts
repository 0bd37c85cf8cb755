import { type Static, Type } from "@sinclair/typebox";
import { freeText, nullable, oneOf } from "./schema.ts";

/**
 * Schemas of `/v1/targets`, `/v1/forecast` and `/v1/annotations`. The dashboard imports only their types, through
 * ./targets.ts. A day is a date in Bangkok, a moment is epoch milliseconds.
 */
const strict = { additionalProperties: false };
const time = Type.Integer();
export const DATE = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$", description: "a day: 2026-10-01" });
const MONTH = Type.String({ pattern: "^\\d{4}-\\d\\d$", description: "a month: 2026-10" });
export const TARGET_DIMENSIONS = [
  ...(["all", "bank", "agency", "queue", "province", "channel", "scamType"] as const),
] as const;

/** Money is satang a day, times are minutes, shares are from 0 to 1. */
export const AMOUNT = Type.Object(
  {
    p: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    q: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
  },
  {
    ...strict,
    description:
      "p ÷ q in the metric's unit: satang or cases a day, minutes, a share from 0 to 1. 50 million baht a day is 5000000000 of 1",
  },
);
export const BASELINE = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal("number"),
        amount: AMOUNT,
        source: freeText(500, { minLength: 1, description: "where the number was published" }),
      },
      strict,
    ),
    Type.Object(
      { kind: Type.Literal("period"), from: DATE, until: DATE },
      { ...strict, description: "what the centre's own figures were; `until` is not part of it" },
    ),
  ],
  { description: "what the target starts from" },
);
export const GOAL = Type.Union([
  Type.Object({ kind: Type.Literal("number"), amount: AMOUNT }, strict),
  Type.Object(
    { kind: Type.Literal("of-baseline"), amount: AMOUNT },
    { ...strict, description: "so much of the baseline: 9 of 10 is a tenth less" },
  ),
]);
export const PATH = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal("linear") },
      { ...strict, description: "from the baseline on the first day to the goal on the last" },
    ),
    Type.Object(
      {
        kind: Type.Literal("steps"),
        steps: Type.Array(Type.Object({ day: DATE, amount: AMOUNT }, strict), { minItems: 1, maxItems: 60 }),
      },
      { ...strict, description: "from each day on so much; before the first one the baseline" },
    ),
    Type.Object(
      {
        kind: Type.Literal("months"),
        months: Type.Array(Type.Object({ month: MONTH, amount: AMOUNT }, strict), {
          minItems: 1,
          maxItems: 60,
        }),
      },
      { ...strict, description: "so much in each month; a month that is not named has the one before it" },
    ),
  ],
  { description: "what is planned between the first day and the last" },
);
export const TARGET_SLICE = Type.Object(
  { by: oneOf(TARGET_DIMENSIONS), of: nullable(Type.String({ maxLength: 60 })) },
  { ...strict, description: "the whole (by all, of null), or one value of a dimension" },
);

/** What a target says; a change of it is a new version. */
export const TARGET = Type.Object(
  {
    th: freeText(60, { minLength: 1 }),
    en: freeText(60, { minLength: 1 }),
    metric: Type.String({ maxLength: 60, description: "GET /v1/targets lists what there can be" }),
    slice: TARGET_SLICE,
    baseline: BASELINE,
    goal: GOAL,
    source: freeText(500, { minLength: 1, description: "where the goal comes from" }),
    assumed: Type.Boolean({ description: "the goal is an assumption: nobody has published it as one" }),
    start: DATE,
    due: Type.String({ ...DATE, description: "the last day" }),
    path: PATH,
    better: oneOf(["up", "down"]),
    place: nullable(Type.Integer({ minimum: 1, maximum: 4 }), { description: "its place on the wall" }),
    enabled: Type.Boolean({ description: "false: it is not followed from then on" }),
  },
  strict,
);
export type Target = Static<typeof TARGET>;

export const TARGET_VERSION = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  from: Type.Integer({ description: "in force from then on, until a later one is" }),
  by: Type.String({ description: "who made it" }),
  target: TARGET,
});
export type TargetVersion = Static<typeof TARGET_VERSION>;

const EXACT = Type.Object(
  { p: Type.String(), q: Type.String() },
  { description: "p ÷ q, integers as text: exact" },
);
export const BAND = Type.Object(
  { low: Type.Number(), mid: Type.Number(), high: Type.Number() },
  { description: "an estimate: eight times in ten it lies between low and high" },
);
export const PACE_STATES = ["on-course", "at-risk", "off-course", "too-early"] as const;
export const PACE_REASONS = [
  ...(["band-good", "goal-in-band", "band-bad", "reached", "missed"] as const),
  ...(["few-days", "no-data", "no-baseline", "not-begun"] as const),
] as const;
export const UNITS = ["count", "satang", "minutes", "share"] as const;

export const PACE = Type.Object({
  target: Type.String(),
  version: Type.Integer({ description: "the version in force" }),
  th: Type.String(),
  en: Type.String(),
  metric: Type.String(),
  slice: TARGET_SLICE,
  unit: oneOf(UNITS),
  better: oneOf(["up", "down"]),
  place: nullable(Type.Integer()),
  start: DATE,
  due: DATE,
  state: oneOf(PACE_STATES, {
    description:
      "on-course: the band of the landing lies wholly on the good side of the goal; at-risk: the goal lies inside it; off-course: it lies wholly on the bad side; too-early: under 14 days of data, or nothing to judge by",
  }),
  why: oneOf(PACE_REASONS),
  days: Type.Object(
    { have: Type.Integer(), need: Type.Integer() },
    { description: "full days with data of the last 28" },
  ),
  value: nullable(EXACT, { description: "of the last 7 full days, as one" }),
  planned: nullable(EXACT, { description: "the path's value on the day" }),
  baseline: nullable(EXACT),
  goal: nullable(EXACT),
  now: nullable(EXACT, { description: "of today so far" }),
  missing: nullable(Type.Object({ sources: Type.Array(Type.String()), of: Type.Integer() }), {
    description:
      "the sources whose share is missing from `value` or `now`: both are less than they should be; null: none",
  }),
  landing: nullable(BAND, { description: "the last 7 days of the target" }),
  midnight: nullable(BAND),
  week: nullable(BAND),
  month: nullable(BAND),
  bars: Type.Array(
    Type.Object({
      from: DATE,
      until: DATE,
      value: nullable(Type.Number()),
      planned: nullable(Type.Number()),
    }),
    {
      description:
        "from the first day to the last, at most 13 of whole weeks; the running one counts up to yesterday, `until` is not part",
    },
  ),
  asOf: time,
});

export const PACE_IN_FULL = Type.Object({
  ...PACE.properties,
  course: Type.Array(
    Type.Object({
      day: DATE,
      isHoliday: Type.Boolean(),
      value: nullable(Type.Number(), { description: "of the day; null: no data, or still to come" }),
      mean: nullable(Type.Number(), {
        description: "of the 7 days up to it as one; null also of a percentile, which days do not add up to",
      }),
      planned: nullable(Type.Number(), { description: "null: before the start, or no baseline" }),
      expected: nullable(BAND, { description: "of a day to come: the 7 days up to it as one" }),
    }),
    { description: "day by day, from four weeks before the start to the last day" },
  ),
});

/**
 * `better-than-last-week`: it is used. `worse-than-last-week`: over its past origins it was no better than to expect
 * what the same hour of the week before had. `few-origins`: fewer than 28 to judge by.
 */
export const FORECAST_REASONS = ["better-than-last-week", "worse-than-last-week", "few-origins"] as const;
/** Whether the share of hours inside their band, which shall be 0.8, is from 0.7 to 0.9. */
export const BAND_FITS = ["fits", "too-narrow", "too-wide"] as const;
const FORECAST_PART = { from: time, until: time, ...BAND.properties };
export const FORECAST = Type.Object({
  metric: Type.String(),
  slice: TARGET_SLICE,
  unit: oneOf(["count", "satang"]),
  at: time,
  simulated: Type.Boolean(),
  from: Type.Integer({ description: "the start of the running hour, which is the first that is told" }),
  until: time,
  method: Type.Literal("weekday-hour-mean-level", {
    description:
      "the mean of the same weekday and hour of six weeks, holidays apart, times the level of the last two days",
  }),
  isUsed: Type.Boolean({ description: "false: there is no forecast, for the reason in `why`" }),
  why: oneOf(FORECAST_REASONS),
  error: nullable(
    Type.Object({
      origins: Type.Integer({
        description: "days of the last year from whose 00:00 on the next 24 hours were foretold",
      }),
      mase: Type.Number({
        description: "mean error ÷ that of the same hour a week before; below 1 is better",
      }),
      naive: Type.Number({ description: "the same of “as last week”, over the hours that were foretold" }),
      pinball: Type.Number({ description: "mean loss of the band’s ends, at 0.1 and 0.9, in the unit" }),
      coverage: Type.Number({ description: "the share of hours inside the band, which shall be 0.8" }),
      bands: oneOf(BAND_FITS),
    }),
    { description: "its own past error; null: there is too little to test" },
  ),
  hours: Type.Array(Type.Object(FORECAST_PART)),
  days: Type.Array(Type.Object(FORECAST_PART), {
    description: "sums of hours, the first and last of which may be parts of days, with bands of their own",
  }),
  total: nullable(BAND, { description: "of all hours together, with a band of its own" }),
});

const MOVE = {
  change: EXACT,
  share: nullable(EXACT, { description: "of the whole's change; below 0: against it; null: that is 0" }),
};
export const ANOMALIES = Type.Object({
  metric: Type.String(),
  slice: TARGET_SLICE,
  unit: oneOf(["count", "satang"]),
  at: time,
  simulated: Type.Boolean(),
  from: DATE,
  to: DATE,
  found: Type.Integer({ description: "how many days; the newest are told" }),
  unjudged: Type.Array(DATE, {
    description:
      "days that cannot be judged: an hour is not known or not settled, or too few days come before",
  }),
  days: Type.Array(
    Type.Object({
      day: DATE,
      value: Type.String({ description: "an integer" }),
      expected: Type.Object(
        { low: Type.Number(), mid: Type.Number(), high: Type.Number() },
        { description: "as foretold at 00:00, with the widest errors of the 28 days before" },
      ),
      direction: oneOf(["above", "below"]),
      likeDays: Type.Array(DATE, { description: "the days with whose mean it is compared" }),
      change: nullable(EXACT, { description: "of the day less that mean; null: there is none" }),
      moved: Type.Array(Type.Object({ slice: Type.Record(Type.String(), Type.String()), ...MOVE })),
      others: nullable(Type.Object({ count: Type.Integer(), ...MOVE })),
      similar: Type.Array(
        Type.Object({
          day: DATE,
          distance: Type.Number({ description: "of its 24 hours: 0 the same, 1 nothing in common" }),
        }),
      ),
    }),
  ),
});

export const ANNOTATION = Type.Object({
  id: Type.Integer(),
  from: time,
  until: nullable(time, { description: "null: a moment" }),
  text: Type.String(),
  slice: TARGET_SLICE,
  by: Type.String(),
  madeAt: time,
});
