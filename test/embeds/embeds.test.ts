/** Embeds over HTTP and their sockets: each shows one thing, until it is over. */
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { hashOf, newToken } from "../../backend/access/tokens.ts";
import { addTicket } from "../../backend/embeds/queries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { type Client, firstAdministrator, newPerson, PASSWORD } from "../access/client.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";

const LIMITED = { banks: ["KBANK"], provinces: null, agencies: null };
const EVERYTHING = { banks: null, provinces: null, agencies: null };
const sockets: Socket[] = [];
let clock: MovedClock;
/** Nothing is done that is done again and again: what happens then happens at once. */
let isStill = false;
let program: Program;
let admin: Client;
let count = 0;
beforeAll(async () => {
  clock = movedClock();
  clock.every = (ms, deed) => realClock.every(ms, () => isStill || deed());
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
  for (const [n, bank] of ["KBANK", "SCB", "BBL"].entries())
    await program.tell(
      event("freeze.requested", clock.now() - MINUTE, {
        freezeId: bank,
        reportId: "r",
        bank,
        hop: 1,
        amountSatang: 10 ** (n + 1),
        accountToken: "t",
      }),
      event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
    );
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => program.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
const commander = (scope: object = EVERYTHING) =>
  newPerson(program, admin, `commander-${++count}`, "commander", scope);
const prove = () => admin.ask("POST", "/v1/session/proof", { password: PASSWORD });
const SCENE = { name: "portal", scene: "calls" };
const FIGURE = { name: "portal", metric: "freezes.requested_satang", days: 1 };
async function make(client: Client, body: object) {
  const answer = await client.ask("POST", "/v1/embeds", { endsAt: clock.now() + DAY, ...body });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  const ticket = (answer.body.address as string).split("#")[1]!;
  return { id: answer.body.embed.id as number, ticket, address: answer.body.address as string };
}
const bearer = (ticket: string) => ({ headers: { authorization: `Bearer ${ticket}` } });
async function ask(ticket: string, path = "/v1/embed", method = "GET") {
  const response = await fetch(program.url + path, { method, ...bearer(ticket) });
  return { status: response.status, body: await response.json() };
}
/** A page that has the ticket opens a socket and says what it wants. */
async function open(ticket: string, said: object = { scene: "calls", epoch: null, seq: 0 }) {
  const { body } = await ask(ticket, "/v1/embed/socket", "POST");
  return openWith(body.ticket, said);
}
function openWith(ticket: unknown, said: object) {
  const socket: Socket<ServerToScreen, ScreenToServer> = io(program.url, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    auth: { ticket },
  });
  sockets.push(socket as Socket);
  const wall = { socket, snapshots: [] as Snapshot[], isAssigned: false, isOver: false };
  socket.on("snapshot", (snapshot) => wall.snapshots.push(snapshot));
  socket.on("assignment", () => (wall.isAssigned = true));
  socket.on("disconnect", () => (wall.isOver = true));
  socket.on("connect", () => (socket as Socket).emit("join", said));
  return wall;
}

describe("whoever commands", () => {
  it("makes one, sees it in the list and in the audit, and its ticket is told once", async () => {
    const { client } = await commander();
    const { id, ticket, address } = await make(client, SCENE);
    expect(address).toBe(`${program.url}/embed#${ticket}`);
    const listed = await client.ask("GET", "/v1/embeds");
    expect(listed.body).toMatchObject({
      frameAncestors: "'none'",
      embeds: [{ id, state: "open", usedAt: null }],
    });
    expect(JSON.stringify(listed.body)).not.toContain(ticket);
    await ask(ticket);
    expect((await client.ask("GET", "/v1/embeds")).body.embeds[0].usedAt).toBeGreaterThan(
      clock.now() - MINUTE,
    );
    await client.ask("DELETE", `/v1/embeds/${id}`);
    const { rows } = (await admin.ask("GET", "/v1/audit?deed=embed")).body;
    expect(rows.map(({ deed, of }: { deed: string; of: object }) => [deed, of])).toEqual([
      ["embed.revoked", { kind: "embed", id: String(id) }],
      ["embed.made", { kind: "embed", id: String(id) }],
    ]);
    expect(JSON.stringify(rows)).not.toContain(ticket.split("-").slice(2).join("-"));
  });

  it.each<[string, object]>([
    ["neither scene nor figure", { name: "x" }],
    ["both", { ...SCENE, ...FIGURE }],
    ["a figure without its days", { name: "x", metric: "freezes.requested" }],
    ["a scene with days", { ...SCENE, days: 7 }],
    ["other days", { ...FIGURE, days: 2 }],
    ["no such figure", { ...FIGURE, metric: "constructor" }],
    ["an end that has passed", { ...SCENE, endsAt: 1 }],
    ["no end", { ...SCENE, endsAt: undefined }],
    ["an end in years", { ...SCENE, endsAt: Date.now() + 400 * DAY }],
    ["no name", { ...SCENE, name: " " }],
  ])("makes none of %s", async (_what, body) => {
    const { status } = await admin.ask("POST", "/v1/embeds", { endsAt: clock.now() + DAY, ...body });
    expect(status).toBe(400);
  });
});

describe("a scene", () => {
  it("is shown to the socket of its ticket, and no other scene, screen or deed", async () => {
    const { ticket } = await make(admin, SCENE);
    expect((await ask(ticket)).body).toMatchObject({ name: "portal", scene: "calls", figure: null });
    const before = ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).unnamed
      .length;
    for (const said of [
      { scene: "calls", epoch: null, seq: 0 },
      { scene: "overview", epoch: null, seq: 0 },
      { screen: "hall", scene: null, epoch: null, seq: 0 },
    ]) {
      const wall = await open(ticket, said);
      await until(() => wall.snapshots.map(({ scene }) => scene)).toEqual(["calls"]);
      wall.socket.emit("acknowledge", clock.now());
      expect([wall.isAssigned, wall.isOver]).toEqual([false, false]);
    }
    const screens = (await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer;
    expect([screens.unnamed.length, screens.screens]).toEqual([before, []]);
  });

  it("opens one socket with each ticket for it, within half a minute", async () => {
    const { ticket } = await make(admin, SCENE);
    const join = { scene: "calls", epoch: null, seq: 0 };
    const { body } = await ask(ticket, "/v1/embed/socket", "POST");
    const first = openWith(body.ticket, join);
    await until(() => first.snapshots.length).toBe(1);
    const late = (await ask(ticket, "/v1/embed/socket", "POST")).body.ticket;
    clock.ahead += 31_000;
    for (const used of [body.ticket, late, ticket, "x", 1, null, {}, ""]) {
      const second = openWith(used, join);
      await until(() => second.isOver).toBe(true);
      expect([used, second.snapshots]).toEqual([used, []]);
    }
    expect(first.isOver).toBe(false);
  });

  it("leaves room for walls, however many pages show it", async () => {
    const { id, ticket } = await make(admin, SCENE);
    const at = clock.now();
    const waiting = () => ({ tokenHash: hashOf(newToken()), embed: id, at, endsAt: at + 30_000 });
    // The database lets no more than so many wait at once.
    for (let n = 0; n < 10; n++)
      await Promise.all(Array.from({ length: 100 }, () => addTicket(program.store.run, waiting(), 1_000)));
    expect((await ask(ticket, "/v1/embed/socket", "POST")).status).toBe(429);
    clock.ahead += 31_000;
    expect((await ask(ticket, "/v1/embed/socket", "POST")).status).toBe(200);
  });
});

describe("a figure", () => {
  const figureOf = async (ticket: string) => (await ask(ticket)).body.figure.value;
  it("is told as far as its maker may see, now", async () => {
    const { ticket } = await make(admin, FIGURE);
    expect((await ask(ticket)).body).toMatchObject({
      scene: null,
      figure: { metric: FIGURE.metric, unit: "satang", value: 1_110, isCurrent: true, isSimulated: false },
    });
    const { client, id } = await commander(LIMITED);
    const limited = await make(client, FIGURE);
    expect(await figureOf(limited.ticket)).toBe(10);
    expect((await ask(limited.ticket, "/v1/embed/socket", "POST")).status).toBe(200);
    const wall = await open(limited.ticket);
    await until(() => wall.isOver).toBe(true);
    expect(wall.snapshots).toEqual([]);
    await admin.ask("PUT", `/v1/people/${id}`, {
      displayName: "x",
      role: "commander",
      scope: { ...LIMITED, banks: ["SCB"] },
    });
    expect(await figureOf(limited.ticket)).toBe(100);
  });
});

describe("who is limited", () => {
  it("embeds no scene and no figure of others, and sees and revokes his own alone", async () => {
    const { client } = await commander(LIMITED);
    const endsAt = clock.now() + DAY;
    for (const body of [SCENE, { ...FIGURE, metric: "calls.offered" }])
      expect((await client.ask("POST", "/v1/embeds", { endsAt, ...body })).status).toBe(403);
    const { id } = await make(admin, SCENE);
    expect((await client.ask("GET", "/v1/embeds")).body.embeds).toEqual([]);
    expect((await client.ask("DELETE", `/v1/embeds/${id}`)).status).toBe(404);
    const own = await make(client, FIGURE);
    expect((await client.ask("GET", "/v1/embeds")).body.embeds).toMatchObject([{ id: own.id }]);
    expect((await client.ask("DELETE", `/v1/embeds/${own.id}`)).status).toBe(204);
    expect((await admin.ask("DELETE", `/v1/embeds/${id}`)).status).toBe(204);
    expect((await client.ask("POST", `/v1/embeds/${id}/restore`)).status).toBe(404);
    expect((await client.ask("POST", `/v1/embeds/${own.id}/restore`)).status).toBe(204);
    expect((await ask(own.ticket)).status).toBe(200);
  });
});

describe("is cut at once", () => {
  afterEach(() => {
    isStill = false;
  });
  const setTo = (id: number, role: string, scope: object) =>
    admin.ask("PUT", `/v1/people/${id}`, { displayName: "x", role, scope });
  it.each<[string, (embed: { id: number }, maker: { id: number }) => Promise<unknown>]>([
    ["revoked", ({ id }) => admin.ask("DELETE", `/v1/embeds/${id}`)],
    ["of a maker who is disabled", (_embed, { id }) => admin.ask("POST", `/v1/people/${id}/disable`)],
    ["of a maker who may command no more", (_embed, { id }) => setTo(id, "viewer", EVERYTHING)],
    ["of a maker who is limited", (_embed, { id }) => setTo(id, "commander", LIMITED)],
  ])("one that is %s", async (_what, deed) => {
    const maker = await commander();
    const embed = await make(maker.client, SCENE);
    const wall = await open(embed.ticket);
    const other = await open((await make(admin, SCENE)).ticket);
    await until(() => wall.snapshots.length + other.snapshots.length).toBe(2);
    isStill = true;
    await deed(embed, maker);
    await until(() => wall.isOver).toBe(true);
    expect(other.isOver).toBe(false);
    expect(await ask(embed.ticket)).toMatchObject({ status: 410, body: { title: "gone" } });
    expect((await ask(embed.ticket, "/v1/embed/socket", "POST")).status).toBe(410);
  });

  it("one that is revoked, until that is taken back, within ten minutes", async () => {
    const { id, ticket } = await make(admin, SCENE);
    async function restore() {
      await prove();
      return (await admin.ask("POST", `/v1/embeds/${id}/restore`)).status;
    }
    const deeds = async () => {
      const { rows } = (await admin.ask("GET", `/v1/audit?object=embed/${id}`)).body;
      return rows.map(({ deed }: { deed: string }) => deed).reverse();
    };
    expect(await restore()).toBe(404);
    await admin.ask("DELETE", `/v1/embeds/${id}`);
    expect((await ask(ticket)).status).toBe(410);
    clock.ahead += 9 * MINUTE;
    expect(await restore()).toBe(204);
    const wall = await open(ticket);
    await until(() => wall.snapshots.length).toBe(1);
    expect(await restore()).toBe(404);
    expect(await deeds()).toEqual(["embed.made", "embed.revoked", "embed.restored"]);
    await admin.ask("DELETE", `/v1/embeds/${id}`);
    clock.ahead += 10 * MINUTE + 1;
    expect(await restore()).toBe(404);
    expect((await ask(ticket)).status).toBe(410);
  });

  it("one whose end has passed, for good", async () => {
    const { id, ticket } = await make(admin, { ...SCENE, endsAt: clock.now() + MINUTE });
    await admin.ask("DELETE", `/v1/embeds/${id}`);
    clock.ahead += MINUTE;
    expect((await admin.ask("POST", `/v1/embeds/${id}/restore`)).status).toBe(404);
    expect((await ask(ticket)).status).toBe(410);
  });

  it("one whose time is over, and tells so", async () => {
    const { ticket } = await make(admin, { ...SCENE, endsAt: clock.now() + MINUTE });
    const wall = await open(ticket);
    await until(() => wall.snapshots.length).toBe(1);
    clock.ahead += MINUTE;
    expect(await ask(ticket)).toMatchObject({ status: 410, body: { title: "gone" } });
    // Sockets are looked at every ten seconds.
    await expect.poll(() => wall.isOver, { timeout: 15_000 }).toBe(true);
  });
});

describe("a ticket", () => {
  it("that nobody has signed is nobody's", async () => {
    const { ticket } = await make(admin, SCENE);
    const [id, end, signature] = ticket.split(/-(?=\d)|(?<=\d)-/);
    for (const forged of [`${id}-${Number(end) + DAY}-${signature}`, `9${id}-${end}-${signature}`, "x", ""])
      expect([forged, (await ask(forged)).status]).toEqual([forged, 401]);
  });
});

// Time goes on by more than a proof lasts.
describe("a figure whose sources are silent", () => {
  it("is not told", async () => {
    const { ticket } = await make(admin, FIGURE);
    clock.ahead += 10 * MINUTE;
    expect((await ask(ticket)).body.figure).toMatchObject({ value: null, isCurrent: false });
  });
});

describe("however many are revoked and restored", () => {
  it("no more than 200 are open", async () => {
    await prove();
    const { client } = await commander();
    const bodies = Array.from({ length: 200 }, () => ({ endsAt: clock.now() + HOUR, ...FIGURE }));
    const statuses = [];
    for (const body of bodies) statuses.push((await client.ask("POST", "/v1/embeds", body)).status);
    expect(statuses.at(-1)).toBe(429);
    const open = async () =>
      (await admin.ask("GET", "/v1/embeds")).body.embeds.filter(
        ({ state }: { state: string }) => state === "open" || state === "lapsed",
      );
    const [first, ...others] = await open();
    expect(others).toHaveLength(199);
    await admin.ask("DELETE", `/v1/embeds/${first.id}`);
    await make(client, FIGURE);
    const refused = await admin.ask("POST", `/v1/embeds/${first.id}/restore`);
    expect([refused.status, refused.body.title]).toEqual([429, "busy"]);
    expect((await open()).map(({ id }: { id: number }) => id)).not.toContain(first.id);
    await admin.ask("DELETE", `/v1/embeds/${others[0].id}`);
    expect((await admin.ask("POST", `/v1/embeds/${first.id}/restore`)).status).toBe(204);
  });
});
