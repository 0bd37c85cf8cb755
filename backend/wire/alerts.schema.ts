import { type Static, Type } from "@sinclair/typebox";
import { PERSON_NAME } from "./access.schema.ts";
import {
  CAUSES,
  CHANNEL_KINDS,
  DEAD_MAN_REASONS,
  DEAD_MAN_STATES,
  EPISODE_STATES,
  MESSAGE_KINDS,
  MESSAGE_REASONS,
  MESSAGE_STATES,
  NO_DATA,
  POLICIES,
  REASONS,
  SEVERITIES,
} from "./alerts.ts";
import { freeText, nullable, oneOf } from "./schema.ts";
import { BURN_PAIR } from "./sla.schema.ts";

/** Schemas of `/v1/alerts`. The dashboard imports only their types, through ./alerts.ts. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();
const seconds = Type.Integer({ minimum: 0, maximum: 86_400 });

export const SUBJECT = Type.Object({
  by: oneOf([
    ...(["all", "bank", "agency", "queue", "province", "channel"] as const),
    ...(["source", "screen", "recipient", "server"] as const),
  ]),
  of: nullable(Type.String({ maxLength: 100 })),
});

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

const address = Type.String({ maxLength: 254 });
const MAIL = Type.Object({ kind: Type.Literal("mail"), to: address }, closed);
const WEBHOOK = Type.Object(
  {
    kind: Type.Literal("webhook"),
    url: Type.String({ pattern: "^https?://[^\\s/]+\\S*$", maxLength: 1_000 }),
    format: oneOf(["standard", "alertmanager"], {
      description: "`alertmanager`: the payload of Alertmanager's webhook, version 4",
    }),
  },
  closed,
);
const LINE = Type.Object(
  {
    kind: Type.Literal("line"),
    to: Type.String({
      maxLength: 33,
      description: "id of a user, group or room at LINE: U, C or R and 32 hexadecimal digits",
    }),
  },
  closed,
);
const TELEGRAM = Type.Object(
  {
    kind: Type.Literal("telegram"),
    to: Type.String({
      maxLength: 33,
      description: "id of a chat, such as -1001234567890, or @name of a channel",
    }),
  },
  closed,
);
const SMS = Type.Object(
  {
    kind: Type.Literal("sms"),
    to: Type.String({ maxLength: 16, description: "a mobile number: 0812345678, or +66812345678" }),
  },
  closed,
);
const PUSH = Type.Object(
  {
    kind: Type.Literal("push"),
    to: Type.String({
      ...PERSON_NAME,
      description:
        "the name with which a person signs in; it rings in the browser where that person switched it on",
    }),
  },
  closed,
);
export const CHANNEL = Type.Union([MAIL, WEBHOOK, LINE, TELEGRAM, SMS, PUSH]);
export type Channel = Static<typeof CHANNEL>;

/** A step of the chain that a recipient, or whoever is on duty in a rota, takes. */
const HEARD = Type.Object(
  {
    policy: oneOf(POLICIES),
    severities: Type.Optional(
      Type.Array(oneOf(SEVERITIES), {
        minItems: 1,
        uniqueItems: true,
        description: "only alerts of these severities; absent: of any",
      }),
    ),
    subjects: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^(bank|agency|queue|province|channel|source|screen|recipient):.",
          maxLength: 140,
        }),
        {
          minItems: 1,
          maxItems: 100,
          uniqueItems: true,
          description:
            "only alerts about one of these, such as `bank:KBANK`; so none that is about all banks together; absent: about anything",
        },
      ),
    ),
    afterMinutes: Type.Integer({ minimum: 0, maximum: 10_080 }),
  },
  closed,
);
export type Heard = Static<typeof HEARD>;
export const HEARS = Type.Array(HEARD, {
  maxItems: 12,
  uniqueItems: true,
  description:
    "of which alerts, and how long after each if nobody has acknowledged it: the chain. Who hears of one by several of these is told by each, but by those of the same minute once",
});

