import { type Static, Type } from "@sinclair/typebox";
import { PERSON_NAME } from "./access.schema.ts";
import { POLICIES, SEVERITIES } from "./alerts.ts";
import { freeText, ITS_VERSION, nullable, OF_VERSION, oneOf } from "./schema.ts";

/** Schemas of `/v1/alerts/recipients`: who is told, and by which channels. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();

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
    ...OF_VERSION,
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
  version: ITS_VERSION,
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
