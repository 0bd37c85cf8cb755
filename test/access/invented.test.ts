/** Whoever invents sessions, keys or screens by the thousand costs the database next to nothing, and keeps nobody out who has one. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { SECOND } from "#calendar/units.ts";
import { openSessionCache } from "../../backend/access/sessionCache.ts";
import { openSessions } from "../../backend/access/sessions.ts";
import { newToken } from "../../backend/access/tokens.ts";
import { MOST_PENDING, openPairings } from "../../backend/displays/pairing.ts";
import { newKey } from "../../backend/sources/keys.ts";
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

it("of keys that are invented too, and meanwhile a source whose key was never seen here is known", async () => {
  await clock.turn(60 * SECOND);
  const register = { name: "another", title: "Another", types: ["call.offered"] };
  const { key } = (await admin.ask("POST", "/v1/sources", register)).body;
  const asked = counting();
  const statusWith = async (of: string) => (await program.send([], { key: of })).status;
  for (let n = 0; n < 5; n++)
    expect(await times(50, () => statusWith(newKey()))).toEqual(Array(50).fill(401));
  const refusedOnly = asked("identifyKey");
  expect([refusedOnly, asked("listKeyHashes")]).toEqual([100, 1]);
  expect(await statusWith(key)).not.toBe(401);
  expect([asked("identifyKey"), asked("listKeyHashes")]).toEqual([101, 1]);
});

it("of browsers that ask for a code without end, few begin one, and another network's does", async () => {
  const { store } = program;
  let begun = 0;
  const transaction: typeof store.transaction = (...given) => {
    begun++;
    return store.transaction(...given);
  };
  const displays = { identify: async () => null, changed() {} };
  const of = { clock, isSecure: false, displays, networkOf: (address: string) => address, onPlanned() {} };
  const pairings = openPairings({ ...of, store: { ...store, transaction }, plan: async () => {} });
  const size = { width: 1_920, height: 1_080 };
  const askFrom = (address: string) => pairings.ask(undefined, { address, agent: null }, size);
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => askFrom("192.0.2.1")));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(MOST_PENDING.here);
  expect(begun).toBe(2 * MOST_PENDING.here);
  expect((await askFrom("192.0.2.2")).pairing).not.toBeNull();
  // When all places are taken, that is remembered for a second, whoever asks.
  for (let n = 0; n < MOST_PENDING.everywhere; n++) await askFrom(`198.51.100.${n}`).catch(() => null);
  begun = 0;
  for (let n = 0; n < 50; n++)
    await expect(askFrom(`203.0.113.${n}`)).rejects.toThrow("too many screens wait");
  expect(begun).toBe(0);
  await clock.turn(SECOND);
  await expect(askFrom("203.0.113.99")).rejects.toThrow("too many screens wait");
  expect(begun).toBe(1);
});
