import { type Static, Type } from "@sinclair/typebox";
import { EVENT_TYPES, LIMITED_TYPES } from "#wire/events.ts";
import { nullable, oneOf } from "#wire/schema.ts";
import type { Code, Registration } from "./queries.ts";

export const SOURCE_NAME = Type.String({
  pattern: "^[\\w./-]{1,100}$",
  description: "letters, digits and . _ - / only, up to 100",
});
const NAME = new RegExp(SOURCE_NAME.pattern!);
export const isName = (text: string) => NAME.test(text);

const BANKS = "bank codes (GET /v1/codes)";
const fields = {
  name: SOURCE_NAME,
  nameTh: Type.String({ minLength: 1, maxLength: 100 }),
  types: Type.Array(oneOf(EVENT_TYPES), { minItems: 1 }),
  banks: nullable(Type.Array(Type.String({ maxLength: 40, description: BANKS }), { minItems: 1 }), {
    description: "null: any",
  }),
  beatSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 30 }),
};

/** `POST /v1/sources`. */
export const REGISTER = Type.Object(
  {
    name: fields.name,
    nameTh: Type.Optional(fields.nameTh),
    types: Type.Optional(fields.types),
    banks: Type.Optional(fields.banks),
    beatSeconds: Type.Optional(fields.beatSeconds),
  },
  {
    additionalProperties: false,
    description:
      "What is left out: the name, every type (of a source with banks: those that are not about reports), any bank, a heartbeat every 30 seconds.",
  },
);

/** The registered source with its key, which is shown only in this response. */
export const REGISTERED = Type.Object({ ...fields, simulated: Type.Boolean(), key: Type.String() });

/** What the schema cannot check: the bank codes must exist, and a source with banks says nothing of reports. */
export function registrationRules(
  { types, banks }: Readonly<Record<string, unknown>>,
  codes: readonly Code[],
): string[] {
  if (!Array.isArray(banks)) return [];
  const isBank = (name: unknown) => codes.some(({ kind, code }) => kind === "bank" && code === name);
  const isRefused = (type: unknown) => !LIMITED_TYPES.some((each) => each === type);
  const refused = Array.isArray(types) ? types.filter(isRefused) : [];
  return [
    ...(refused.length > 0
      ? [
          `types: ${refused.join(", ")}: a report is at no bank; leave out banks, or register a second source for them`,
        ]
      : []),
    ...(banks.every(isBank) ? [] : [`banks: a list of ${BANKS}`]),
  ];
}

export function registrationOf({
  name,
  nameTh = name,
  banks = null,
  types = [...(banks ? LIMITED_TYPES : EVENT_TYPES)],
  beatSeconds = 30,
}: Static<typeof REGISTER>): Registration & Omit<Static<typeof REGISTERED>, "key"> {
  return {
    name,
    nameTh,
    types: [...new Set([...types, "source.beat" as const])],
    banks,
    beatSeconds,
    simulated: false,
  };
}
