/** The live connection of whoever may no longer watch ends at once, not at the next look at all of them, and no other does. */
import { io } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { onceClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";
import { type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const EVERYTHING = { banks: null, provinces: null, agencies: null };
const sockets: { disconnect(): unknown }[] = [];
let program: Program;
let admin: Client;
let count = 0;
beforeAll(async () => {
  program = await startProgram({ clock: onceClock });
  admin = await firstAdministrator(program);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => program.close());

const JOIN = { scene: "overview", epoch: null, seq: 0 } as const;
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
async function watching(headers: Record<string, string>): Promise<Screen> {
  const screen = await openScreen(program.url, JOIN, { headers });
  sockets.push(screen.socket);
  await until(() => screen.snapshots.length).toBeGreaterThan(0);
  return screen;
}
/** Comes again as it was, and is told why not, or sent away. */
async function isSentAway(headers: Record<string, string>) {
  const socket = io(program.url, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
  sockets.push(socket);
  const told: string[] = [];
  socket.on("connect", () => socket.emit("join", JOIN));
  for (const event of ["snapshot", "disconnect", "connect_error"]) socket.on(event, () => told.push(event));
  await until(() => told.length).toBeGreaterThan(0);
  expect(told).not.toContain("snapshot");
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
          displayName: "limited",
          role: "viewer",
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
    await until(() => seen.left).toBe(true);
    expect(others.left).toBe(false);
    await isSentAway(headers);
    count += 1;
  });

  it("whose key for reading is revoked", async () => {
    const { body } = await admin.ask("POST", "/v1/reading-keys", { name: "wall-of-a-bank" });
    const headers = { authorization: `Bearer ${body.key}` };
    const seen = await watching(headers);
    await admin.ask("DELETE", "/v1/reading-keys/wall-of-a-bank");
    await until(() => seen.left).toBe(true);
    await isSentAway(headers);
  });

  it("who gets another role, and comes back with it", async () => {
    const { client, id } = await somebody();
    const headers = { cookie: client.header() };
    const seen = await watching(headers);
    await admin.ask("PUT", `/v1/people/${id}`, {
      displayName: "promoted",
      role: "commander",
      scope: EVERYTHING,
    });
    await until(() => seen.left).toBe(true);
    await watching(headers);
  });
});
