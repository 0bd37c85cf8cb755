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
