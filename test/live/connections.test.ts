import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Socket as Connection } from "engine.io";
import { io } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { MOST_UNSENT, openConnections, unsentOf } from "../../backend/live/connections.ts";
import { cookieFor } from "../credentials.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { openRaw } from "../socket.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });

async function serve(party: string | null = null) {
  const clock = handClock(0);
  const troubles: string[] = [];
  const connections = openConnections({
    clock,
    onTrouble: (what) => troubles.push(what),
    displayOf: ({ headers }) => (headers.cookie ? Number(headers.cookie) : null),
    partyOf: async () => ({ standing: "stranger", key: party }),
  });
  const server = createServer().listen(0, "127.0.0.1");
  server.on("request", async (request, response) => {
    if (!(await connections.poll(request, response))) response.writeHead(503).end();
  });
  server.on("upgrade", (request, socket, head) => {
    connections.connect(request, socket, head, () => socket.destroy());
  });
  await once(server, "listening");
  closers.push(() => {
    connections.engine.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/?EIO=4&transport=websocket`;
  async function open() {
    const opened = once(connections.engine, "connection");
    const socket = new WebSocket(url);
    socket.on("error", () => {});
    closers.push(() => socket.terminate());
    await once(socket, "message");
    const [connection] = await opened;
    return { socket, connection };
  }
  /** A display's web socket; null: there is no place for it. */
  async function openDisplay(id: number): Promise<WebSocket | null> {
    const socket = new WebSocket(url, { headers: { cookie: String(id) } });
    closers.push(() => socket.terminate());
    const isOpen = new Promise<boolean>((resolve) => {
      socket.once("open", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    return (await isOpen) ? socket : null;
  }
  const address = url.replace(/^ws/, "http").replace("websocket", "polling");
  /** A client that polls: what it is told on opening, and its connection. */
  async function openPolling() {
    const opened = once(connections.engine, "connection");
    const { sid } = JSON.parse((await (await fetch(address)).text()).slice(1)) as { sid: string };
    const [connection] = await opened;
    connections.joined(connection);
    const { host } = new URL(address);
    const poll = `GET /?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
    return {
      connection,
      poll,
      url: `http://${host}`,
      upgradeUrl: `${url}&sid=${sid}`,
      pollUrl: `${address}&sid=${sid}`,
    };
  }
  return { clock, connections, troubles, open, openDisplay, openPolling, address };
}

describe("a connection", () => {
  it("that reads nothing is ended when a megabyte lies unsent for it; one that reads stays", async () => {
    const { connections, troubles, open } = await serve();
    const deaf = await open();
    const slow = await open();
    for (const { connection } of [deaf, slow]) connections.joined(connection);
    deaf.socket.pause();
    const half = "x".repeat(MOST_UNSENT / 2);
    // The kernel's buffers take some megabytes first.
    await until(() => {
      for (const { connection } of [deaf, slow]) connection.send(half);
      return unsentOf(deaf.connection) > MOST_UNSENT;
    }).toBe(true);
    await until(() => unsentOf(slow.connection)).toBe(0);
    const gone = once(deaf.connection, "close");
    connections.sweep();
    await gone;
    expect([deaf.connection.readyState, slow.connection.readyState]).toEqual(["closed", "open"]);
    expect(deaf.connection.request.socket.destroyed).toBe(true);
    expect(troubles).toEqual(["connections of screens were ended (1: it did not read what it was sent)"]);
  });

  it("that polls is ended when a megabyte waits for it, and stays when it has read its answers", async () => {
    const { connections, troubles, openPolling } = await serve();
    const away = await openPolling();
    const reads = await openPolling();
    const half = "x".repeat(MOST_UNSENT / 2);
    for (let n = 0; n < 3; n++) away.connection.send(half);
    for (let n = 0; n < 3; n++) {
      reads.connection.send(half);
      expect((await (await fetch(reads.pollUrl)).text()).length).toBeGreaterThanOrEqual(half.length);
    }
    await until(() => unsentOf(reads.connection)).toBe(0);
    expect(unsentOf(away.connection)).toBe(3 * half.length);
    connections.sweep();
    expect([away.connection.readyState, reads.connection.readyState]).toEqual(["closed", "open"]);
    expect(troubles).toEqual(["connections of screens were ended (1: it did not read what it was sent)"]);
    expect((await fetch(away.pollUrl)).status).toBe(400);
  });

  it("that polls again without having read its answer is ended, and so is what it was sent", async () => {
    const { openPolling } = await serve();
    const { connection, poll, url } = await openPolling();
    const deaf = await openRaw(url);
    closers.push(deaf.end);
    deaf.socket.pause();
    // More than the kernel takes for a connection that is not read.
    connection.send("x".repeat(16 * MOST_UNSENT));
    deaf.write(poll);
    await until(() => unsentOf(connection)).toBeGreaterThan(MOST_UNSENT);
    const again = await openRaw(url);
    closers.push(again.end);
    const gone = once(connection, "close");
    again.write(poll);
    await gone;
    await until(() => unsentOf(connection)).toBe(0);
  });

  it("that began by polling is measured by its web socket once it has one", async () => {
    const { connections, openPolling } = await serve();
    const { connection, upgradeUrl, pollUrl } = await openPolling();
    const socket = new WebSocket(upgradeUrl);
    closers.push(() => socket.terminate());
    await once(socket, "open");
    const pending = fetch(pollUrl);
    socket.send("2probe");
    await once(socket, "message");
    await pending;
    socket.send("5");
    await until(() => connection.transport.name).toBe("websocket");
    socket.pause();
    await until(() => {
      connection.send("x".repeat(MOST_UNSENT / 2));
      return unsentOf(connection) > MOST_UNSENT;
    }).toBe(true);
    connections.sweep();
    expect(connection.readyState).toBe("closed");
  });

  it("that does not join within ten seconds is ended", async () => {
    const { clock, connections, open } = await serve();
    const [idle, joined] = [await open(), await open()];
    connections.joined(joined.connection);
    await clock.turn(10_000);
    connections.sweep();
    expect(idle.connection.readyState).toBe("open");
    await clock.turn(1);
    connections.sweep();
    expect([idle.connection.readyState, joined.connection.readyState]).toEqual(["closed", "open"]);
  });

  it("may send anything 200 times at once and 40 times a second, and is ended at the next", async () => {
    const { clock, connections, open } = await serve();
    const { socket, connection } = await open();
    let received = 0;
    connection.on("data", () => received++);
    const send = (count: number) => {
      for (let i = 0; i < count; i++) socket.send("4x");
    };
    send(200);
    await until(() => received).toBe(200);
    await clock.turn(1_000);
    send(40);
    await until(() => received).toBe(240);
    expect(connections.allows(connection, "painted")).toBe(true);
    send(1_000);
    await once(socket, "close");
    // The one that was too many may still be read, none of those after it.
    expect(received).toBeLessThanOrEqual(241);
    expect(connections.allows(connection, "painted")).toBe(false);
  });
});

describe("the messages of a connection", () => {
  it.each(["join", "acknowledge", "audioReady", "failed"] as const)(
    "%s may come ten times at once and once a second; the next ends it",
    async (message) => {
      const { clock, connections, openPolling } = await serve();
      const { connection } = await openPolling();
      const allowed = () => connections.allows(connection, message);
      for (let n = 0; n < 10; n++) expect(allowed()).toBe(true);
      await clock.turn(1_000);
      expect(allowed()).toBe(true);
      expect(connection.readyState).toBe("open");
      expect(allowed()).toBe(false);
      expect(connection.readyState).toBe("closed");
    },
  );

  it("are of 10,000 bytes at most; a longer one ends it unread", async () => {
    const { open } = await serve();
    const { socket, connection } = await open();
    const received: number[] = [];
    connection.on("data", (said: string) => received.push(said.length));
    socket.send(`4${"x".repeat(9_999)}`);
    await until(() => received).toEqual([9_999]);
    socket.send(`4${"x".repeat(10_000)}`);
    await once(socket, "close");
    expect(received).toEqual([9_999]);
  });
});

describe("what lies unsent for all together", () => {
  it("is 64 MB at most: those for whom the most lies are ended, the others stay", async () => {
    const { connections, troubles, openPolling } = await serve();
    // Each may have what lies for it: 73 x 0.9 MB and 8 x 0.1 MB are too much for all.
    const [large, small] = [0.9, 0.1].map((share) => "x".repeat(share * MOST_UNSENT));
    const deaf: Awaited<ReturnType<typeof openPolling>>[] = [];
    for (let n = 0; n < 81; n++) deaf.push(await openPolling());
    for (const [index, { connection }] of deaf.entries()) connection.send(index < 73 ? large! : small!);
    const stay = () => deaf.filter(({ connection }) => connection.readyState === "open");
    const unsent = () => stay().reduce((sum, { connection }) => sum + unsentOf(connection), 0);
    expect(unsent()).toBeGreaterThan(64 * MOST_UNSENT);
    connections.sweep();
    expect(unsent()).toBeLessThanOrEqual(64 * MOST_UNSENT);
    // No more of them than it takes, and none of the small.
    expect(stay()).toHaveLength(78);
    expect(deaf.slice(73).every(({ connection }) => connection.readyState === "open")).toBe(true);
    expect(troubles).toEqual(["connections of screens were ended (3: too much lay unsent for all together)"]);
  });
});

describe("a request that opens a connection", () => {
  // The engine takes the last identity that is named, and an empty one for none.
  it.each(["", "&sid=", "&sid=x&sid=", "&sid"])(
    "takes a place, whatever it says of an older one: %j",
    async (more) => {
      const { address, connections } = await serve("192.0.2.1");
      const answers = await Promise.all(Array.from({ length: 600 }, () => fetch(address + more)));
      const opened = answers.filter(({ status }) => status === 200).length;
      expect(opened).toBe(250);
      expect(connections.engine.clientsCount).toBe(opened);
    },
  );
});

describe("a display", () => {
  /** Others use up the new connections that there are for them. */
  async function flood(address: string) {
    const statuses = new Set<number>();
    while (!statuses.has(503))
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const response = await fetch(address);
          statuses.add(response.status);
          await response.arrayBuffer();
        }),
      );
  }

  it("has a place though others have used up theirs; it has four, and each is free again after a rest", async () => {
    const { clock, connections, openDisplay, address } = await serve();
    await flood(address);
    const sockets = [];
    for (let n = 0; n < 4; n++) sockets.push(await openDisplay(1));
    expect(sockets).not.toContain(null);
    expect(await openDisplay(1)).toBeNull();
    expect(await openDisplay(2)).not.toBeNull();
    const { clientsCount } = connections.engine;
    sockets[0]!.terminate();
    await until(() => connections.engine.clientsCount).toBe(clientsCount - 1);
    await clock.turn(4_999);
    connections.sweep();
    await flood(address);
    expect(await openDisplay(1)).toBeNull();
    await clock.turn(1);
    connections.sweep();
    expect(await openDisplay(1)).not.toBeNull();
    expect(await openDisplay(1)).toBeNull();
  });

  it("comes back with all others, each in its turn: a hundred at a time until they have their snapshots", async () => {
    const { clock, connections, openDisplay } = await serve();
    const opened: Connection[] = [];
    connections.engine.on("connection", (connection) => opened.push(connection));
    const all = Array.from({ length: 120 }, (_, id) => openDisplay(id + 1));
    await until(async () => {
      await clock.turn(20);
      return opened.length;
    }).toBe(100);
    await clock.turn(200);
    expect(opened.length).toBe(100);
    for (const connection of opened) connections.settled(connection);
    await until(async () => {
      await clock.turn(20);
      return opened.length;
    }).toBe(120);
    expect(await Promise.all(all)).not.toContain(null);
  });
});

