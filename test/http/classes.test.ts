/**
 * What is asked over HTTP stands behind events and walls, and is dropped when its asker has gone, also while it
 * waits.
 */
import { setImmediate } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { DAY, SECOND } from "#calendar/units.ts";
import type { Run, Store } from "../../backend/store/store.ts";
import type { Class } from "../../backend/store/turns.ts";
import { type Client, firstAdministrator } from "../access/client.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { addressOf, ROUTES } from "../routes.ts";

/** The examples' day. */
const NOW = Date.parse("2026-11-21T15:00:00+07:00");

/** Live statements that a GET may wait for, each with its reason. */
const LIVE: Readonly<Record<string, string>> = {
  findSession: "who it is: sockets ask the same",
  listExclusions: "walls are judged by them, and wait for the same answer",
  listObjectives: "walls are judged by them, and wait for the same answer",
  listScreens: "walls are assigned by them, and wait for the same answer",
  listTargets: "walls show them, and wait for the same answer",
  ping: "how soon live work has its turn is what it tells",
};

/** What has gone to the database, in order: the class and the statement, and for whom. */
let ran: { what: string; of: Class; signal: AbortSignal | undefined }[] = [];
/** Of those who have asked a store for something. */
let askers = new Set<AbortSignal>();
let writes = 0;
beforeEach(() => {
  ran = [];
  askers = new Set();
  writes = 0;
});

/** Notes what is asked of a store, in which class and for whom. */
function noted(store: Store, of: Class, signal?: AbortSignal): Store {
  const { run, transaction, read, write, inClass } = store;
  if (signal) askers.add(signal);
  const noting =
    (inner: Run): Run =>
    (name, values) => {
      ran.push({ what: `${of} ${name}`, of, signal });
      return inner(name, values);
    };
  return Object.assign(store, {
    run: noting(run),
    transaction: (deed) => transaction((inner) => deed(noting(inner))),
    read: (deed) => read((inner, moment) => deed(noting(inner), moment)),
    write(kinds, deed) {
      writes++;
      return write(kinds, (inner, moment) => deed(noting(inner), moment));
    },
    inClass: (wanted, asker) => noted(inClass(wanted, asker), wanted, asker),
  } satisfies Partial<Store>);
}

const AT = "at=2026-11-21T14:00:00%2B07:00";
const QUESTIONS = [
  ...["/v1/targets", `/v1/targets?${AT}`, "/v1/targets/losses-per-day", `/v1/targets/losses-per-day?${AT}`],
  ...["/v1/sla", `/v1/sla?${AT}`, "/v1/sla/deadlines"],
];

const clock = handClock(NOW);
let program: Program;
let client: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  for (let n = 0; n < 40; n++)
    await program.tell(
      event("call.offered", NOW - n * 2 * DAY - SECOND, { callId: `c-${n}`, queue: "report" }),
    );
  await clock.turn(1_000);
  client = await firstAdministrator(program);
  // From now on it is known who asks, and what walls are judged by.
  for (const path of QUESTIONS) await (await get(path)).arrayBuffer();
  noted(program.store, "live");
});
afterAll(() => program.close());

const get = (path: string, signal?: AbortSignal) =>
  fetch(program.url + path, { headers: { cookie: client.header() }, ...(signal ? { signal } : {}) });

it("a statement of a GET is live only where events and walls wait for the same", async () => {
  const others = new Set<string>();
  for (const route of ROUTES) {
    if (route.method !== "GET" || route.isPage) continue;
    for (const example of route.examples ?? []) {
      if (example.isOnce) continue;
      ran = [];
      await (await get(addressOf(route, example))).arrayBuffer();
      for (const { of, what } of ran)
        if (of === "live" && !Object.hasOwn(LIVE, what.slice("live ".length)))
          others.add(`${what} for ${route.path}`);
    }
  }
  expect([...others].sort()).toEqual([]);
});

