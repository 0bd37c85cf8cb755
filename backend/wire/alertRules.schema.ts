import { type Static, Type } from "@sinclair/typebox";
import { SUBJECT } from "./alerts.schema.ts";
import { CAUSES, NO_DATA, POLICIES, SEVERITIES } from "./alerts.ts";
import { askedTime, freeText, nullable, OF_VERSION, oneOf } from "./schema.ts";
import { BURN_PAIR } from "./sla.schema.ts";

/** Schemas of `/v1/alerts/rules`, and of trying one on the past. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();
const seconds = Type.Integer({ minimum: 0, maximum: 86_400 });

export const RULE_BODY = Type.Object(
  {
    nameTh: freeText(200, { minLength: 1 }),
    nameEn: freeText(200, { minLength: 1 }),
    condition: Type.String({
      pattern: "^[a-z][a-z0-9-]{0,39}$",
      description: "id of an objective, or of a condition of the system",
    }),
    burn: Type.Optional({
      ...BURN_PAIR,
      description:
        "a breach is a budget that is used up too fast over these two windows of the objective; absent: that it is not kept",
    }),
    only: nullable(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 }), {
      description: "values of the dimension; null: all",
    }),
    by: SUBJECT.properties.by,
    isOn: Type.Boolean(),
    severity: oneOf(SEVERITIES),
    policy: oneOf(POLICIES),
    opens: oneOf(["bad", "between"], { description: "from which judgement on it is a breach" }),
    recovers: oneOf(["good", "between"], { description: "up to which judgement it has recovered" }),
    forSeconds: Type.Integer({ ...seconds, description: "a breach must hold so long before anybody hears" }),
    keepSeconds: Type.Integer({ ...seconds, description: "a recovery must hold so long" }),
    noData: oneOf(NO_DATA),
    turns: Type.Integer({
      minimum: 3,
      maximum: 10,
      description: "so many changes within `chatterSeconds` are one unstable episode",
    }),
    chatterSeconds: seconds,
    quietSeconds: Type.Integer({
      ...seconds,
      description: "an unstable one is over after so long without a breach",
    }),
    chainHours: Type.Integer({ minimum: 1, maximum: 168, description: "an older chain tells nobody more" }),
    runbookTh: freeText(1_000, { description: "what to do" }),
    runbookEn: freeText(1_000),
  },
  closed,
);
export type RuleBody = Static<typeof RULE_BODY>;

/** `PUT /v1/alerts/rules/:id`. */
export const CHANGED_RULE = Type.Object({ ...RULE_BODY.properties, ...OF_VERSION }, closed);
export type ChangedRule = Static<typeof CHANGED_RULE>;

export const RULE = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  from: time,
  ...RULE_BODY.properties,
});
export type Rule = Static<typeof RULE>;

export const UNHEARD = Type.Object({
  rule: Type.String(),
  by: SUBJECT.properties.by,
  of: nullable(Type.Array(Type.String()), {
    description: "the codes of whose alerts nobody would be told; null: nobody would be told of any",
  }),
  except: Type.Array(Type.String(), {
    description: "where `of` is null: sources or screens that somebody names, and so hears of",
  }),
});
export type Unheard = Static<typeof UNHEARD>;

/** A rule that is tried on what is stored, before or after it is switched on. */
export const NEW_BACKTEST = Type.Object(
  {
    rule: RULE_BODY,
    from: askedTime(),
    until: askedTime({
      description: "a year after `from` at most; judged at each whole minute before it",
    }),
  },
  closed,
);

export const BACKTEST = Type.Object({
  from: time,
  until: time,
  fired: Type.Integer({ description: "alerts that would have been told" }),
  endedEarly: Type.Integer({ description: "breaches that were over before `forSeconds`" }),
  episodes: Type.Array(
    Type.Object({
      subject: SUBJECT,
      since: time,
      firedAt: time,
      resolvedAt: nullable(time, { description: "null: still open at the end" }),
      cause: oneOf(CAUSES),
      worst: Type.Object({
        at: time,
        bad: Type.Integer({ description: "missed; of a deadline: so many at once" }),
        cases: nullable(Type.Integer({ description: "of so many; null: of a deadline" })),
      }),
    }),
    { description: "the newest first, 500 at most" },
  ),
  days: Type.Number({ description: "the length of the range" }),
  messages: Type.Array(
    Type.Object({
      name: Type.String({ description: "of a recipient, or of a rota: whoever is on duty" }),
      isRota: Type.Boolean(),
      count: Type.Integer(),
      most: Type.Integer({ description: "on one day" }),
      mostOn: nullable(time, { description: "00:00 of that day" }),
    }),
    {
      description:
        "what each would have got, if nobody had acknowledged anything and nothing had been muted; before any digest",
    },
  ),
});
export type Backtest = Static<typeof BACKTEST>;

/** How far it has come, in entities that have been read or in milliseconds of the range. */
export const BACKTEST_PROGRESS = Type.Object({
  phase: oneOf(["reading", "judging"]),
  done: Type.Integer(),
  of: Type.Integer(),
});
export type BacktestProgress = Static<typeof BACKTEST_PROGRESS>;