describe("a screen", () => {
  it("that joins again and again gets a snapshot ten times at once, and is disconnected; others stay", async () => {
    const program: Program = await startProgram();
    closers.push(() => void program.close());
    const joining = { scene: "overview", epoch: null, seq: 0 } as const;
    const other = await openScreen(program.url, joining);
    const screen = await openScreen(program.url, joining);
    await until(() => screen.snapshots.length).toBe(1);
    for (let i = 0; i < 5; i++) screen.socket.emit("join", joining);
    await until(() => screen.snapshots.length).toBe(6);
    expect(screen.left).toBe(false);
    for (let i = 0; i < 150; i++) screen.socket.emit("join", joining);
    await until(() => screen.left).toBe(true);
    expect(screen.snapshots.length).toBeLessThanOrEqual(11);
    const { length } = other.beats;
    await until(() => other.beats.length).toBeGreaterThan(length + 1);
    expect(other.left).toBe(false);
    other.socket.close();
  });
});

it("is looked at by the program itself: a socket that never joins is ended, one that has joined is not", async () => {
  const clock = handClock(Date.parse("2026-11-21T14:05:00+07:00"));
  const program = await startProgram({ clock });
  const wall = await openScreen(program.url, { scene: "overview", screen: "joined", epoch: null, seq: 0 });
  const headers = { cookie: await cookieFor(program.url) };
  const idle = io(program.url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  closers.push(() => {
    for (const socket of [idle, wall.socket]) socket.close();
    void program.close();
  });
  await until(() => idle.connected).toBe(true);
  await clock.turn(12_000);
  await until(() => idle.connected).toBe(false);
  expect(wall.left).toBe(false);
});
