import type { TObject, TSchema } from "@sinclair/typebox";
import { type FaultCode, STATUS } from "../kit/fault.ts";
import { cookieName } from "./cookies.ts";
import { PROBLEM } from "./problems.ts";
import type { Example, Right, Route } from "./route.ts";

/** The faults that follow from a right. */
const RIGHTS: Record<Right, { faults: FaultCode[]; says: string | null; by: readonly Credential[] }> = {
  anyone: { faults: [], says: null, by: [] },
  self: { faults: ["unauthorized"], says: "For the person who is signed in.", by: ["session"] },
  watch: {
    faults: ["unauthorized"],
    says: "For displays, and for whoever may read everything.",
    by: ["session", "key"],
  },
  read: { faults: ["unauthorized"], says: "For people, and with a key for reading.", by: ["session", "key"] },
  report: { faults: ["unauthorized"], says: "For analysts, commanders and administrators.", by: ["session"] },
  command: { faults: ["unauthorized"], says: "For commanders and administrators.", by: ["session"] },
  administer: { faults: ["unauthorized"], says: "For administrators.", by: ["session"] },
  send: { faults: ["unauthorized"], says: "With the key of a source.", by: ["key"] },
  embed: { faults: ["unauthorized"], says: "With the ticket of an embed.", by: ["key"] },
  attend: { faults: ["unauthorized"], says: "For displays, commanders and administrators.", by: ["session"] },
  monitor: {
    faults: ["unauthorized"],
    says: "For administrators, and with a key for reading everything.",
    by: ["session", "key"],
  },
};
type Credential = "session" | "key";
const PROVED =
  "The person must have proved within the last ten minutes who it is (`POST /v1/session/proof`).";

/** What a limit does to it. */
const WHICH = {
  whole: "Whoever is limited to banks, provinces or agencies may not.",
  deed: "Whoever is limited to banks, provinces or agencies may do it inside the limit alone.",
  other: null,
};
const kindOf = ({ limit }: Route) =>
  limit === "whole" ? "whole" : typeof limit === "object" ? "deed" : "other";

/** The faults that a route can answer with, by status. */
export function faultsOfRoute(route: Route): Map<number, FaultCode[]> {
  // Forbidden: under an unknown host name, or a change by a page of another site.
  // Busy: too many requests of its address were refused.
  const codes = new Set<FaultCode>(["forbidden", "busy", ...RIGHTS[route.right].faults]);
  if (route.needsProof) codes.add("proof-needed");
  if (route.query) codes.add("bad-query");
  if (route.body) codes.add("bad-request").add("too-large");
  // A path that cannot be decoded, or cannot be a name.
  if (route.params) codes.add("bad-request").add(route.method === "PUT" ? "bad-request" : "not-found");
  for (const code of route.faults ?? []) codes.add(code);
  const found = new Map<number, FaultCode[]>();
  for (const code of codes) found.set(STATUS[code], [...(found.get(STATUS[code]) ?? []), code]);
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** The table as an OpenAPI document. Its paths are below the base path. */
export function documentOf(table: readonly Route[], basePath: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of table.filter(({ isPage }) => !isPage)) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "War Room 1441",
      version: "1",
      description:
        "Events in, exact figures per minute, live on the wall. Times in paths and queries are days of Bangkok or RFC 3339 with an offset; money is in satang. Every answer from 400 on is a problem document (RFC 9457). Under a host name that is not listed in PUBLIC_URL or ALLOWED_HOSTS, and for a change that a page of another site sends, the answer is `forbidden`.",
      license: { name: "UNLICENSED", identifier: "LicenseRef-UNLICENSED" },
    },
    servers: [{ url: basePath || "/" }],
    tags: [...new Set(table.filter(({ isPage }) => !isPage).map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        key: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: cookieName("session", "secure") },
      },
    },
  };
}

/** Where a route stands in the document: what comes after /v1, and what belongs together. Its page shows at most 32. */
const TOGETHER: ReadonlyMap<string, string> = new Map([
  ["embed", "embeds"],
  ["display", "displays"],
  ["pairings", "displays"],
  ["sessions", "session"],
  ["link", "people"],
  ["schedules", "reports"],
  ["orphans", "quarantine"],
  ["healthz", "health"],
  ["readyz", "health"],
  ["notices", "openapi"],
]);
function tagOf({ path }: Route): string {
  const name = path.split("/")[path.startsWith("/v1/") ? 2 : 1]!.replace(/\..*/, "");
  return TOGETHER.get(name) ?? name;
}

/** `putScreensName` for `PUT /v1/screens/:name`. */
function idOf({ method, path }: Route): string {
  const words = path.replace(/^\/v1/, "").match(/\w+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function operationOf(route: Route): object {
  const { says, by } = RIGHTS[route.right];
  const description = [route.description, says, WHICH[kindOf(route)], route.needsProof && PROVED]
    .filter(Boolean)
    .join(" ");
  return {
    operationId: idOf(route),
    tags: [tagOf(route)],
    summary: route.summary,
    ...(description ? { description } : {}),
    security: by.map((credential) => ({ [credential]: [] })),
    parameters: [
      ...parametersOf("path", route.params, route.examples),
      ...parametersOf("query", route.query, route.examples),
      ...headersOf(route),
    ],
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

function parametersOf(
  where: "path" | "query",
  schema: TObject | undefined,
  examples: readonly Example[] = [],
) {
  return Object.entries(schema?.properties ?? {}).map(([name, each]) => {
    const given = examples.map((example) => (where === "path" ? example.params : example.query)?.[name]);
    const example = given.find((value) => value !== undefined);
    const isList = each.type === "array";
    return {
      name,
      in: where,
      required: schema?.required?.includes(name) ?? false,
      ...(isList ? { style: "form", explode: false } : {}),
      schema: each,
      ...(example === undefined ? {} : { example: isList ? example.split(",") : example }),
    };
  });
}

/** The headers that go with a body of one of the media types. */
function headersOf({ stream = {} }: Route) {
  return Object.entries(stream).flatMap(([type, { headers = {} }]) =>
    Object.entries(headers).map(([name, example]) => ({
      name,
      in: "header",
      required: false,
      schema: { type: "string" },
      example,
      description: `with a body of ${type}`,
    })),
  );
}

function bodyOf({ body, stream, examples = [] }: Route) {
  if (stream) {
    const contents = Object.entries(stream).map(([type, { schema, example }]) => [type, { schema, example }]);
    return { requestBody: { required: true, content: Object.fromEntries(contents) } };
  }
  if (!body) return {};
  const named = examples.map(({ what, body: value }, i) => [`example${i + 1}`, { summary: what, value }]);
  return {
    requestBody: {
      required: true,
      content: { "application/json": { schema: body, examples: Object.fromEntries(named) } },
    },
  };
}

function responsesOf(route: Route): Record<string, object> {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const faults = [...faultsOfRoute(route)].map(([status, codes]) => [
    status,
    { description: codes.join(", "), content: problem },
  ]);
  return {
    [route.status ?? (route.answer === null && !route.replies ? 204 : 200)]: successOf(route),
    ...Object.fromEntries(faults),
    "5XX": { description: "internal, unavailable", content: problem },
  };
}

function successOf({ answer, replies = {} }: Route): object {
  const contents: [string, { schema: TSchema | object }][] = Object.entries(replies).map(([type, what]) => [
    type,
    { schema: { type: "string", description: what } },
  ]);
  if (answer) contents.unshift(["application/json", { schema: answer }]);
  return { description: "Done", ...(contents.length > 0 ? { content: Object.fromEntries(contents) } : {}) };
}
