/** Two backends on one server, one of which is stopped or killed: each message once, and none lost. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import { type Running, startProcess } from "../process.ts";
import { event } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { type Hook, openHook } from "./receivers.ts";

const KEY = "the-key-of-the-first-source";
let database: Database;
let hook: Hook;
const backends: Running[] = [];
beforeEach(async () => {
  if (!SERVER) return;
  [database, hook] = await Promise.all([makeDatabase(), openHook()]);
});
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.kill("SIGKILL");
  await database?.drop();
  await hook?.close();
});

async function start(): Promise<Running> {
  const backend = await startProcess({
    DATABASE_URL: database.url,
    BOOTSTRAP_SOURCE_KEY: KEY,
    WEBHOOK_NETWORKS: "127.0.0.1",
  });
  backends.push(backend);
  return backend;
}
const send = (backend: Running, path: string, body: unknown, type = "application/json") =>
  fetch(backend.url + path, {
    method: "POST",
    headers: { "content-type": type, ...(path === "/v1/events" ? { authorization: `Bearer ${KEY}` } : {}) },
    body: JSON.stringify(body),
  });
const add = (backend: Running) =>
  send(backend, "/v1/alerts/recipients", {
    name: "x",
    lang: "th",
    mostIn10Minutes: 50,
    hears: [{ policy: "duty", afterMinutes: 0 }],
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
  });
const late = (backend: Running, bank: string) =>
  send(
    backend,
    "/v1/events",
    [
      event("freeze.requested", Date.now() - HOUR - SECOND, {
        freezeId: bank,
        reportId: bank,
        bank,
        hop: 1,
        amountSatang: 100,
        accountToken: "t",
      }),
    ],
    "application/cloudevents-batch+json",
  );
const told = () => hook.got.map(({ body }) => (body.data.subject as { of: string }).of);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 50 });
const judge = async () =>
  (await database.admin.query("select term, holder, judged_at from judge")).rows[0] as {
    term: string;
    holder: string;
    judged_at: Date;
  };

describe.skipIf(!SERVER)("of two backends", { timeout: 180_000 }, () => {
  it("one judges; when it is killed the other goes on, and nobody is told twice", async () => {
    const one = await start();
    await until(async () => (await judge()).holder).not.toBeNull();
    const other = await start();
    await add(other);
    await late(other, "KBANK");
    await until(told).toEqual(["KBANK"]);
    const { term } = await judge();
    await one.kill("SIGKILL");
    await until(async () => (await judge()).term).not.toBe(term);
    await late(other, "SCB");
    await until(told).toEqual(["KBANK", "SCB"]);
    // Looked at again since: nothing was repeated.
    const { judged_at } = await judge();
    await until(async () => (await judge()).judged_at.getTime()).toBeGreaterThan(
      judged_at.getTime() + 3 * SECOND,
    );
    expect(told()).toEqual(["KBANK", "SCB"]);
  });

  it("one judges; when it is stopped the other takes over, and when it wakes it writes and sends nothing again", async () => {
    const one = await start();
    await until(async () => (await judge()).holder).not.toBeNull();
    const other = await start();
    await add(other);
    const before = await judge();
    one.child.kill("SIGSTOP");
    await until(async () => (await judge()).holder).not.toBe(before.holder);
    await late(other, "KBANK");
    await until(told).toEqual(["KBANK"]);
    one.child.kill("SIGCONT");
    const { judged_at } = await judge();
    await until(async () => (await judge()).judged_at.getTime()).toBeGreaterThan(
      judged_at.getTime() + 3 * SECOND,
    );
    expect((await judge()).term).toBe(String(Number(before.term) + 1));
    expect(told()).toEqual(["KBANK"]);
  });
});
