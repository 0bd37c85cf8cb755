import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { DAY_OR_TIME } from "#wire/schema.ts";
import type { Route } from "../../backend/http/route.ts";
import { ROUTES } from "../routes.ts";

/** Of so many values one is none that the schema may take: most requests come as far as what is behind the schemas. */
const ONE_ODD_OF = 15;
const ODD = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom(null, "", "__proto__", -1, 1e21));
const seldomOdd = (valid: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: valid, weight: ONE_ODD_OF - 1 }, { arbitrary: ODD, weight: 1 });

/** Codes, names and ids that a test's centre may have. */
const WORDS = fc.constantFrom("hall", "KBANK", "calls.offered", "queue", "losses-per-day", "freeze-60m");

/** Values that a schema may take, and some that it may not. */
function valuesOf(schema: TSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return seldomOdd(fc.oneof(...(schema.anyOf as TSchema[]).map(valuesOf)));
  if (schema.type === "boolean") return seldomOdd(fc.boolean());
  if (schema.type === "array")
    return seldomOdd(fc.array(valuesOf(schema.items), { minLength: schema.minItems ?? 0, maxLength: 3 }));
  if (schema.type === "integer")
    return seldomOdd(fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 }));
  if (schema.type === "object") return seldomOdd(objectsOf(schema));
  return seldomOdd(textsOf(schema));
}

function textsOf({ format, pattern }: TSchema): fc.Arbitrary<unknown> {
  if (format === DAY_OR_TIME || format === "date-time")
    return fc.constantFrom("2026-11-01", "2026-11-02", "2026-11-01T10:00Z");
  if (pattern === undefined) return fc.oneof(WORDS, fc.string());
  // A number is that of a thing which may be there.
  const isNumber = new RegExp(pattern).test("1");
  // What must not follow cannot be drawn.
  const drawn = fc.stringMatching(new RegExp(pattern.replace(/\(\?![^)]*\)/g, "")), { maxLength: 60 });
  return isNumber ? fc.oneof(fc.integer({ min: 1, max: 9 }).map(String), drawn) : fc.oneof(WORDS, drawn);
}

/** Most have all that they must have. */
const objectsOf = (schema: TSchema) => {
  const fields = Object.fromEntries(
    Object.entries((schema.properties ?? {}) as Record<string, TSchema>).map(([name, each]) => [
      name,
      valuesOf(each),
    ]),
  );
  const whole = fc.record(fields, { requiredKeys: (schema.required ?? []) as string[] });
  return fc.oneof(
    { arbitrary: whole, weight: ONE_ODD_OF - 1 },
    { arbitrary: fc.record(fields, { requiredKeys: [] }), weight: 1 },
  );
};

/** What an example has, with at most two fields that are others. */
function changed(known: object | undefined, schema: TSchema | undefined): fc.Arbitrary<unknown> {
  if (!known || !schema?.properties) return fc.constant(known);
  const names = Object.keys(schema.properties);
  const others = fc.subarray(names, { maxLength: Math.min(2, names.length) });
  return fc.tuple(objectsOf(schema), others).map(([drawn, chosen]) => ({
    ...known,
    ...Object.fromEntries(Object.entries(drawn).filter(([name]) => chosen.includes(name))),
  }));
}

/** What a route is given: as its schemas say, or nearly as an example has it. */
function givenOf({ params, query, body, stream, examples = [] }: Route) {
  const drawn = fc.record({
    params: params ? objectsOf(params) : fc.constant({}),
    query: query ? objectsOf(query) : fc.constant({}),
    body: body ? valuesOf(body) : stream ? fc.jsonValue() : fc.constant(undefined),
  });
  const shown = examples.map((example) =>
    fc.record({
      params: changed(example.params, params),
      query: changed(example.query, query),
      body: changed(example.body, body),
    }),
  );
  return fc.oneof(drawn, ...shown);
}

const text = (value: unknown) => (typeof value === "string" ? value : String(JSON.stringify(value) ?? ""));

/** A request to a route of the table; `target` is the path with its query. */
export interface OddRequest {
  method: string;
  target: string;
  type: string;
  body: string | undefined;
}

/** What ends or changes people and sessions by their numbers: the numbers are none of those who ask. */
const OF_PEOPLE = /^\/v1\/(people|sessions)\//;
const noneOfThem = (number: string) => (/^\d{1,2}$/.test(number) ? `9${number.padStart(3, "0")}` : number);

/** Requests that the table's schemas allow, or nearly. */
export const ODD_REQUESTS: fc.Arbitrary<OddRequest> = fc
  .constantFrom(...ROUTES)
  .chain((route) =>
    fc.record({
      route: fc.constant(route),
      given: givenOf(route),
      type: fc.constantFrom(...Object.keys(route.stream ?? { "application/json": 0 })),
    }),
  )
  .map(({ route, given: { params, query, body }, type }) => {
    const path = route.path.replace(/:(\w+)/g, (_, name) => {
      const value = text((params as Record<string, unknown> | null)?.[name] ?? "hall").toWellFormed() || "-";
      return encodeURIComponent(OF_PEOPLE.test(route.path) ? noneOfThem(value) : value);
    });
    const asked = Object.entries((query ?? {}) as object).map(([name, value]) => [
      name,
      text(value).toWellFormed(),
    ]);
    return {
      method: route.method,
      target: `${path}?${new URLSearchParams(asked)}`,
      type,
      body: body === undefined ? undefined : (JSON.stringify(body) ?? ""),
    };
  });
