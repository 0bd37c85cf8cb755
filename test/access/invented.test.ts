/** Whoever invents sessions by the thousand costs the database next to nothing, and keeps nobody out who has one. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { SECOND } from "#calendar/units.ts";
import { openSessionCache } from "../../backend/access/sessionCache.ts";
import { openSessions } from "../../backend/access/sessions.ts";
import { newToken } from "../../backend/access/tokens.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, openClient, PASSWORD } from "./client.ts";

const clock = handClock(Date.now());
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => program.close());

/** How often the database was asked this since then. */
function counting() {
  const asked = vi.spyOn(program.store, "run");
  return (name: string) => asked.mock.calls.filter(([each]) => each === name).length;
}
const times = <T>(count: number, deed: () => Promise<T>) => Promise.all(Array.from({ length: count }, deed));
const person = async (cookie: string) =>
  (await (await fetch(`${program.url}/v1/session`, { headers: { cookie } })).json()).person;
const invent = () => person(`war-room-session=${newToken()}`);

it("of what has not the form of a token the database is not asked at all", async () => {
  const asked = counting();
  for (const value of ["", "guessed", `${newToken()}a`, newToken().replace(/^./, "!"), "null"])
    expect(await person(`war-room-session=${value}`)).toBeNull();
  expect(asked("findSession")).toBe(0);
});

it("of thousands a hundred are looked up at once, then ten a second, and all others are compared with one list", async () => {
  await clock.turn(60 * SECOND);
  const asked = counting();
  for (let n = 0; n < 40; n++) expect(await times(50, invent)).toEqual(Array(50).fill(null));
  expect([asked("findSession"), asked("listTokens")]).toEqual([100, 1]);
  for (let n = 0; n < 4; n++) {
    await clock.turn(SECOND);
    await times(50, invent);
  }
  expect([asked("findSession"), asked("listTokens")]).toEqual([140, 3]);
});

it("one that was nobody's is not looked up again and again either", async () => {
  await clock.turn(60 * SECOND);
  const tokens = Array.from({ length: 100 }, () => `war-room-session=${newToken()}`);
  await Promise.all(tokens.map(person));
  await clock.turn(2 * SECOND);
  const asked = counting();
  await Promise.all(tokens.map(person));
  expect(asked("findSession")).toBe(20);
});

it("meanwhile whoever has a session is known, and whoever signs in too", async () => {
  await clock.turn(60 * SECOND);
  for (let n = 0; n < 5; n++) {
    await times(150, invent);
    expect(await person(admin.header())).toMatchObject({ name: "anong" });
    const another = openClient(program.url);
    await another.ask("POST", "/v1/session", { name: "anong", password: PASSWORD });
    expect(await person(another.header())).toMatchObject({ name: "anong" });
    // What was cached is over.
    await clock.turn(2 * SECOND);
  }
});

it("after a restart hundreds of sessions come at once, and each is looked up once", async () => {
  const { store } = program;
  const { id } = (await admin.ask("GET", "/v1/people")).body[0];
  const opening = openSessions({ store, clock, onChanged() {}, onTrouble() {} });
  const caller = { address: null, agent: null };
  const opened = await store.transaction(async (run) => {
    const all: string[] = [];
    for (let n = 0; n < 300; n++) all.push((await opening.open(run, id, caller, clock.now())).token);
    return all;
  });
  const cache = openSessionCache({ store, clock });
  const asked = counting();
  await times(200, () => cache.find(newToken()));
  const found = await Promise.all([...opened, ...opened].map((token) => cache.find(token)));
  expect(found.map((session) => session?.person)).toEqual(Array(600).fill(id));
  expect([asked("findSession"), asked("listTokens")]).toEqual([100 + 300, 1]);
});
