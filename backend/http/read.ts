import type { TObject } from "@sinclair/typebox";
import { buddhistYearIn } from "#calendar/era.ts";
import { Fault } from "../kit/fault.ts";
import type { Fields, Route } from "./route.ts";
import { faultsOf } from "./sentence.ts";

/** A request before it is checked. `query` has texts, or a list of texts for a name that stands more than once. */
export interface Raw {
  params: Fields;
  query: Fields;
  body: unknown;
}

export interface Read {
  params: Fields;
  query: Fields;
  body: Fields;
}

const NOTHING: Fields = Object.freeze({});

/**
 * Checks a request against the route's schemas and rules.
 * Throws one fault with everything that is wrong: `bad-query` or `bad-request`, and for a path that cannot be one
 * `not-found`, or `bad-request` where the request would make what the path names.
 */
export function readRequest(route: Route, needs: unknown, raw: Raw): Read {
  if (route.params) {
    const wrong = faultsOf(route.params, raw.params);
    if (wrong.size > 0)
      throw new Fault(route.method === "PUT" ? "bad-request" : "not-found", [...wrong.values()].join("; "));
  }
  const query = route.query ? readQuery(route.query, raw.query) : { value: NOTHING, wrong: NONE };
  const body = route.body ? readBody(route.body, raw.body) : { value: NOTHING, wrong: NONE };
  const wrong = new Map([...query.wrong, ...body.wrong]);
  const rules = route.rules?.(needs, { query: query.value, body: body.value }) ?? [];
  const sentences = [...wrong.values(), ...rules.filter((sentence) => !wrong.has(sentence.split(":")[0]!))];
  if (sentences.length > 0) throw new Fault(route.query ? "bad-query" : "bad-request", sentences.join("; "));
  return { params: raw.params, query: query.value, body: body.value };
}

const NONE: ReadonlyMap<string, string> = new Map();

function readQuery(schema: TObject, raw: Fields): { value: Fields; wrong: Map<string, string> } {
  const value: Record<string, unknown> = Object.create(null);
  const wrong = new Map<string, string>();
  const known = Object.keys(schema.properties);
  for (const [name, text] of Object.entries(raw)) {
    if (!known.includes(name)) wrong.set(name, `${name}: is not known; known are ${known.join(", ")}`);
    else if (typeof text !== "string")
      wrong.set(name, `${name}: stands more than once; separate values by commas`);
    else if (text.includes("\0")) wrong.set(name, `${name}: has a NUL`);
    else if (schema.properties[name]!.type === "array") {
      const values = text.split(",").filter(Boolean);
      if (values.length > 0) value[name] = values;
    } else if (text !== "") value[name] = text;
  }
  for (const [name, sentence] of faultsOf(schema, value)) {
    if (wrong.has(name)) continue;
    const text = value[name] === undefined ? "" : `, not ${String(value[name]).slice(0, 60)}`;
    const era = buddhistYearIn(String(value[name]));
    wrong.set(name, era ? `${name}: ${era}` : sentence + text);
  }
  return { value, wrong };
}

function readBody(schema: TObject, raw: unknown): { value: Fields; wrong: Map<string, string> } {
  const isObject = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  const value = (isObject ? raw : NOTHING) as Fields;
  const wrong = faultsOf(schema, value);
  for (const [name, field] of Object.entries(value))
    if (!wrong.has(name) && !isWritable(field))
      wrong.set(name, `${name}: has a NUL or half a character (a lone surrogate)`);
  if (isObject) return { value, wrong };
  const fields = Object.keys(schema.properties).join(", ");
  return {
    value,
    wrong: new Map([["", `send a JSON object (application/json) with ${fields}`], ...wrong]),
  };
}

/** PostgreSQL keeps no NUL, and UTF-8 no half of a surrogate pair. */
function isWritable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value === "object" && value !== null) return Object.values(value).every(isWritable);
  return true;
}
