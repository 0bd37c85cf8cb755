import { Kind, type TSchema } from "@sinclair/typebox";
import { expect, it } from "vitest";
import { idOf, ROUTES } from "../routes.ts";

/** What no database and no clock of ours has to hold. */
const LATEST = Date.parse("2100-01-01");

/** All numbers that a schema has in it, by where they stand. */
const numbersIn = (schema: TSchema, at: string): [string, TSchema][] => [
  ...(["Integer", "Number"].includes(schema[Kind]) ? [[at, schema] as [string, TSchema]] : []),
  ...Object.entries({ ...schema.properties, ...schema.anyOf, items: schema.items }).flatMap(([name, part]) =>
    part && typeof part === "object" ? numbersIn(part as TSchema, `${at}.${name}`) : [],
  ),
];

it("every number that a request may have has bounds: the database fails on what it cannot hold", () => {
  const unbounded = ROUTES.flatMap((route) =>
    [route.params, route.query, route.body].flatMap((schema) =>
      schema ? numbersIn(schema, idOf(route)) : [],
    ),
  )
    // A document that is checked is compared, and not stored.
    .filter(([at]) => !at.startsWith("POST /v1/reports/check"))
    .filter(
      ([at, { minimum, maximum }]) =>
        minimum === undefined ||
        !(maximum <= (/\.(\w+At|from|until)$/.test(at) ? LATEST : Number.MAX_SAFE_INTEGER)),
    );
  expect(unbounded.map(([at]) => at)).toEqual([]);
});
