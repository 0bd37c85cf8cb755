import { type Static, Type } from "@sinclair/typebox";
import { freeText, nullable, oneOf } from "./schema.ts";

/** Schemas of `/v1/sla`. The dashboard imports only their types, through ./sla.ts. Times are epoch milliseconds. */
const time = Type.Integer();
export const DIMENSIONS = ["all", "bank", "agency", "queue", "province", "channel", "source"] as const;
const strict = { additionalProperties: false };

export const RATIO = Type.Object(
  {
    p: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    q: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  { ...strict, description: "p of q: 95 of 100" },
);
export const WINDOW = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal("rolling"),
        minutes: Type.Integer({ minimum: 5, maximum: 129_600, description: "at most 90 days" }),
      },
      strict,
    ),
    Type.Object({ kind: oneOf(["day", "week", "month"]) }, strict),
  ],
  { description: "the last minutes, or the running day, week (from Monday) or month in Bangkok" },
);
/** The two windows of a threshold, which name it. */
const PAIR = {
  longMinutes: Type.Integer({ minimum: 5, maximum: 129_600 }),
  shortMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
};
export const BURN_PAIR = Type.Object(PAIR, strict);
export type BurnPair = Static<typeof BURN_PAIR>;
export const BURN = Type.Object(
  {
    share: RATIO,
    ...PAIR,
    least: Type.Integer({ minimum: 1, maximum: 10_000, description: "fewer misses never fire" }),
  },
  {
    ...strict,
    description: "fires when so much of the budget is used up in the long window and more in the short one",
  },
);

/** What an objective says; a change of it is a new version. */
export const OBJECTIVE = Type.Object(
  {
    th: freeText(100, { minLength: 1 }),
    en: freeText(100, { minLength: 1 }),
    metric: Type.String({ description: "what is counted; GET /v1/sla/objectives lists what can be" }),
    target: RATIO,
    watch: nullable(RATIO, { description: "below the target and not below this it is only watched" }),
    minimumSample: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: "fewer cases are not judged",
    }),
    window: WINDOW,
    by: Type.Array(oneOf(DIMENSIONS), {
      minItems: 1,
      uniqueItems: true,
      description: "what is judged: the whole (all), each bank, each queue …",
    }),
    burn: Type.Array(BURN, { maxItems: 4 }),
    stretch: Type.Boolean({ description: "a goal to strive for: it is shown, and nobody is woken for it" }),
    enabled: Type.Boolean({ description: "false: it is not judged from then on" }),
  },
  strict,
);
export type Objective = Static<typeof OBJECTIVE>;

export const VERSION = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  from: Type.Integer({ description: "in force from then on, until a later one is" }),
  by: Type.String({ description: "who made it" }),
  objective: OBJECTIVE,
});
export type ObjectiveVersion = Static<typeof VERSION>;

export const SLICE = Type.Object(
  { by: oneOf(DIMENSIONS), of: nullable(Type.String({ maxLength: 60 })) },
  strict,
);

export const EXCLUSION = Type.Object({
  id: Type.Integer(),
  objective: Type.String(),
  slice: SLICE,
  from: time,
  until: time,
  reason: Type.String(),
  by: Type.String(),
  madeAt: time,
  endedAt: nullable(time, { description: "it does not count any more since then" }),
  endedBy: nullable(Type.String()),
  endedReason: nullable(Type.String()),
});
export type Exclusion = Static<typeof EXCLUSION>;

const counted = { numerator: Type.String(), denominator: Type.String() };
const KINDS = ["good", "between", "bad", "few", "no-data"] as const;
const REASONS = [
  ...(["kept", "in-watch-band", "below-target", "budget-lost", "too-few", "no-data"] as const),
  ...(["silent", "behind", "at-risk", "will-miss", "deadline-over"] as const),
] as const;
const BURN_REASONS = ["fires", "below-share", "below-least", "stopped", "may-be-chance"] as const;
const STATES = ["open", "provisional", "settled", "no-data"] as const;
const misses = Type.Object({ bad: Type.String(), of: Type.String() });

