import type { TSchema } from "@sinclair/typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fields, Route } from "../../backend/http/route.ts";
import { pageOf } from "../../dashboard/pages.ts";
import { readSort } from "../../dashboard/parts/sort.ts";
import { words } from "../../dashboard/screens/words.en.ts";
import { refusalOf } from "../../dashboard/shell/problems.ts";
import { readAddress } from "../../dashboard/wall/address.ts";
import { event, type Program, startProgram } from "../program.ts";
import { ROUTES } from "../routes.ts";
import { openScreen } from "../screen.ts";

/** What every plain object has by its prototype. Wherever a name is looked up, each must be as unknown as any other. */
const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];
const UNKNOWN = "nobody";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

/** The answer as text, but of a success its status alone: that may hold a time or a key. */
async function ask(method: string, path: string, more: { headers?: [string, string][]; body?: string } = {}) {
  const headers: [string, string][] = [["authorization", `Bearer ${program.key}`], ...(more.headers ?? [])];
  const init = { method, redirect: "manual" as const, headers, ...(more.body ? { body: more.body } : {}) };
  const response = await fetch(program.url + path, init);
  const text = await response.text();
  return response.ok ? `${response.status}` : `${response.status} ${text}`;
}
const sent = (body: unknown, type = "application/cloudevents+json", more: [string, string][] = []) =>
  ask("POST", "/v1/events", { headers: [["content-type", type], ...more], body: JSON.stringify(body) });
const call = (data: object = {}) =>
  event("call.offered", "2026-11-01T10:00:00+07:00", { callId: "c", queue: "report", ...data }, { id: "1" });

type Place = [what: string, ask: (name: string) => Promise<unknown> | unknown];

const pathOf = (route: Route, params: Fields = route.examples?.[0]?.params ?? {}) =>
  route.path.replace(/:(\w+)/g, (_, param) => String(params[param] ?? "overview"));
/** Not passwords: any text is one, and is looked up nowhere. */
const fieldsOf = (schema: TSchema | undefined) =>
  Object.entries((schema?.properties ?? {}) as Record<string, TSchema>).filter(
    ([, { writeOnly }]) => writeOnly !== true,
  );
const JSON_BODY: [string, string][] = [["content-type", "application/json"]];

/** Every place of the table of routes where a request has a name: parameters, their values, fields and theirs. */
const IN_ROUTES: Place[] = ROUTES.flatMap((route) => {
  const { method, params, query, body, examples } = route;
  const title = `${method} ${route.path}`;
  const [example] = examples ?? [];
  const asked = (more: Record<string, string>) =>
    `${pathOf(route)}?${new URLSearchParams({ ...example?.query, ...more })}`;
  const withBody = (text: string) => ask(method, pathOf(route), { headers: JSON_BODY, body: text });
  const fields = { ...example?.body } as Record<string, unknown>;
  const inPath: Place[] = fieldsOf(params).map(([param]) => [
    `${title}: ${param}`,
    (name) => ask(method, pathOf(route, { [param]: name }), body ? { headers: JSON_BODY, body: "{}" } : {}),
  ]);
  const inQuery: Place[] =
    method === "GET"
      ? [
          [`${title}: a parameter`, (name) => ask(method, asked({ [name]: "1" }))],
          ...fieldsOf(query).map(
            ([param]): Place => [`${title}: ?${param}=`, (name) => ask(method, asked({ [param]: name }))],
          ),
        ]
      : [];
  const inBody: Place[] = body
    ? [
        [`${title}: a field`, (name) => withBody(`{"${name}":1,${JSON.stringify(fields).slice(1)}`)],
        ...fieldsOf(body).map(
          ([field, schema]): Place => [
            `${title}: { ${field} }`,
            (name) =>
              withBody(JSON.stringify({ ...fields, [field]: schema.type === "array" ? [name] : name })),
          ],
        ),
      ]
    : [];
  return [...inPath, ...inQuery, ...inBody];
});

const PLACES: Place[] = [
  ["a content type", (name) => sent(call(), name)],
  ["a content type of JSON", (name) => sent(call(), `application/${name}+json`)],
  ["a content encoding", (name) => sent(call(), undefined, [["content-encoding", name]])],
  ["a header", (name) => sent(call(), undefined, [[name, "1"]])],
  ["a path", (name) => ask("GET", `/${name}`)],
  ["a path of the API", (name) => ask("GET", `/v1/${name}`)],
  ["an asset", (name) => ask("GET", `/assets/${name}`)],
  ["an event type", (name) => sent({ ...call(), type: `th.aoc1441.${name}` })],
  ["an event type without its prefix", (name) => sent({ ...call(), type: name })],
  ["a version", (name) => sent({ ...call(), specversion: name })],
  ["a code of a queue", (name) => sent(call({ queue: name }))],
  ["a code of a province", (name) => sent(call({ province: name }))],
  ["a field of an event", (name) => sent(JSON.parse(`{"${name}":1,${JSON.stringify(call()).slice(1)}`))],
  [
    "a field of data",
    (name) => sent({ ...call(), data: JSON.parse(`{"${name}":1,"callId":"c","queue":"report"}`) }),
  ],
  [
    "the name in a wall's address",
    (name) => JSON.stringify(readAddress(new URL(`http://x/wall?screen=${name}`))),
  ],
  [
    "all else of a wall's address",
    (name) =>
      JSON.stringify(
        readAddress(new URL(`http://x/wall/${name}?scene=${name}&lang=${name}&theme=${name}&${name}=1`)),
      ),
  ],
  ["a page", (name) => pageOf(new URL(`http://x/${name}`))],
  ["a sort", (name) => readSort(name, [])],
  ["the code of a problem, at a page", (name) => refusalOf(words, name)],
  ...IN_ROUTES,
];

describe.each(NAMES)("a thing of the name %s is as unknown as any other:", (name) => {
  it.each(PLACES)("%s", async (_what, asked) => {
    const [answer, usual] = [await asked(name), await asked(UNKNOWN)];
    const said = typeof answer === "string" ? answer.replaceAll(name, UNKNOWN) : answer;
    expect(typeof said === "string" ? said.replaceAll(name.toLowerCase(), UNKNOWN) : said).toEqual(usual);
  });

  it("the scene of a screen: it gets the overview", async () => {
    const screen = await openScreen(program.url, { scene: name as "overview", epoch: null, seq: 0 });
    await expect.poll(() => screen.snapshots[0]?.scene, { timeout: 10_000 }).toBe("overview");
    screen.socket.disconnect();
  });

  it("the name of a screen: it gets its assignment, and is not disturbed by a message of that name", async () => {
    const screen = await openScreen(program.url, { screen: name, scene: null, epoch: null, seq: 0 });
    await expect.poll(() => screen.assignments[0]?.screen, { timeout: 10_000 }).toBe(name);
    screen.socket.emit(name as "join", { scene: "overview", epoch: null, seq: 0 });
    const before = screen.beats.length;
    await expect.poll(() => screen.beats.length, { timeout: 10_000 }).toBeGreaterThan(before + 1);
    expect(screen.left).toBe(false);
    screen.socket.disconnect();
  });
});

it("every route of the table is among the places where a name stands, if it takes one", () => {
  const takes = ROUTES.filter(({ method, params, body }) => method === "GET" || params || body);
  for (const { method, path } of takes)
    expect(IN_ROUTES.some(([what]) => what.startsWith(`${method} ${path}:`))).toBe(true);
  expect(IN_ROUTES.length).toBeGreaterThan(30);
});
