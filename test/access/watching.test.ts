/** The live connection of whoever may no longer watch ends at once, and no other does. */
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const EVERYTHING = { banks: null, provinces: null, agencies: null };
const sockets: Socket[] = [];
let program: Program;
let admin: Client;
let count = 0;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => program.close());

/** @param headers who watches */
function watch(headers: Record<string, string>) {
  const seen = { snapshots: 0, beats: 0, ended: [] as string[], refused: [] as string[] };
  const socket = io(program.url, {
    ...{ transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders: headers },
  });
  sockets.push(socket);
  socket.on("connect", () => socket.emit("join", { scene: "overview", epoch: null, seq: 0 }));
  socket.on("snapshot", () => seen.snapshots++);
  socket.on("beat", () => seen.beats++);
  socket.on("disconnect", (reason) => seen.ended.push(reason));
  socket.on("connect_error", ({ message }) => seen.refused.push(message));
  return seen;
}
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
async function watching(headers: Record<string, string>) {
  const seen = watch(headers);
  await until(() => seen.snapshots).toBeGreaterThan(0);
  return seen;
}
const somebody = (role = "viewer") => newPerson(program, admin, `watcher-${++count}`, role);

describe("who watches is cut off at once", () => {
  it.each<[string, (watcher: { client: Client; id: number }) => Promise<unknown>]>([
    ["signs out", ({ client }) => client.ask("DELETE", "/v1/session")],
    [
      "ends this session from another browser",
      async ({ client }) => {
        const other = openClient(program.url);
        await other.ask("POST", "/v1/session", { name: `watcher-${count}`, password: PASSWORD });
        await other.ask("DELETE", "/v1/sessions");
        expect((await client.ask("GET", "/v1/session")).body.person).toBe(null);
      },
    ],
    ["is signed out by an administrator", ({ id }) => admin.ask("DELETE", `/v1/people/${id}/sessions`)],
    ["is disabled", ({ id }) => admin.ask("POST", `/v1/people/${id}/disable`)],
    [
      "is limited to a bank",
      ({ id }) =>
        admin.ask("PUT", `/v1/people/${id}`, {
          ...{ displayName: "limited", role: "viewer" },
          scope: { ...EVERYTHING, banks: ["KBANK"] },
        }),
    ],
  ])("who %s", async (_what, deed) => {
    const watcher = await somebody();
    const headers = { cookie: watcher.client.header() };
    const seen = await watching(headers);
    const others = await watching({ cookie: (await somebody()).client.header() });
    count -= 1;
    await deed(watcher);
    await until(() => seen.ended).toEqual(["io server disconnect"]);
    expect(others.ended).toEqual([]);
    const again = watch(headers);
    await until(() => again.refused.length + again.ended.length).toBeGreaterThan(0);
    expect(again.snapshots).toBe(0);
    count += 1;
  });

  it("whose key for reading is revoked", async () => {
    const { body } = await admin.ask("POST", "/v1/reading-keys", { name: "wall-of-a-bank" });
    const headers = { authorization: `Bearer ${body.key}` };
    const seen = await watching(headers);
    await admin.ask("DELETE", "/v1/reading-keys/wall-of-a-bank");
    await until(() => seen.ended).toEqual(["io server disconnect"]);
    const again = watch(headers);
    await until(() => again.refused.length + again.ended.length).toBeGreaterThan(0);
    expect(again.snapshots).toBe(0);
  });

  it("and who only gets another role goes on", async () => {
    const { client, id } = await somebody();
    const seen = await watching({ cookie: client.header() });
    const changed = await admin.ask("PUT", `/v1/people/${id}`, {
      ...{ displayName: "promoted", role: "commander", scope: EVERYTHING },
    });
    expect(changed.status).toBe(200);
    const { beats } = seen;
    await until(() => seen.beats).toBeGreaterThan(beats + 1);
    expect(seen.ended).toEqual([]);
  });
});