export const VERDICT = Type.Object({
  objective: Type.String(),
  version: Type.Integer({ description: "the version in force" }),
  slice: SLICE,
  kind: oneOf(KINDS, { description: "between: in the watch band. few: under the minimum sample" }),
  why: oneOf(REASONS),
  ...counted,
  target: RATIO,
  window: Type.Object({ from: time, to: time }),
  state: oneOf(STATES),
  missing: Type.Optional(Type.Object({ sources: Type.Array(Type.String()), of: Type.Integer() })),
  at: time,
  left: Type.Optional(
    Type.Object(
      { asked: Type.Integer(), midnight: nullable(Type.Integer()) },
      { description: "how many more may miss: of those already asked, and by the window's end" },
    ),
  ),
  budget: Type.Optional(
    Type.Object(
      {
        asked: Type.String({ description: "cases already asked" }),
        expected: nullable(Type.String(), {
          description: "cases by the window's end; null: not known",
        }),
        expectedBy: nullable(oneOf(["forecast", "last-week"]), {
          description: "what is still to come: by the forecast, or as much as in the same part of last week",
        }),
        allowed: Type.Object({ asked: Type.String(), midnight: nullable(Type.String()) }),
        used: Type.String(),
        toMend: nullable(Type.String(), {
          description: "more cases, all kept, that mend a lost window; null: none can",
        }),
      },
      { description: "the arithmetic of `left`: of n cases ⌊n·(q − p) ÷ q⌋ may miss" },
    ),
  ),
  interval: Type.Optional(
    Type.Object(
      { from: Type.Number(), to: Type.Number() },
      { description: "where the true share may lie, with 95 % confidence (Wilson)" },
    ),
  ),
  beforeExclusions: Type.Optional(
    Type.Object(
      { kind: oneOf(KINDS), ...counted },
      { description: "with all that exclusions leave out; absent: there is none" },
    ),
  ),
  burn: Type.Optional(
    Type.Array(
      Type.Object({
        longMinutes: Type.Integer(),
        shortMinutes: Type.Integer(),
        long: misses,
        short: misses,
        needed: Type.String({ description: "misses in the long window that it takes" }),
        allowed: Type.String({
          description:
            "misses allowed in the whole window, as `budget.allowed.midnight`; where that is null, by last week, or of those asked",
        }),
        why: oneOf(BURN_REASONS),
        state: oneOf(STATES, { description: "of its two windows, the less certain one" }),
        missing: Type.Array(Type.String(), {
          description: "sources whose share is missing from one of them",
        }),
      }),
    ),
  ),
  month: Type.Optional(
    Type.Object(counted, {
      description: "of the calendar month so far, without what exclusions leave out; judged by nothing",
    }),
  ),
  lastHour: Type.Optional(
    Type.Object(misses.properties, {
      description: "of the window’s cases whose time ran out in the last hour: missed, of how many",
    }),
  ),
});

/** A time that runs, and what is to be said of it. */
export const DEADLINE = Type.Object({
  kind: oneOf(["freeze", "complaint", "release"], {
    description:
      "a bank's answer within 60 minutes; a complaint within 72 hours; the release of a hold within 4 hours of being found wrong",
  }),
  id: Type.String({ description: "of the freeze, or of the report" }),
  bank: nullable(Type.String(), { description: "of a freeze" }),
  agency: nullable(Type.String(), { description: "of a report: whom it was told to" }),
  province: nullable(Type.String(), { description: "of a report" }),
  hop: nullable(Type.Integer({ minimum: 1 }), {
    description: "of a freeze: how often the money had moved on",
  }),
  satang: Type.String({ description: "asked for, lost, or held" }),
  startedAt: time,
  dueAt: time,
  why: oneOf(["at-risk", "will-miss", "deadline-over"]),
  pace: Type.Optional(
    Type.Object(
      { inTime: Type.Integer(), of: Type.Integer() },
      {
        description:
          "of a freeze that will be missed because its bank is slow: of the bank's freezes that were decided in the last hour, how many in time",
      },
    ),
  ),
});