/** How much of the month's messages was used up, as the service last answered. */
export const QUOTA = Type.Object({
  readAt: nullable(time, { description: "when it last answered; null: never, and the numbers say nothing" }),
  used: Type.Integer({ minimum: 0 }),
  most: nullable(Type.Integer({ minimum: 0 }), { description: "null: as many as one likes" }),
  fault: nullable(Type.String(), {
    description: "why the last question had no answer: a status, or a code of the network; null: it had one",
  }),
});
export type Quota = Static<typeof QUOTA>;

export const OUTLET_QUOTA = Type.Object({
  ...QUOTA.properties,
  state: oneOf(["good", "between", "bad", "no-data"], {
    description: "as it is judged; no-data: the last answer is too old to say",
  }),
  why: oneOf(["quota-over", "quota-low", "quota-fast", "quota-unknown", "well"]),
  runsOutAt: nullable(time, { description: "when nothing is left at this month's pace, before its end" }),
  isToldElsewhere: Type.Boolean({
    description: "somebody who is told when it runs low has another channel than this one",
  }),
});
export type OutletQuota = Static<typeof OUTLET_QUOTA>;

/** How much of a kind of channel's messages in ten minutes is used up, over all recipients. */
export const OUTLET_RATE = Type.Object({
  most: Type.Integer({ minimum: 1 }),
  sent: Type.Integer({ minimum: 0, description: "in the last ten minutes, without the mails of reports" }),
  room: oneOf(["all", "high", "none"], {
    description:
      "for which alerts: the last fifth is kept for the high ones; what has none waits in a digest",
  }),
});
export type OutletRate = Static<typeof OUTLET_RATE>;

export const OUTLET_ROW = Type.Object({
  kind: oneOf(CHANNEL_KINDS),
  isSetUp: Type.Boolean({ description: "this server can send by it" }),
  quota: nullable(OUTLET_QUOTA, { description: "null: it has none, or it was not asked yet" }),
  rate: nullable(OUTLET_RATE, { description: "null: as many messages as there are" }),
});
export type OutletRow = Static<typeof OUTLET_ROW>;

export const NEW_RECIPIENT = Type.Object(
  {
    name: freeText(100, { minLength: 1 }),
    lang: oneOf(["th", "en"]),
    channels: Type.Array(CHANNEL, {
      minItems: 1,
      maxItems: 4,
      description: "the first is used; each further one when the one before it refuses",
    }),
    hears: HEARS,
    mostIn10Minutes: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: "messages; what is over comes as one digest",
    }),
  },
  closed,
);
export type NewRecipient = Static<typeof NEW_RECIPIENT>;
export const CHANGED_RECIPIENT = Type.Object(
  {
    ...NEW_RECIPIENT.properties,
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          "the one that was changed: `changed-meanwhile` if somebody has changed it since; absent: whatever it is by now",
      }),
    ),
    isSecretNew: Type.Optional(
      Type.Boolean({
        description: "makes a new secret for its webhooks; the old one signs nothing any more",
      }),
    ),
  },
  closed,
);
export type ChangedRecipient = Static<typeof CHANGED_RECIPIENT>;

export const RECIPIENT = Type.Object({
  id: Type.Integer(),
  version: Type.Integer({ description: "one more with each change" }),
  ...NEW_RECIPIENT.properties,
  gone: Type.Array(Type.Object({ url: Type.String(), at: time }), {
    description:
      "webhooks whose receiver answered 410 Gone, and when: nothing is sent there until they are switched on again",
  }),
  secret: nullable(Type.String(), {
    description: "signs its webhooks; shown when it is made, and with the first webhook; null otherwise",
  }),
});
export type Recipient = Static<typeof RECIPIENT>;

const inBase64 = (bytes: number, what: string) =>
  Type.String({ pattern: "^[\\w-]+={0,2}$", maxLength: 2 * bytes, description: `${what}; base64url` });
