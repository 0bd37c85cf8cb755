/** Displays over their sockets, and across two backends. */
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Assignment, ServerToScreen } from "#wire/live.ts";
import { cookieFor } from "../credentials.ts";
import { onceClock, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { newPanel, type Panel, pair } from "./pair.ts";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });

/** A wall that says that it is the screen of this name. */
function open(program: Pick<Program, "url">, panel: Panel, screen: string) {
  const socket: Socket<ServerToScreen> = io(program.url, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: panel.cookie ? { cookie: panel.cookie } : {},
  });
  sockets.push(socket as Socket);
  const told: Assignment[] = [];
  const ended: string[] = [];
  socket.on("connect", () => (socket as Socket).emit("join", { screen, scene: null, epoch: null, seq: 0 }));
  socket.on("assignment", (assignment) => told.push(assignment));
  socket.on("disconnect", (reason) => ended.push(reason));
  return { name: () => told.at(-1)?.screen, ended, socket };
}
const send = (program: Pick<Program, "url">, method: string, path: string, body?: object) =>
  fetch(program.url + path, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
const idOf = async (program: Pick<Program, "url">, name: string) =>
  ((await (await send(program, "GET", "/v1/displays")).json()) as { id: number; screen: string }[]).find(
    ({ screen }) => screen === name,
  )!.id;

describe("the socket of a display", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ clock: onceClock });
  });
  afterAll(() => program.close());

  it("is that of its own screen, whatever it says that it is", async () => {
    const panel = await pair(program, "hall");
    const wall = open(program, panel, "another");
    await until(wall.name).toBe("hall");
    const person = open(program, { ...newPanel(), cookie: await cookieFor(program.url) }, "another");
    await until(person.name).toBe("another");
  });

  it("gets the assignment of its own screen, also when many come at once", async () => {
    const names = Array.from({ length: 12 }, (_, n) => `one of many ${n}`);
    const panels: Panel[] = [];
    for (const name of names) panels.push(await pair(program, name));
    const walls = panels.map((panel) => open(program, panel, "another"));
    await until(() => walls.map(({ name }) => name())).toEqual(names);
  });

  it("is known by its cookie without a question, once it was read, until it is revoked", async () => {
    const panel = await pair(program, "known");
    const id = await idOf(program, "known");
    await program.displays.identify(panel.cookie);
    expect(program.displays.recall(panel.cookie)).toBe(id);
    expect(program.displays.recall("display=nobody")).toBeNull();
    await send(program, "DELETE", `/v1/displays/${id}`);
    await program.displays.identify(panel.cookie);
    expect(program.displays.recall(panel.cookie)).toBeNull();
  });

  it("is ended at once when the display is revoked, and the others are not", async () => {
    const panel = await pair(program, "revoked");
    const wall = open(program, panel, "revoked");
    const other = open(program, await pair(program, "other"), "other");
    await until(wall.name).toBe("revoked");
    await until(other.name).toBe("other");
    await send(program, "DELETE", `/v1/displays/${await idOf(program, "revoked")}`);
    await until(() => wall.ended).toEqual(["io server disconnect"]);
    expect(other.socket.connected).toBe(true);
  });

  it("is ended when its screen gets another name, under which it comes back", async () => {
    const panel = await pair(program, "before");
    const wall = open(program, panel, "before");
    await until(wall.name).toBe("before");
    await send(program, "POST", "/v1/screens/before/rename", { name: "ห้อง 2" });
    await until(() => wall.ended).toEqual(["io server disconnect"]);
    await until(open(program, panel, "before").name).toBe("ห้อง 2");
  });
});

describe.skipIf(!SERVER)("of two backends", () => {
  let database: Database;
  const programs: Program[] = [];
  beforeAll(async () => {
    database = await makeDatabase();
    for (let n = 0; n < 2; n++) programs.push(await startProgram({ config: { databaseUrl: database.url } }));
  });
  afterAll(async () => {
    for (const program of programs) await program.close();
    await database?.drop();
  });
  it("both end the sockets of a display that one of them revokes", async () => {
    const [one, two] = programs as [Program, Program];
    const panel = await pair(one, "hall");
    const walls = [open(one, panel, "hall"), open(two, panel, "hall")];
    for (const wall of walls) await until(wall.name).toBe("hall");
    await send(one, "DELETE", `/v1/displays/${await idOf(one, "hall")}`);
    for (const wall of walls) await until(() => wall.ended).toEqual(["io server disconnect"]);
    expect(await two.displays.identify(panel.cookie)).toBeNull();
  });
});
