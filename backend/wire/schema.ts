import { type TLiteral, type TNull, type TSchema, type TUnion, Type } from "@sinclair/typebox";

/** A schema that accepts exactly these strings. */
export function oneOf<const T extends readonly string[]>(
  values: T,
  options: { description?: string } = {},
): TUnion<{ -readonly [K in keyof T]: TLiteral<T[K]> }> {
  const literals = values.map((value) => Type.Literal(value));
  return Type.Union(literals, options) as never;
}

export function nullable<T extends TSchema>(
  schema: T,
  options: { description?: string } = {},
): TUnion<[T, TNull]> {
  return Type.Union([schema, Type.Null()], options);
}

/** JSON Schema has no format for "a day, or a time with an offset": whoever checks it registers this one. */
export const DAY_OR_TIME = "day-or-time";

/** A text that a person writes and others read. It holds no personal data: whoever checks it registers this format. */
export const FREE_TEXT = "free-text";
export const freeText = (
  most: number,
  options: { minLength?: number; pattern?: string; description?: string } = {},
) => Type.String({ ...options, maxLength: most, format: FREE_TEXT });

/** An id that the database takes for one: it fails on any other text. */
export const uuid = (options: { description?: string } = {}) =>
  Type.String({ ...options, pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" });

/** What the database keeps as an int. */
export const MOST_INT = 2_147_483_647;
/** A moment in a request, in epoch milliseconds: one that the database and every clock can hold. */
export const askedTime = (options: { description?: string } = {}) =>
  Type.Integer({ ...options, minimum: 0, maximum: Date.UTC(2100, 0) });

/** In the body of a change: of which version it is. The row that it changes has `ITS_VERSION`. */
export const OF_VERSION = {
  version: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_INT,
      description:
        "the one that was changed, 0 where there was none: `changed-meanwhile` if somebody has changed it since; absent: whatever it is by now",
    }),
  ),
};
export type OfVersion = { version?: number | undefined };
export const ITS_VERSION = Type.Integer({ description: "a higher one with each change" });

export const MOMENT = Type.String({
  format: DAY_OR_TIME,
  description:
    "must be a day (2026-11-21, from 00:00 in Bangkok) or a time with an offset (2026-11-21T14:05:00+07:00), in the years 1900 to 2099",
});
