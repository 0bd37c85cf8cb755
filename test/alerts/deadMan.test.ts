/** Whoever watches from outside hears that alerts work, and only while they do. */
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { DeadMan } from "#wire/alerts.ts";
import { type EngineAudit, faultsOf } from "../../backend/alerts/deadMan.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf } from "./overdue.ts";
import { type Hook, openHook } from "./receivers.ts";

const well: EngineAudit = { judgedAgo: 0, lateMessages: 0, lateEpisodes: 0, expired: 0 };

describe("the engine", () => {
  it.each<[string, Partial<EngineAudit>, DeadMan["why"]]>([
    ["works", {}, []],
    ["has judged five seconds ago", { judgedAgo: 5_000 }, []],
    ["has not judged for longer", { judgedAgo: 5_001 }, ["not-judged"]],
    ["has messages that are late", { lateMessages: 1 }, ["messages-late"]],
    ["has episodes that are late", { lateEpisodes: 2 }, ["episodes-late"]],
    ["has claims of a sender that is gone", { expired: 1 }, ["claims-expired"]],
    ["does nothing", { judgedAgo: 100_000, lateMessages: 3 }, ["not-judged", "messages-late"]],
  ])("says of itself what is wrong: it %s", (_what, more, why) => {
    expect(faultsOf({ ...well, ...more })).toEqual(why);
  });
});

let heard = 0;
let answer = 200;
const outside = http.createServer((_request, response) => {
  heard++;
  response.writeHead(answer).end("OK");
});
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let clock: MovedClock;
let hook: Hook;
let program: Program;
let url: string;
const start = () =>
  startProgram({
    clock,
    folder,
    config: { deadMan: { url, everyMs: 100 }, webhookNetworks: ["127.0.0.1"] },
  });
const alerts = alertsOf(
  () => program,
  () => clock,
);
beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/ping`;
  clock = movedClock();
  hook = await openHook();
  program = await start();
  await alerts.setRules(({ id }) => (id === "freeze-overdue" ? null : { isOn: false }));
  await alerts.add({ channels: [{ kind: "webhook", url: hook.url, format: "standard" }] });
  // Whoever hears of it later makes an alert that somebody has to look at again.
  const hears = [{ policy: "duty" as const, afterMinutes: 10 }];
  await alerts.add({
    name: "later",
    hears,
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
  });
});
afterAll(async () => {
  await program.close();
  await hook.close();
  rmSync(folder, { recursive: true });
  outside.closeAllConnections();
  await new Promise((resolve) => outside.close(resolve));
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const health = async () =>
  ((await (await fetch(`${program.url}/v1/health`)).json()) as { deadMan: DeadMan }).deadMan;
const metrics = async () => (await fetch(`${program.url}/metrics`)).text();

describe("an address outside", () => {
  it("hears of it again and again while all is well, which /v1/health and the metrics say", async () => {
    await until(() => heard).toBeGreaterThan(3);
    expect(await health()).toMatchObject({ state: "heard", heardAt: expect.any(Number), why: [] });
    expect(await metrics()).toMatch(/^warroom_dead_man_heard 1$/m);
    expect(await metrics()).toMatch(/^warroom_alerts_late\{of="messages"\} 0$/m);
  });

  it("that does not take it has not heard", async () => {
    answer = 503;
    await until(async () => (await health()).state).toBe("unreachable");
    expect(await metrics()).toMatch(/^warroom_dead_man_heard 0$/m);
    answer = 200;
    await until(async () => (await health()).state).toBe("heard");
  });

  /** It is withheld because of these, and stays so while it is asked again. */
  async function withheld(...why: DeadMan["why"]) {
    await until(health).toMatchObject({ state: "withheld", why });
    const before = heard;
    const { at } = await health();
    await until(async () => (await health()).at! > at!).toBe(true);
    expect(heard).toBe(before);
    expect(await metrics()).toMatch(/^warroom_dead_man_heard 0$/m);
  }

  it("hears nothing while the lease of a claim is over, and again once what became of it is known", async () => {
    hook.next.push("hang");
    await alerts.late(["KBANK"]);
    await until(() => hook.got.length).toBe(1);
    // The machine stood still meanwhile: the request is waited for longer than its claim holds.
    clock.ahead += 26 * SECOND;
    await withheld("claims-expired");
    await until(async () => (await health()).state).toBe("heard");
    clock.ahead += 5 * SECOND;
    await until(() => hook.got.length).toBe(2);
    expect(hook.once()).toHaveLength(1);
  });

  it("hears nothing when the engine stands, with each thing that is late as a reason, and again once it works", async () => {
    hook.next.push({ status: 503, headers: { "retry-after": "300" } });
    await alerts.late(["SCB"]);
    await until(async () => (await alerts.read((await alerts.episodeOf("SCB")).id)).messages).toMatchObject([
      { state: "queued", why: "receiver-busy" },
    ]);
    await program.alerts.stop();
    clock.ahead += 6 * SECOND;
    await withheld("not-judged");
    clock.ahead += 7 * MINUTE;
    await withheld("not-judged", "messages-late");
    clock.ahead += 5 * MINUTE;
    await withheld("not-judged", "messages-late", "episodes-late");
    expect(hook.got).toHaveLength(3);
    await program.close();
    program = await start();
    await until(async () => (await health()).state).toBe("heard");
    // What was late is told: the first message again, and both alerts to whoever hears of them later.
    await until(() => hook.got.length).toBe(6);
    expect(hook.once()).toHaveLength(4);
  });
});
