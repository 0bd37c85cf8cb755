import { Value } from "@sinclair/typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Example, Route } from "../../backend/http/route.ts";
import { type Client, firstAdministrator } from "../access/client.ts";
import { ask, newPanel } from "../displays/pair.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { addressOf, ROUTES } from "../routes.ts";

const api = ROUTES.filter(({ isPage }) => !isPage);

let program: Program;
let administrator: Client;
beforeAll(async () => {
  // The examples' day.
  const clock = handClock(Date.parse("2026-11-21T15:00:00+07:00"));
  program = await startProgram({ clock });
  // Two events in quarantine, which the examples correct and discard.
  for (const id of ["first", "second"]) await program.send([{ id, source: "exchange" }]);
  await clock.turn(1_000);
  administrator = await firstAdministrator(program);
});
afterAll(() => program.close());

async function recipientNamed(name: string): Promise<string> {
  const listing = api.find(({ method, path }) => method === "GET" && path === "/v1/alerts/recipients")!;
  const all = (await (await send(listing, {})).json()) as { id: number; name: string }[];
  return String(all.find((each) => each.name === name)!.id);
}

/** What the examples speak of, where it must be there before. */
const BEFORE: Record<string, () => Promise<Record<string, string>>> = {
  "/v1/pairings/:code": async () => ({ code: (await ask(program, newPanel())).pairing!.code }),
  "/v1/alerts/rotas": async () => {
    const making = api.find(({ method, path }) => method === "POST" && path === "/v1/alerts/recipients")!;
    await send(making, { body: { ...making.examples![0]!.body, name: "เวรดึก" } });
    return {};
  },
  "/v1/alerts/recipients/:id": async () => ({ id: await recipientNamed("หัวหน้าเวร") }),
  "/v1/alerts/recipients/:id/test": async () => ({ id: await recipientNamed("หัวหน้าเวร") }),
  "/v1/pairings/:code/approve": async () => ({ code: (await ask(program, newPanel())).pairing!.code }),
};

const send = (route: Route, { body, ...asked }: Omit<Example, "what">, more: RequestInit = {}) =>
  fetch(program.url + addressOf(route, asked), {
    method: route.method,
    headers: {
      ...(route.right === "send"
        ? { authorization: `Bearer ${program.key}` }
        : { cookie: administrator.header() }),
      ...(body ? { "content-type": "application/json" } : {}),
      ...more.headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(more.body ? { body: more.body } : {}),
  });

/** The values of its parameter `format`. */
const formatsOf = ({ query }: Route): string[] =>
  (query?.properties.format?.anyOf ?? []).map((each: { const: string }) => each.const);

/** It succeeds, with one of the media types of the document, and JSON is as its schema says. */
async function expectAsDocumented({ answer, replies = {} }: Route, response: Response) {
  const text = await response.text();
  expect([response.status, text]).toEqual([
    expect.toSatisfy((status: number) => status < 300),
    expect.anything(),
  ]);
  const type = response.headers.get("content-type")?.split(";")[0];
  if (response.status === 204) return;
  expect([...(answer ? ["application/json"] : []), ...Object.keys(replies)]).toContain(type);
  if (type === "application/json" && answer)
    expect(
      [...Value.Errors(answer, JSON.parse(text))].map(({ path, message }) => `${path}: ${message}`),
    ).toEqual([]);
}

describe("the document", () => {
  it("has every route of the API, with an example", async () => {
    const document = await (await fetch(`${program.url}/v1/openapi.json`)).json();
    const operations = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual(
      api.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`).sort(),
    );
    for (const { path, examples, stream } of api)
      expect([path, (examples?.length ?? 0) > 0 || stream !== undefined]).toEqual([path, true]);
  });
});

describe("an example", () => {
  const examples = api.flatMap((route) =>
    (route.examples ?? [])
      .filter(({ isOnce }) => !isOnce)
      .map((example) => [route.method, route.path, example.what, route, example] as const),
  );
  it.each(examples)("can be sent: %s %s, %s", async (_method, _path, _what, route, example) => {
    const params = { ...example.params, ...(await BEFORE[route.path]?.()) };
    await expectAsDocumented(route, await send(route, { ...example, params }));
  });

  const forms = examples.flatMap(([, path, , route, example]) =>
    formatsOf(route).map((format) => [path, format, route, example] as const),
  );
  it.each(forms)("can be sent for each format: %s as %s", async (_path, format, route, example) => {
    const query = { ...example.query, format };
    await expectAsDocumented(route, await send(route, { ...example, query }));
  });

  const streams = api.flatMap((route) =>
    Object.entries(route.stream ?? {}).map(
      ([type, { example, headers }]) => [type, route, example, headers] as const,
    ),
  );
  it.each(streams)("of a body can be sent: %s", async (type, route, example, more) => {
    const body = typeof example === "string" ? example : JSON.stringify(example);
    const response = await send(route, {}, { headers: { "content-type": type, ...more }, body });
    expect(await response.json()).toMatchObject({ rejected: [] });
  });
});
