import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { HealthAnswer } from "../../backend/health/answer.ts";
import { asNobody } from "../credentials.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";

const clock = handClock(Date.parse("2026-11-26T12:00:00+07:00"));
let program: Program;
let screen: Screen;
beforeAll(async () => {
  program = await startProgram({ clock });
  const source = { types: ["source.beat"], banks: null, beatSeconds: 15, simulated: false };
  await program.sources.register({ ...source, name: "CFR", nameTh: "ศูนย์ CFR" });
  screen = await openScreen(program.url, { screen: "hall", scene: null, epoch: null, seq: 0 });
});
afterAll(async () => {
  screen.socket.close();
  await program.close();
});

const health = async ({ url } = program) => (await (await fetch(`${url}/v1/health`)).json()) as HealthAnswer;

describe("the health", () => {
  it("has this backend and its database", async () => {
    const { at, server, database, certificateUntil, warnings } = await health();
    expect(at).toBe(clock.now());
    expect(server.up).toBeGreaterThan(0);
    expect(server.memoryBytes).toBeGreaterThan(server.heapBytes);
    expect(server.held.longest).toBeGreaterThanOrEqual(server.held.p99);
    expect(database).toMatchObject({
      kind: "embedded",
      answerMs: expect.any(Number),
      freeBytes: expect.any(Number),
    });
    expect([certificateUntil, warnings]).toEqual([null, []]);
  });

  it("counts what became of the events, and of a check nothing", async () => {
    const call = event("call.offered", clock.now(), { callId: "c-1", queue: "report" });
    await program.send([call, { ...call, id: "other", type: "th.aoc1441.nothing" }]);
    await program.send([call]);
    await fetch(`${program.url}/v1/events/check`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${program.key}`,
        "content-type": "application/cloudevents-batch+json",
      },
      body: JSON.stringify([event("call.offered", clock.now(), { callId: "c-2", queue: "report" })]),
    });
    expect((await health()).events).toEqual({ accepted: 1, duplicate: 1, rejected: 1 });
  });

  it("has every source, and what is wrong with it", async () => {
    const states = async () =>
      Object.fromEntries((await health()).sources!.map(({ name, state }) => [name, state]));
    expect(await states()).toMatchObject({ CFR: "silent" });
    const { key } = await program.sources.register({
      name: "CFR",
      nameTh: "ศูนย์ CFR",
      types: ["source.beat"],
      banks: null,
      beatSeconds: 15,
      simulated: false,
    });
    await program.send(
      [event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() })],
      { key },
    );
    expect(await states()).toMatchObject({ CFR: "well" });
    await program.send(
      [event("source.beat", clock.now() + 10_000, { through: new Date(clock.now()).toISOString() })],
      { key },
    );
    expect(await states()).toMatchObject({ CFR: "clock-off" });
    await clock.turn(MINUTE);
    expect(await states()).toMatchObject({ CFR: "silent" });
  });

  it("has every screen, and counts the walls", async () => {
    await fetch(`${program.url}/v1/screens/desk`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"scene":"calls"}',
    });
    const { screens, walls } = await health();
    expect(screens!.map(({ name, state }) => [name, state === "gone"])).toEqual([
      ["desk", true],
      ["hall", false],
    ]);
    expect(walls).toBe(1);
  });

  it("is told to Prometheus", async () => {
    const response = await fetch(`${program.url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    expect(text).toMatch(/^warroom_database_up 1$/m);
    expect(text).toMatch(/^warroom_source_up\{source="CFR"\} \d$/m);
    expect(text).toMatch(/^warroom_screen_up\{screen="desk"\} 0$/m);
  });

  it("is answered without the database, which it then names", async () => {
    const other = await startProgram();
    // Whose key it is, is known from before.
    await health(other);
    await other.store.close();
    expect(await health(other)).toMatchObject({
      database: { answerMs: null },
      sources: null,
      screens: null,
      walls: null,
      server: { up: expect.any(Number) },
    });
    expect(await (await fetch(`${other.url}/metrics`)).text()).toMatch(/^warroom_database_up 0$/m);
    expect(await (await fetch(`${other.url}/healthz`)).json()).toEqual({ ok: true });
    const ready = await fetch(`${other.url}/readyz`);
    expect([ready.status, (await ready.json()).detail]).toEqual([503, "it is not ready: database"]);
    await other.close().catch(() => {});
  });

  it("is no way to load the database for whoever asks whether it is ready", async () => {
    const asked = vi.spyOn(program.store, "run");
    const ready = await Promise.all(Array.from({ length: 200 }, () => asNobody(`${program.url}/readyz`)));
    expect(new Set(ready.map(({ status }) => status))).toEqual(new Set([200]));
    // The clock stands.
    expect(asked.mock.calls.filter(([name]) => name === "ping").length).toBeLessThanOrEqual(1);
    asked.mockRestore();
  });

  it.each(["/v1/health", "/metrics"])("is not for everybody: %s", async (path) => {
    expect((await asNobody(program.url + path)).status).toBe(401);
  });

  it.each(["/healthz", "/readyz"])("is yes or no for everybody: %s", async (path) => {
    const response = await fetch(program.url + path, { headers: { "x-forwarded-for": "192.0.2.31" } });
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });
});
