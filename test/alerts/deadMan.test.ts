/** Whoever watches from outside hears that alerts work, and only while they do. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { DeadMan } from "#wire/alerts.ts";
import { type EngineAudit, faultsOf, openDeadMan } from "../../backend/alerts/deadMan.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { addMessages, auditAlerts } from "../../backend/alerts/outbox/messageQueries.ts";
import { addRecipient } from "../../backend/alerts/recipientQueries.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";

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
let clock: MovedClock;
let program: Program;
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/ping`;
  clock = movedClock();
  program = await startProgram({ clock, config: { deadMan: { url, everyMs: 100 } } });
});
afterAll(async () => {
  await program.close();
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

  it("hears nothing when the judge is paused, and the reason stands at /v1/health", async () => {
    await program.alerts.stop();
    clock.ahead += 6 * SECOND;
    await until(health).toMatchObject({ state: "withheld", why: ["not-judged"] });
    const before = heard;
    const { at } = await health();
    await until(async () => (await health()).at! > at!).toBe(true);
    expect(heard).toBe(before);
    expect(await metrics()).toMatch(/^warroom_dead_man_heard 0$/m);
  });

  it("hears nothing while the outbox is stuck, and again once it is not", async () => {
    const { run } = program.store;
    const recipient = {
      name: "duty",
      lang: "th" as const,
      mostIn10Minutes: 10,
      hears: [],
      channels: [{ kind: "mail" as const, to: "duty@example.go.th" }],
    };
    const id = (await addRecipient(run, recipient, "whsec_"))!;
    const now = clock.now();
    const own = openDeadMan({
      url,
      everyMs: 20,
      clock,
      onTrouble: () => {},
      audit: async () => ({ ...(await auditAlerts(run, now + 2 * MINUTE)), judgedAgo: 0 }),
    });
    await until(() => own.state().state).toBe("heard");
    const message = (n: number) => ({
      id: `00000000-0000-4000-8000-00000000000${n}`,
      episode: null,
      seq: n,
      kind: "test" as const,
      recipient: id,
      channel: 0,
      channelKind: "mail" as const,
      step: 0,
      repeat: 0,
      why: null,
      madeAt: now,
      dueAt: now,
      parent: null,
    });
    await addMessages(run, [{ ...message(1), state: "queued" }]);
    await until(() => own.state()).toMatchObject({ state: "withheld", why: ["messages-late"] });
    const before = heard;
    const { at } = own.state();
    await until(() => own.state().at! > at!).toBe(true);
    expect(heard).toBe(before);
    await own.close();
    expect((await readJudge(run)).isHeld).toBe(false);
  });
});