/** What a browser gives that may be rung: `PushSubscription.toJSON()`, without its time of expiry. */
export const NEW_SUBSCRIPTION = Type.Object(
  {
    endpoint: Type.String({
      pattern: "^https?://[^\\s/]+\\S*$",
      maxLength: 2_000,
      writeOnly: true,
      description: "the address at its push service",
    }),
    keys: Type.Object(
      {
        p256dh: inBase64(65, "public key, a point of P-256"),
        auth: inBase64(16, "secret of the subscription"),
      },
      { ...closed, writeOnly: true },
    ),
  },
  closed,
);
export type NewSubscription = Static<typeof NEW_SUBSCRIPTION>;
export const PUSH_STATE = Type.Object({
  key: nullable(Type.String(), {
    description: "our public key, for `applicationServerKey`; null: this server does not send by Web Push",
  }),
  recipients: Type.Array(Type.String(), { description: "those that have this person as a channel" }),
  browser: nullable(
    Type.Object({
      id: Type.String({
        description: "SHA-256 of its endpoint in base64url: that browser knows itself by it",
      }),
      agent: nullable(Type.String()),
      since: time,
      goneAt: nullable(time, { description: "its push service knows it no more since then; null: it rings" }),
    }),
    { description: "the one that rings; null: none was switched on" },
  ),
});
export type PushState = Static<typeof PUSH_STATE>;

/** Whether an address outside hears that alerts work. */
export const DEAD_MAN = Type.Object({
  state: oneOf(DEAD_MAN_STATES),
  at: nullable(time, { description: "of the last audit; null: there was none yet" }),
  heardAt: nullable(time, { description: "when it last heard" }),
  why: Type.Array(oneOf(DEAD_MAN_REASONS), { description: "why it must not hear" }),
});
export type DeadMan = Static<typeof DEAD_MAN>;

export const NEW_MUTE = Type.Object(
  {
    rule: nullable(Type.String({ maxLength: 40 }), { description: "null: all rules" }),
    subject: nullable(Type.String({ maxLength: 140 }), { description: "such as `bank:KBANK`; null: all" }),
    from: time,
    until: time,
    daily: nullable(
      Type.Object(
        {
          from: Type.Integer({ minimum: 0, maximum: 1439 }),
          until: Type.Integer({ minimum: 0, maximum: 1439 }),
        },
        closed,
      ),
      { description: "minutes of the Bangkok day, also across midnight; null: all day" },
    ),
    reason: freeText(500, { minLength: 1 }),
  },
  closed,
);
export type NewMute = Static<typeof NEW_MUTE>;
export const MUTE = Type.Object({ id: Type.Integer(), ...NEW_MUTE.properties, by: Type.String() });
export type Mute = Static<typeof MUTE>;

export const EPISODE_ROW = Type.Object({
  id: Type.Integer(),
  rule: Type.String(),
  version: Type.Integer(),
  nameTh: Type.String(),
  nameEn: Type.String(),
  severity: oneOf(SEVERITIES),
  subject: SUBJECT,
  state: oneOf(EPISODE_STATES),
  cause: oneOf(CAUSES),
  seq: Type.Integer(),
  since: time,
  firedAt: nullable(time),
  resolvedAt: nullable(time),
  noDataSince: nullable(time, {
    description: "its figure has no data since then: it is as it was last known",
  }),
  owner: nullable(Type.String()),
  note: nullable(Type.String()),
  ackUntil: nullable(time),
  mutedUntil: nullable(time),
  nextStepAt: nullable(time, { description: "when the next ones of the chain are told" }),
  nextRecipients: Type.Array(Type.String()),
  nextUnmanned: Type.Array(Type.String(), {
    description: "rotas of that step that have nobody on duty then: the step after it is taken at once",
  }),
  isUnheard: Type.Boolean({
    description: "it is not over, and no recipient and no rota hears of it",
  }),
  title: Type.Object({ th: Type.String(), en: Type.String() }),
  detail: Type.Object({ th: Type.String(), en: Type.String() }),
});
export type EpisodeRow = Static<typeof EPISODE_ROW>;

export const TRANSITION_ROW = Type.Object({
  seq: Type.Integer(),
  at: time,
  from: nullable(oneOf(EPISODE_STATES)),
  to: oneOf(EPISODE_STATES),
  reason: oneOf(REASONS),
  by: nullable(Type.String()),
  said: Type.Object({ th: Type.String(), en: Type.String() }),
});
export type TransitionRow = Static<typeof TRANSITION_ROW>;

