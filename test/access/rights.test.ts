/** Every route and every message of a socket, with every kind of visitor: who may what follows from the table alone. */
import { Type } from "@sinclair/typebox";
import pino from "pino";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { EVERYTHING, isEverything, RIGHTS_OF, type Right, ROLES, type Scope } from "#wire/access.ts";
import { RIGHT_OF_MESSAGE } from "#wire/live.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { SECOND_GRACE_MS } from "../../backend/access/limits.ts";
import { addPerson } from "../../backend/access/peopleQueries.ts";
import { type Route, route } from "../../backend/http/route.ts";
import { asNobody } from "../credentials.ts";
import { pair } from "../displays/pair.ts";
import { event, type Program, startProgram } from "../program.ts";
import { idOf, ROUTES } from "../routes.ts";
import { openScreen } from "../screen.ts";
import { sessionOf } from "./signedIn.ts";

interface Somebody {
  name: string;
  /** It comes with a key. */
  isKey: boolean;
  /** It comes with the ticket of an embed, which nothing else knows. */
  isTicket?: true;
  rights: readonly Right[];
  /** What it sends to be known: new each time, for some routes end a session. */
  headers(): Promise<Record<string, string>>;
}

const LIMITED: Scope = { ...EVERYTHING, banks: ["KBANK"] };
const SCOPES: [string, Scope][] = [
  ["", EVERYTHING],
  [" of one bank", LIMITED],
];

let program: Program;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
let lines = "";
let hall = "";
let sending = "";
let ticket = "";
const reading = new Map<Scope, string>();
const people = new Map<string, number>();

const session = async (person: number, at = Date.now()) => ({ cookie: await sessionOf(program, person, at) });

const OWING = "admin whose days without a second factor are over";
const NOBODY: Somebody = { name: "nobody", isKey: false, rights: ["anyone"], headers: async () => ({}) };
const DISPLAY: Somebody = {
  name: "a display",
  isKey: false,
  rights: ["anyone", "watch", "attend"],
  headers: async () => ({ cookie: hall }),
};
const VISITORS: Somebody[] = [
  NOBODY,
  DISPLAY,
  {
    name: "the key of a source",
    isKey: true,
    rights: ["anyone", "send"],
    headers: async () => bearer(sending),
  },
  {
    name: "the ticket of an embed",
    isKey: false,
    isTicket: true,
    rights: ["anyone", "embed"],
    headers: async () => bearer(ticket),
  },
  ...SCOPES.map(
    ([what, scope]): Somebody => ({
      name: `a key for reading${what}`,
      isKey: true,
      rights: ["anyone", "read", ...(isEverything(scope) ? (["watch", "monitor"] as const) : [])],
      headers: async () => bearer(reading.get(scope)!),
    }),
  ),
  ...ROLES.flatMap((role) =>
    SCOPES.map(([what, scope]): Somebody => {
      const by = RIGHTS_OF[role];
      return {
        name: `${role}${what}`,
        isKey: false,
        rights: [
          ...(["anyone", "self"] as const),
          ...by,
          ...(by.includes("read") && isEverything(scope) ? (["watch"] as const) : []),
          ...(by.includes("command") ? (["attend"] as const) : []),
          ...(by.includes("administer") && isEverything(scope) ? (["monitor"] as const) : []),
        ],
        headers: () => session(people.get(`${role}${what}`)!),
      };
    }),
  ),
  { name: OWING, isKey: false, rights: ["anyone", "self"], headers: () => session(people.get(OWING)!) },
];

