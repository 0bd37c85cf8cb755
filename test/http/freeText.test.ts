/** Each text that a person writes is checked for numbers of people before anything is done with it. */
import { type TSchema, Type } from "@sinclair/typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FREE_TEXT } from "#wire/schema.ts";
import type { Route } from "../../backend/http/route.ts";
import { type Client, firstAdministrator } from "../access/client.ts";
import { type Program, startProgram } from "../program.ts";
import { idOf, pathOf, ROUTES } from "../routes.ts";

/** Texts that are none for people to read, by the last name of their path; and why. */
const NOT_FREE: readonly [RegExp, string][] = [
  [/^(password|current|code|recoveryCode|token)$/, "a secret: it is kept as a hash, or not at all"],
  [
    /^(id|clientDataJSON|attestationObject|authenticatorData|signature|userHandle|transports)$/,
    "of a passkey",
  ],
  [/^(p256dh|auth|endpoint)$/, "of a browser's push"],
  [/^(to|url|recipients)$/, "where messages are sent: an address or a telephone, which is its purpose"],
  [
    /^(banks|agencies|provinces|only|of|metric|objective|condition|rule|subjects?)$/,
    "a code that must be known",
  ],
  [/^(from|until|start|due|day|month|firstDay)$/, "a time"],
];
/** Bodies that are compared, and not kept. */
const NOT_KEPT = [
  "POST /v1/reports/check",
  "POST /v1/session",
  "POST /v1/session/second",
  "POST /v1/session/proof",
];

interface Leaf {
  path: string[];
  isFree: boolean;
}
/** Every text in a schema that is not one of a few. */
function leavesOf(schema: TSchema, path: string[] = []): Leaf[] {
  if (schema.anyOf) return schema.anyOf.flatMap((each: TSchema) => leavesOf(each, path));
  if (schema.type === "array") return leavesOf(schema.items, path);
  if (schema.type === "object")
    return Object.entries((schema.properties ?? {}) as Record<string, TSchema>).flatMap(([name, each]) =>
      leavesOf(each, [...path, name]),
    );
  if (schema.type !== "string" || schema.const !== undefined) return [];
  return [{ path, isFree: schema.format === FREE_TEXT }];
}
const all = ROUTES.filter(({ method }) => method !== "GET").flatMap((route) => {
  const ofBody = (route.body ? leavesOf(route.body) : []).map((leaf) => ({ route, ...leaf }));
  return NOT_KEPT.includes(idOf(route)) ? [] : ofBody;
});
const free = all.filter(({ isFree, path }) => isFree && path.join(".") !== "channels.to");

/** The body of the example with this text at the path. */
function bodyWith({ examples }: Route, path: readonly string[], text: string): object {
  const body = structuredClone(examples![0]!.body!) as Record<string, unknown>;
  let place = body;
  for (const name of path.slice(0, -1)) {
    if (typeof place[name] !== "object" || place[name] === null) place[name] = {};
    place = place[name] as Record<string, unknown>;
  }
  place[path.at(-1)!] = text;
  return body;
}

let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

it("every text of a body is either free, and so is checked, or is known to be none for people", () => {
  const others = all.filter(
    ({ isFree, path }) => !isFree && !NOT_FREE.some(([name]) => name.test(path.at(-1)!)),
  );
  expect(others.map(({ route, path }) => `${idOf(route)} ${path.join(".")}`)).toEqual([]);
  expect(free.length).toBeGreaterThan(30);
});

const NUMBERS = [
  ["a national id", "1101700230708"],
  ["a telephone number", "0812345678"],
  ["the number of an account", "123-4-56789-0"],
] as const;
const NAMED = ["a telephone number, named", "tel-0812345678"] as const;

describe.each(NUMBERS)("%s", (_what, number) => {
  it.each(free.map(({ route, path }) => [idOf(route), path.join("."), route, path] as const))(
    "is refused in %s %s, and nothing is done",
    async (_id, field, route, path) => {
      const before = (await admin.ask("GET", "/v1/audit")).body.rows[0];
      const where = pathOf(route, route.examples![0]!.params);
      const answer = await admin.ask(route.method, where, bodyWith(route, path, number));
      expect([answer.status, answer.body.detail]).toEqual([
        400,
        expect.stringContaining(`${field}: has a number like that of a person, an account or a telephone`),
      ]);
      expect(JSON.stringify(answer.body)).not.toContain(number);
      expect((await admin.ask("GET", "/v1/audit")).body.rows[0]).toEqual(before);
    },
  );
});

/** What a path names: a new thing gets its name or id by it. */
const inPaths = ROUTES.filter(({ method }) => method !== "GET").flatMap((route) =>
  leavesOf(route.params ?? Type.Object({})).map(({ path: [name] }) => [idOf(route), name!, route] as const),
);

describe.each([...NUMBERS, NAMED])("%s", (_what, number) => {
  it.each(inPaths)("makes and changes nothing by the path of %s, as %s", async (_id, name, route) => {
    const before = (await admin.ask("GET", "/v1/audit")).body.rows[0];
    const { params, body } = route.examples![0]!;
    const answer = await admin.ask(route.method, pathOf(route, { ...params, [name]: number }), body);
    expect([400, 404], JSON.stringify(answer.body)).toContain(answer.status);
    expect(JSON.stringify(answer.body)).not.toContain(number);
    expect((await admin.ask("GET", "/v1/audit")).body.rows[0]).toEqual(before);
  });
});

it("what a browser says that it is is kept without such a number", async () => {
  const as = { "content-type": "application/json", "user-agent": "Browser/1.0 (0812345678)" };
  const size = JSON.stringify({ width: 1_920, height: 1_080 });
  const asked = await fetch(`${program.url}/v1/pairings`, { method: "POST", headers: as, body: size });
  const { pairing } = (await asked.json()) as { pairing: { code: string } };
  const found = await admin.ask("GET", `/v1/pairings/${pairing.code}`);
  expect(found.body.agent).toBe("Browser/1.0 (••••••••••)");
});