export const MESSAGE_ROW = Type.Object({
  id: Type.String(),
  episode: nullable(Type.Integer()),
  kind: oneOf(MESSAGE_KINDS),
  recipient: Type.String(),
  channel: oneOf(CHANNEL_KINDS),
  state: oneOf(MESSAGE_STATES),
  why: nullable(oneOf(MESSAGE_REASONS)),
  at: time,
  dueAt: time,
  tries: Type.Integer(),
  text: Type.String(),
  attempts: Type.Array(
    Type.Object({
      at: time,
      outcome: Type.String(),
      code: nullable(Type.String()),
      receipt: nullable(Type.String()),
    }),
  ),
});
export type MessageRow = Static<typeof MESSAGE_ROW>;

export const MAILBOX_MAIL = Type.Object({
  from: Type.String(),
  subject: Type.String(),
  html: nullable(Type.String(), { description: "as it came; null: the mail has only its plain text" }),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String({ description: "a media type" }),
      size: Type.Integer({ description: "bytes" }),
      cid: nullable(Type.String(), { description: "by which the HTML shows it; null: it is attached" }),
    }),
  ),
});
export type MailboxMail = Static<typeof MAILBOX_MAIL>;

export const MAILBOX_ROW = Type.Object({
  id: Type.Integer(),
  at: time,
  channel: oneOf(CHANNEL_KINDS),
  to: Type.String(),
  name: nullable(Type.String(), { description: "the recipient with this address; null: none has it now" }),
  text: Type.String(),
  mail: nullable(MAILBOX_MAIL, { description: "what a mail has beside its plain text; null: it is none" }),
});
export type MailboxRow = Static<typeof MAILBOX_ROW>;

export const EPISODE_ANSWER = Type.Object({
  episode: EPISODE_ROW,
  runbook: Type.Object({ th: Type.String(), en: Type.String() }),
  known: Type.Object(
    {
      asOf: time,
      state: nullable(oneOf(EPISODE_STATES), { description: "null: nothing was known of it yet" }),
      said: Type.Object({ th: Type.String(), en: Type.String() }),
      figure: nullable(
        Type.Object({
          metric: Type.String(),
          subject: SUBJECT,
          from: time,
          until: time,
          step: oneOf(["hour", "day"]),
        }),
        { description: "the figure that it is about, as a question of `GET /v1/figures`; null: it has none" },
      ),
    },
    { description: "what was known of it as of the moment that was asked for, or now" },
  ),
  transitions: Type.Array(TRANSITION_ROW),
  messages: Type.Array(MESSAGE_ROW),
});
export type EpisodeAnswer = Static<typeof EPISODE_ANSWER>;

const count = Type.Integer({ minimum: 0 });
const EPISODE_IDS = Type.Array(Type.Integer(), { description: "the newest, 100 at most" });
const UNTIL_TAKEN = {
  taken: Type.Integer({ description: "that somebody acknowledged" }),
  medianSeconds: nullable(Type.Number(), { description: "from the alert to its first acknowledgement" }),
  p90Seconds: nullable(Type.Number()),
};
/** `GET /v1/alerts/load`: how many alerts people get, and what becomes of them. */
export const LOAD = Type.Object({
  at: time,
  from: time,
  guideline: Type.Object(
    { steady: count, flood: count },
    {
      description: "messages in ten minutes: EEMUA 191 wants fewer than `steady`, and calls `flood` a flood",
    },
  ),
  recipients: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      messages: count,
      inTenMinutes: Type.Number({ description: "on average, over the whole time" }),
      most: Type.Integer({ description: "within any ten minutes" }),
      mostAt: nullable(time, { description: "when those ended" }),
      episodes: EPISODE_IDS,
    }),
  ),
  fired: count,
  ...UNTIL_TAKEN,
  untouched: Type.Integer({ description: "over, and nobody had acknowledged or closed it" }),
  untouchedEpisodes: EPISODE_IDS,
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      nameTh: Type.String(),
      nameEn: Type.String(),
      fired: count,
      messages: count,
      ...UNTIL_TAKEN,
      untouched: count,
      episodes: EPISODE_IDS,
    }),
    { description: "those that made most messages first" },
  ),
});
export type Load = Static<typeof LOAD>;

/** A rule that is tried on what is stored, before or after it is switched on. */
export const NEW_BACKTEST = Type.Object(
  {
    rule: RULE_BODY,
    from: time,
    until: Type.Integer({
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
