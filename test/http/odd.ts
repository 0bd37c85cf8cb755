import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { ROUTES } from "../routes.ts";

/** Values that a schema may take, and some that it may not. */
function valuesOf(schema: TSchema): fc.Arbitrary<unknown> {
  const odd = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom(null, "", "__proto__", -1, 1e21));
  if (schema.anyOf) return fc.oneof(...(schema.anyOf as TSchema[]).map(valuesOf), odd);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.type === "array") return fc.oneof(fc.array(valuesOf(schema.items), { maxLength: 3 }), odd);
  if (schema.type === "integer")
    return fc.oneof(fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 }), odd);
  if (schema.type === "object") return fc.oneof(objectsOf(schema), odd);
  if (schema.format) return fc.oneof(fc.constantFrom("2026-11-01", "2026-11-02", "2026-11-01T10:00Z"), odd);
  return fc.oneof(fc.constantFrom("hall", "KBANK", "calls.offered", "queue"), odd);
}

const objectsOf = (schema: TSchema) =>
  fc.record(
    Object.fromEntries(
      Object.entries((schema.properties ?? {}) as Record<string, TSchema>).map(([name, each]) => [
        name,
        valuesOf(each),
      ]),
    ),
    { requiredKeys: [] },
  );

const text = (value: unknown) => (typeof value === "string" ? value : String(JSON.stringify(value) ?? ""));

/** A request to a route of the table; `target` is the path with its query. */
export interface OddRequest {
  method: string;
  target: string;
  type: string;
  body: string | undefined;
}

/** Requests that the table's schemas nearly allow. */
export const ODD_REQUESTS: fc.Arbitrary<OddRequest> = fc
  .constantFrom(...ROUTES)
  .chain((route) =>
    fc.record({
      route: fc.constant(route),
      params: objectsOf(route.params ?? ({} as TSchema)),
      query: objectsOf(route.query ?? ({} as TSchema)),
      body: route.body ? valuesOf(route.body) : route.stream ? fc.jsonValue() : fc.constant(undefined),
      type: fc.constantFrom(...Object.keys(route.stream ?? { "application/json": 0 })),
    }),
  )
  .map(({ route, params, query, body, type }) => {
    const path = route.path.replace(/:(\w+)/g, (_, name) =>
      encodeURIComponent(text((params as Record<string, unknown>)[name] ?? "hall").toWellFormed() || "-"),
    );
    const asked = Object.entries(query as object).map(([name, value]) => [name, text(value).toWellFormed()]);
    return {
      method: route.method,
      target: `${path}?${new URLSearchParams(asked)}`,
      type,
      body: body === undefined ? undefined : (JSON.stringify(body) ?? ""),
    };
  });