/** Does it while the one connection of the embedded database is held, by a class that no other is owed time for. */
async function whileHeld(deed: () => Promise<unknown>): Promise<void> {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const holding = program.store.inClass("background").transaction(() => {
    begin();
    return gate;
  });
  await begun;
  try {
    await deed();
  } finally {
    letGo();
    await holding;
  }
}

it("questions whose askers have gone while they wait never reach the database", async () => {
  const gone = new AbortController();
  await whileHeld(async () => {
    const answers = QUESTIONS.map((path) =>
      get(path, gone.signal).then(
        () => "answered",
        () => "gone",
      ),
    );
    await expect.poll(() => askers.size).toBe(QUESTIONS.length);
    gone.abort();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["gone"]));
    await expect.poll(() => [...askers].every(({ aborted }) => aborted)).toBe(true);
  });
  const dropped = new Set(askers);
  for (const of of ["pages", "background"] as const)
    await program.store.inClass(of).read((run) => run("ping"));
  expect(ran.filter(({ signal }) => signal && dropped.has(signal))).toEqual([]);
  expect(ran.map(({ what }) => what)).toEqual(expect.arrayContaining(["pages ping", "background ping"]));
});

it("of every route nothing is read for an asker who has gone, though no runner says for whom it reads", async () => {
  const gone = new Set<string>();
  const sent = vi.spyOn(pg.Client.prototype, "query");
  await whileHeld(async () => {
    for (const route of ROUTES) {
      if (route.method !== "GET" || route.isPage) continue;
      const asker = new AbortController();
      const { run } = route;
      const began = new Promise<AbortSignal>((resolve) => {
        route.run = (needs, given) => {
          resolve(given.signal);
          return run(needs, given);
        };
      });
      const answer = get(addressOf(route, route.examples?.[0]), asker.signal).then(
        (response) => response.arrayBuffer(),
        () => gone.add(route.path),
      );
      const signal = await Promise.race([began, answer.then(() => null)]);
      route.run = run;
      // It has got to its first statement, which waits; or it has answered without one.
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      asker.abort();
      await answer;
      if (signal) await expect.poll(() => signal.aborted).toBe(true);
    }
  });
  for (const of of ["pages", "background"] as const) await program.store.inClass(of).run("ping");
  const names = sent.mock.calls.map(([config]) => (config as { name?: string }).name ?? "");
  sent.mockRestore();
  // The audit of a file is a deed: what was begun is done. It may say too much, never too little.
  const others = ["", "ping", "appendAudit", ...Object.keys(LIVE)];
  const ofGone = names.filter((name) => !others.includes(name));
  expect([...new Set(ofGone)]).toEqual([]);
  expect(names.filter((name) => name === "ping").length).toBeGreaterThanOrEqual(2);
  expect(gone.size).toBeGreaterThan(30);
});

it("an event and a wall's reading go before all questions that wait", async () => {
  const waiting: Promise<unknown>[] = [];
  await whileHeld(async () => {
    for (const path of QUESTIONS)
      waiting.push(
        get(path).then(async (response) => {
          await response.arrayBuffer();
          expect([path, response.status]).toEqual([path, 200]);
        }),
      );
    await expect.poll(() => askers.size).toBe(QUESTIONS.length);
    waiting.push(program.store.read((run) => run("openFreezes", [NOW, 1, 0, null])));
    waiting.push(program.tell(event("call.offered", NOW, { callId: "now", queue: "report" })));
    await expect.poll(() => writes).toBe(1);
    expect(ran).toEqual([]);
  });
  await Promise.all(waiting);
  const first = ran.findIndex(({ signal }) => signal !== undefined);
  const before = ran.slice(0, first).map(({ what }) => what);
  expect(before).toEqual(expect.arrayContaining(["live openFreezes", "live merge calls"]));
  expect(new Set(ran.map(({ signal }) => signal)).size).toBeGreaterThan(QUESTIONS.length);
});