beforeAll(async () => {
  const log = pino(
    { level: "trace" },
    {
      write(line: string) {
        lines += line;
      },
    },
  );
  program = await startProgram({ log });
  hall = (await pair(program, "hall")).cookie;
  const source = { types: ["call.offered"], banks: null, beatSeconds: 30, simulated: false };
  sending = (await program.sources.register({ ...source, name: "exchange", nameTh: "ชุมสาย" })).key;
  const embed = await fetch(`${program.url}/v1/embeds`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "portal", scene: "overview", endsAt: Date.now() + HOUR }),
  });
  ticket = ((await embed.json()).address as string).split("#")[1]!;
  for (const [what, scope] of SCOPES) {
    const name = `reads${what.replaceAll(" ", "-")}`;
    reading.set(scope, await program.sources.makeReadingKey({ name, scope, endsAt: null }));
    for (const role of ROLES) {
      const person = { name: `${role}${what.replaceAll(" ", "-")}`, displayName: role, role, scope };
      people.set(`${role}${what}`, (await addPerson(program.store.run, person, Date.now()))!);
    }
  }
  const owing = { name: "owing", displayName: "owing", role: "admin", scope: EVERYTHING } as const;
  people.set(OWING, (await addPerson(program.store.run, owing, Date.now()))!);
  await session(people.get(OWING)!, Date.now() - SECOND_GRACE_MS);
}, 60_000);
afterAll(() => program.close());

/** Named things are not there, and bodies are wrong: who may do it changes nothing that others need. */
const pathOf = ({ path }: Route) =>
  path.replace(/:(\w+)/g, (_, name) => (name === "scene" ? "overview" : "999999"));

/** Routes that ask anybody who it is, and tell a key that is none. */
const ASKS_WHO = ["GET /v1/display", "GET /v1/session"];

describe.each(VISITORS.map((each) => [each.name, each] as const))(
  "%s",
  (_name, { rights, isKey, isTicket, headers }) => {
    it.each(ROUTES.map((each) => [`${each.method} ${each.path}`, each] as const))("%s", async (id, asked) => {
      const { method, right, body, limit } = asked;
      const response = await asNobody(program.url + pathOf(asked), {
        method,
        redirect: "manual",
        headers: { ...(await headers()), ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: "{}" } : {}),
      });
      const problem = response.status < 400 ? null : await response.json();
      const verdict = problem && [401, 403].includes(response.status) ? problem.title : "admitted";
      const isKnown = rights.length > 1 && !isTicket;
      // Events are sent with a key, and an embed has its ticket: a session or a display is none.
      const knows = right === "send" ? isKey : right !== "embed" && isKnown;
      const isBeyond = limit === "whole" && !rights.includes("watch");
      const may = rights.includes(right) && !isBeyond && !(isTicket && ASKS_WHO.includes(id));
      expect(verdict).toBe(may ? "admitted" : knows ? "forbidden" : "unauthorized");
    });
  },
);

describe("a route", () => {
  it("that anyone may ask is one of these", () => {
    const open = ROUTES.filter(({ right, isPage }) => right === "anyone" && !isPage);
    expect(open.map(idOf).sort()).toEqual([
      ...[
        "GET /healthz",
        "GET /notices",
        "GET /readyz",
        "GET /v1/display",
        "GET /v1/openapi.json",
        "GET /v1/reports/key",
      ],
      ...["GET /v1/session", "POST /v1/link", "POST /v1/link/use", "POST /v1/pairings"],
      ...["POST /v1/session", "POST /v1/session/passkey", "POST /v1/session/passkey/options"],
      "POST /v1/session/second",
    ]);
  });

  it("does not compile without a right", () => {
    // @ts-expect-error: there is none
    route({ method: "GET", path: "/x", summary: "x", answer: Type.Object({}), run: () => ({}) });
  });

  it("of a role does not compile without saying how a limit is kept, and no deed is the same for everybody", () => {
    // @ts-expect-error: it does not say
    route({ method: "PUT", path: "/x", right: "command", summary: "x", answer: null, run: () => {} });
    const says = (limit: Route["limit"]) => ROUTES.filter((each) => each.limit === limit).map(idOf);
    expect(says("same").filter((id) => !id.startsWith("GET "))).toEqual([]);
    // What these change is the visitor's own, or they give its scope to what they compose.
    expect(says("within").filter((id) => !id.startsWith("GET "))).toEqual([
      ...["POST /v1/embeds", "DELETE /v1/embeds/:id", "POST /v1/embeds/:id/restore"],
      "POST /v1/exports",
      ...["POST /v1/reports", "POST /v1/reports/check", "POST /v1/reports/:id/editions"],
      ...["POST /v1/schedules", "PUT /v1/schedules/:id", "DELETE /v1/schedules/:id"],
      "POST /v1/schedules/:id/runs/:run",
    ]);
  });
});

