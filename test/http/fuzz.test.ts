import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Route } from "../../backend/http/route.ts";
import { TABLE } from "../../backend/http/table.ts";
import { type Program, startProgram } from "../program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

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

it("no request that the table can think of makes the server fail, and every answer is as documented", async () => {
  const request = fc.constantFrom(...(TABLE as readonly Route[])).chain((route) =>
    fc.record({
      route: fc.constant(route),
      params: objectsOf(route.params ?? ({} as TSchema)),
      query: objectsOf(route.query ?? ({} as TSchema)),
      body: route.body ? valuesOf(route.body) : route.stream ? fc.jsonValue() : fc.constant(undefined),
      type: fc.constantFrom(...Object.keys(route.stream ?? { "application/json": 0 })),
    }),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ route, params, query, body, type }) => {
      const path = route.path.replace(/:(\w+)/g, (_, name) =>
        encodeURIComponent(text((params as Record<string, unknown>)[name] ?? "hall").toWellFormed() || "-"),
      );
      const asked = Object.entries(query as object).map(([name, value]) => [
        name,
        text(value).toWellFormed(),
      ]);
      // The fetch of test/answers.ts throws where an answer is not what the document says.
      const response = await fetch(`${program.url}${path}?${new URLSearchParams(asked)}`, {
        method: route.method,
        redirect: "manual",
        headers: { authorization: `Bearer ${program.key}`, "content-type": type },
        ...(body === undefined ? {} : { body: JSON.stringify(body) ?? "" }),
      });
      await response.arrayBuffer();
      statuses.add(response.status);
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
  // It came past the checks, and was stopped by them.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
});
