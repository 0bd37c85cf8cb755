import { type Static, Type } from "@sinclair/typebox";
import { HOUR } from "#calendar/units.ts";
import { DIMENSION_OF } from "#wire/access.ts";
import { EVENT_TYPES, LIMITED_TYPES } from "#wire/events.ts";
import { askedTime, FREE_TEXT, freeText, ITS_VERSION, nullable, OF_VERSION, oneOf } from "#wire/schema.ts";
import type { Code } from "./queries.ts";

export const SOURCE_NAME = Type.String({
  format: FREE_TEXT,
  pattern: "^[\\w./-]{1,100}$",
  description: "letters, digits and . _ - / only, up to 100",
});
const NAME = new RegExp(SOURCE_NAME.pattern!);
export const isName = (text: string) => NAME.test(text);

const BANKS = "bank codes (GET /v1/codes)";
const AGENCIES = "agency codes (GET /v1/codes)";
const listOf = (description: string) =>
  nullable(Type.Array(Type.String({ maxLength: 40, description }), { minItems: 1 }), {
    description: "null: any",
  });
const fields = {
  name: SOURCE_NAME,
  nameTh: freeText(100, { minLength: 1 }),
  types: Type.Array(oneOf(EVENT_TYPES), { minItems: 1 }),
  banks: listOf(BANKS),
  agencies: listOf(AGENCIES),
  beatSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 30 }),
  eventsPerMinute: nullable(Type.Integer({ minimum: 1, maximum: 10_000_000 }), {
    description: "how many events of it each backend takes in a minute; null: what every source may send",
  }),
  mayRead: Type.Boolean({
    default: false,
    description: "its keys read figures too, within its banks and agencies",
  }),
  accountNumbers: Type.Boolean({
    default: false,
    description: "it may send `accountNumber` in place of `accountToken`; a keyed hash is kept",
  }),
};

/** `POST /v1/sources`. */
export const REGISTER = Type.Object(
  { name: fields.name, ...Type.Partial(Type.Omit(Type.Object(fields), ["name"])).properties },
  {
    additionalProperties: false,
    description:
      "What is left out: the name, every type (of a source with banks: those that are not about reports), any bank, any agency, a heartbeat every 30 seconds, no limit of its own, no reading, no account numbers.",
  },
);

/** `PUT /v1/sources/:name`: all of it, so that no limit is lifted by leaving it out. */
export const CHANGE = Type.Object(
  { ...Type.Omit(Type.Object(fields), ["name"]).properties, ...OF_VERSION },
  { additionalProperties: false },
);
export const CHANGED = Type.Object({ version: ITS_VERSION });

/** The registered source with its key, which is shown only in this response. */
export const REGISTERED = Type.Object({ ...fields, simulated: Type.Boolean(), key: Type.String() });

/** What the schema cannot check: the codes must exist, and a source with banks says nothing of reports. */
export function registrationRules(
  given: Readonly<Record<string, unknown>>,
  codes: readonly Code[],
): string[] {
  const { types, banks } = given;
  const isRefused = (type: unknown) => !LIMITED_TYPES.some((each) => each === type);
  const refused = Array.isArray(banks) && Array.isArray(types) ? types.filter(isRefused) : [];
  return [
    ...(refused.length > 0
      ? [
          `types: ${refused.join(", ")}: a report is at no bank; leave out banks, or register a second source for them`,
        ]
      : []),
    ...scopeRules(given, codes),
  ];
}

/** The codes of a scope must exist. */
export function scopeRules(given: Readonly<Record<string, unknown>>, codes: readonly Code[]): string[] {
  return Object.entries(DIMENSION_OF).flatMap(([field, of]) => {
    const list = given[field];
    const isKnown = (name: unknown) => codes.some(({ kind, code }) => kind === of && code === name);
    return Array.isArray(list) && !list.every(isKnown)
      ? [`${field}: a list of ${of} codes (GET /v1/codes)`]
      : [];
  });
}

const HOURS = { least: 0, most: 90 * 24, otherwise: 24 };

/** `POST /v1/sources/:name/keys`. */
export const ROTATE = Type.Object(
  {
    overlapHours: Type.Optional(
      Type.Number({
        minimum: HOURS.least,
        maximum: HOURS.most,
        default: HOURS.otherwise,
        description: "after how many hours the keys end that the source has had so far",
      }),
    ),
  },
  { additionalProperties: false },
);
export const overlapOf = ({ overlapHours = HOURS.otherwise }: Static<typeof ROTATE>) => overlapHours * HOUR;

const scope = {
  banks: listOf(BANKS),
  provinces: listOf("province codes (GET /v1/codes)"),
  agencies: listOf(AGENCIES),
};

/** `POST /v1/reading-keys`. */
export const READING = Type.Object(
  {
    name: SOURCE_NAME,
    ...Type.Partial(Type.Object(scope)).properties,
    endsAt: Type.Optional(
      nullable(askedTime(), {
        description: "epoch ms; null: not by itself",
      }),
    ),
  },
  {
    additionalProperties: false,
    description: "What is left out: any bank, province and agency, and no end.",
  },
);

const time = nullable(Type.Integer(), { description: "epoch ms" });
const keyState = {
  madeAt: Type.Integer(),
  madeBy: Type.String({ description: "who made it" }),
  endsAt: nullable(Type.Integer(), { description: "epoch ms; null: not by itself" }),
  usedAt: nullable(Type.Integer(), { description: "when it was last used, to the minute; null: never" }),
  revokedAt: time,
};
/** A key as it is listed; the key itself is not kept. */
export const KEY_STATE = Type.Object({
  number: Type.Integer({ description: "of the keys of its source: 1 for the first one" }),
  ...keyState,
});
export const READING_KEY = Type.Object({ name: SOURCE_NAME, scope: Type.Object(scope), ...keyState });
const key = Type.String({ description: "the key, which is shown only in this response" });
export const ROTATED = Type.Object({
  number: Type.Integer(),
  key,
  othersEndAt: Type.Integer({ description: "when the keys end that the source has had so far; epoch ms" }),
});
export const MADE_READING_KEY = Type.Object({ key });

export function registrationOf({
  name,
  nameTh = name,
  banks = null,
  agencies = null,
  types = [...(banks ? LIMITED_TYPES : EVENT_TYPES)],
  beatSeconds = 30,
  eventsPerMinute = null,
  mayRead = false,
  accountNumbers = false,
}: Static<typeof REGISTER>): Omit<Static<typeof REGISTERED>, "key"> {
  return {
    name,
    nameTh,
    types: [...new Set([...types, "source.beat" as const])],
    banks,
    agencies,
    beatSeconds,
    eventsPerMinute,
    mayRead,
    accountNumbers,
    simulated: false,
  };
}