it("no route that may change something is asked for by a page of another site", async () => {
  const changing = ROUTES.filter(({ method }) => method !== "GET");
  for (const { method, path } of changing) {
    const answer = await fetch(program.url + path.replaceAll(/:\w+/g, "1"), {
      method,
      headers: { origin: "https://evil.example" },
    });
    const { detail } = (await answer.json()) as { detail: string };
    expect([method, path, answer.status, detail]).toEqual([
      method,
      path,
      403,
      expect.stringMatching(/evil\.example/),
    ]);
  }
  expect(changing.length).toBeGreaterThan(70);
});

describe("a message of a socket", () => {
  const joining = (screen: string) => ({ screen, scene: null, epoch: null, seq: 0 }) as const;
  const find = async (name: string) =>
    ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).screens.find(
      (screen) => screen.name === name,
    )!;
  beforeAll(async () => {
    // A freeze whose hour is over: the screens' alarm.
    await program.tell(
      event("freeze.requested", Date.now() - 1.5 * HOUR, {
        freezeId: "late",
        reportId: "r",
        bank: "SCB",
        hop: 1,
        amountSatang: 1,
        accountToken: "t",
      }),
    );
  });

  it("has a right, each", () => {
    expect(RIGHT_OF_MESSAGE).toEqual({
      join: "watch",
      painted: "watch",
      audioReady: "watch",
      failed: "watch",
      acknowledge: "attend",
    });
  });

  it.each(VISITORS.map((each) => [each.name, each] as const))("of %s", async (name, { rights, headers }) => {
    const screen = name === DISPLAY.name ? "hall" : name.replaceAll(" ", "-");
    const plan = { scene: "freezes", sound: true };
    await fetch(`${program.url}/v1/screens/${screen}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(plan),
    });
    const wall = await openScreen(program.url, joining(screen), { headers: await headers() });
    // In the same breath: what it says before it is known who it is waits for that.
    const [part, early] = [`part/${screen}`, `early/${screen}`];
    wall.socket.emit("failed", [{ part: early, error: "said with the first message" }]);
    wall.socket.emit("audioReady", true);
    wall.socket.emit("painted", 1);
    const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
    if (!rights.includes("watch")) {
      await until(() => wall.left).toBe(true);
      expect([wall.assignments, wall.snapshots, wall.frames]).toEqual([[], [], []]);
      expect([(await find(screen)).connections, lines.includes(early)]).toEqual([[], false]);
      // Nor from who never says that it joins.
      const socket = io(program.url, {
        ...{ transports: ["websocket"], forceNew: true, reconnection: false },
        extraHeaders: await headers(),
      });
      await new Promise<void>((resolve) => socket.on("connect", resolve));
      socket.emit("failed", [{ part, error: "said without joining" }]);
      socket.emit("audioReady", true);
      socket.emit("painted", 1);
      // What came before is heard when this is answered.
      socket.emit("join", joining(screen));
      await until(() => socket.connected).toBe(false);
      expect(lines).not.toContain(part);
      return;
    }
    await until(() => lines.includes(early)).toBe(true);
    await until(async () => (await find(screen)).connections.some(({ audioReady }) => audioReady)).toBe(true);
    await until(() => wall.assignments.at(-1)?.alarm ?? null).not.toBe(null);
    wall.socket.emit("acknowledge", wall.assignments.at(-1)!.alarm!);
    if (rights.includes("attend"))
      await until(async () => (await find(screen)).acknowledgedAt).not.toBe(null);
    else {
      // What was sent before the next join has been heard when that is answered.
      const heard = wall.assignments.length;
      wall.socket.emit("join", joining(screen));
      await until(() => wall.assignments.length).toBeGreaterThan(heard);
      expect((await find(screen)).acknowledgedAt).toBe(null);
    }
    wall.socket.close();
  });
});
