import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Kind } from "../../backend/store/cells.ts";
import {
  decode,
  EVERYTHING,
  encode,
  join,
  NOTHING,
  type Notification,
} from "../../backend/store/notification.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
const changed = (...entries: [Kind, number[]][]): Notification => ({ ...NOTHING, changed: new Map(entries) });
const minutes = (count: number) => Array.from({ length: count }, (_, n) => AT + n * MINUTE);

describe("a notification", () => {
  it.each<[string, Notification]>([
    ["of nothing", NOTHING],
    ["of everything", EVERYTHING],
    ["of minutes of two kinds", changed(["calls", minutes(3)], ["freezes", minutes(1)])],
    ["of a kind without a minute: a source was heard", changed(["lines", []])],
    ["of screens, sources, people and displays", { ...EVERYTHING, changed: new Map() }],
    ["of as many minutes as fit", changed(["calls", minutes(800)])],
  ])("%s comes as it was sent", (_what, sent) => {
    expect(decode(encode(sent))).toEqual(sent);
  });

  it("of more minutes than fit in a payload is of everything that can change by a commit", () => {
    const sent = { ...changed(["calls", minutes(5_000)]), screens: true };
    expect(Buffer.byteLength(encode(sent))).toBeLessThan(8_000);
    expect(decode(encode(sent))).toEqual({ ...NOTHING, changed: null, screens: true });
  });

  it.each([
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"changed":{}}',
    '{"changed":{},"screens":1,"sources":false,"people":false}',
  ])("that is no notification, %j, means everything", (payload) => {
    expect(decode(payload)).toEqual(EVERYTHING);
  });

  it.each(['{"tomorrow":[1]}', '{"calls":[1.5]}', '{"calls":["1"]}', '{"calls":1}', "[1]", "7"])(
    "with changes that are not understood, %s, means that everything may have changed",
    (what) => {
      const read = decode(
        `{"changed":${what},"screens":false,"sources":true,"people":false,"displays":false,"embeds":false,"objectives":false,"targets":false,"alerts":false}`,
      );
      expect(read).toEqual({ ...NOTHING, changed: null, sources: true });
    },
  );

  it("joined with another says what both say, each minute once", () => {
    const both = join(changed(["calls", minutes(2)]), {
      ...changed(["calls", minutes(3)], ["refunds", minutes(1)]),
      sources: true,
    });
    expect(both).toEqual({
      screens: false,
      sources: true,
      people: false,
      displays: false,
      embeds: false,
      objectives: false,
      targets: false,
      alerts: false,
      changed: new Map([
        ["calls", minutes(3)],
        ["refunds", minutes(1)],
      ]),
    });
    expect(join(both, EVERYTHING)).toEqual(EVERYTHING);
  });
});

// Their clocks stand still: nothing happens by time, only because the other says so.
describe.skipIf(!SERVER)("of two backends on one database server", () => {
  let database: Database;
  let one: Program;
  let other: Program;
  beforeAll(async () => {
    database = await makeDatabase();
    const config = { databaseUrl: database.url };
    one = await startProgram({ clock: handClock(AT), config });
    other = await startProgram({ clock: handClock(AT), config });
  });
  afterAll(async () => {
    await one?.close();
    await other?.close();
    await database.drop();
  });
  const screens: Screen[] = [];
  afterEach(() => {
    for (const { socket } of screens.splice(0)) socket.close();
  });
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 5 });
  async function watch(join: Parameters<typeof openScreen>[1]) {
    const screen = await openScreen(other.url, join);
    screens.push(screen);
    await until(() => screen.snapshots.length).toBe(1);
    return screen;
  }
  let count = 0;
  const tell = () =>
    one.tell(event("call.offered", AT - MINUTE, { callId: `said-${++count}`, queue: "report" }));
  const here = { "content-type": "application/json" };

  it("what is sent to one is on the other's screens without its clock moving", async () => {
    const screen = await watch({ scene: "overview", epoch: null, seq: 0 });
    await tell();
    const offered = () =>
      screen.frames.flatMap(({ changes }) => changes.figures?.["calls.offered@today"]?.value ?? []);
    await until(offered).toEqual([count]);
  });

  it("a named screen of one is assigned, taken over and given back through the other, at once", async () => {
    const screen = await watch({ screen: "hall", scene: null, epoch: null, seq: 0 });
    const last = () => `${screen.assignments.at(-1)!.scene} ${screen.assignments.at(-1)!.reason}`;
    await until(last).toBe("overview fixed");
    const hall = `${one.url}/v1/screens/hall`;
    await fetch(hall, { method: "PUT", headers: here, body: '{"scene":"losses"}' });
    await until(last).toBe("losses fixed");
    await fetch(`${hall}/takeover`, { method: "POST", headers: here, body: '{"scene":"calls"}' });
    await until(last).toBe("calls takeover");
    await fetch(`${hall}/takeover`, { method: "DELETE" });
    await until(last).toBe("losses fixed");
  });

  it("a key that is revoked at one is refused by the other, though it was trusted a moment before", async () => {
    const registration = { name: "bank", nameTh: "bank", types: ["source.beat"], banks: null };
    const { key } = await one.sources.register({ ...registration, beatSeconds: 30, simulated: false });
    const send = async () => (await other.send([], { key })).status;
    expect(await send()).toBe(200);
    await one.sources.revoke("bank");
    await until(send).toBe(401);
  });

  it("one that could not listen for a while takes it that everything has changed", async () => {
    const screen = await watch({ screen: "lobby", scene: null, epoch: null, seq: 0 });
    await database.admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'",
    );
    await fetch(`${one.url}/v1/screens/lobby`, { method: "PUT", headers: here, body: '{"scene":"freezes"}' });
    await until(() => screen.assignments.at(-1)!.scene).toBe("freezes");
  });
});
