import { Kind, type TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { expect, it } from "vitest";
import { idOf, ROUTES } from "../routes.ts";

const ID = "0b9d9e6e-3f0b-4c57-9d0f-3e4b8a6d1c2f";
/** What has the letters and the length of an id, and is none. */
const LIKE = ["-".repeat(36), "0".repeat(36), ID.replaceAll("-", "0"), `-${ID.slice(0, -1)}`];

/** All texts that a schema has in it, by where they stand. */
const textsIn = (schema: TSchema, at: string): [string, TSchema][] => [
  ...(schema[Kind] === "String" ? [[at, schema] as [string, TSchema]] : []),
  ...Object.entries({ ...schema.properties, ...schema.anyOf, items: schema.items }).flatMap(([name, part]) =>
    part && typeof part === "object" ? textsIn(part as TSchema, `${at}.${name}`) : [],
  ),
];

it("what is an id of the database lets nothing else through that looks like one", () => {
  const ids = ROUTES.flatMap((route) =>
    [route.params, route.query, route.body].flatMap((schema) => (schema ? textsIn(schema, idOf(route)) : [])),
  ).filter(([, schema]) => schema.pattern && Value.Check(schema, ID) && schema.pattern.includes("-f"));
  expect(ids.length).toBeGreaterThan(2);
  for (const [at, schema] of ids)
    expect(
      LIKE.filter((text) => Value.Check(schema, text)),
      at,
    ).toEqual([]);
});
