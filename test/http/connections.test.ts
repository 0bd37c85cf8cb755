import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { LIMITS, openServer, type ServerLimits } from "../../backend/http/server.ts";
import { openRaw, type RawConnection } from "../socket.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 10 });

async function listen(onRequest: RequestListener, limits: Partial<ServerLimits> = {}) {
  const http = openServer({ ...LIMITS, graceMs: 0, ...limits });
  http.serve(onRequest);
  const port = await http.listen(0, "127.0.0.1");
  closers.push(http.stop);
  const open = async () => {
    const raw = await openRaw(`http://127.0.0.1:${port}`);
    closers.push(raw.end);
    return raw;
  };
  return { port, open, http };
}
const serve = async (...asked: Parameters<typeof listen>) => (await listen(...asked)).open;

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const echo: RequestListener = (request, response) => response.end(`<${request.url}>`);
const answersOf = (raw: RawConnection) =>
  raw
    .received()
    .match(/<[^>]*>/g)
    ?.join("") ?? "";
const isOpen = (raw: RawConnection) => !raw.socket.closed && !raw.socket.readableEnded;
describe("the requests of one connection", () => {
  it("are worked on one after the other, in their order", async () => {
    const begun: string[] = [];
    const waiting: (() => void)[] = [];
    const open = await serve((request, response) => {
      begun.push(request.url!);
      waiting.push(() => response.end(`<${request.url}>`));
    });
    const raw = await open();
    raw.write(get("/a") + get("/b") + get("/c"));
    for (const [index, path] of ["/a", "/b", "/c"].entries()) {
      await until(() => begun.length).toBe(index + 1);
      expect(begun.at(-1)).toBe(path);
      waiting[index]!();
    }
    await until(() => answersOf(raw)).toBe("</a></b></c>");
  });

  it("are not taken when too many wait: the connection ends, and others go on", async () => {
    let begun = 0;
    const open = await serve((request, response) => {
      begun++;
      if (request.url !== "/held") echo(request, response);
    });
    const [flood, other] = [await open(), await open()];
    flood.write(get("/held").repeat(20_000));
    await until(() => isOpen(flood)).toBe(false);
    expect([begun, answersOf(flood)]).toEqual([1, ""]);
    other.write(get("/other"));
    await until(() => answersOf(other)).toBe("</other>");
  });

  it("are not even read when too many have come with them", async () => {
    const { open, http } = await listen(() => {}, { mostWaiting: 16 });
    let requests = 0;
    let upgrades = 0;
    http.server.on("request", () => requests++);
    http.server.on("upgrade", () => upgrades++);
    const raw = await open();
    raw.write(get("/a").repeat(1_000));
    await until(() => isOpen(raw)).toBe(false);
    // One is worked on, 16 wait, and one is too many; what looks like an upgrade ends the reading.
    expect([requests, upgrades]).toEqual([18, 1]);
  });

  it("that nobody reads stop at the first that does not leave", async () => {
    let begun = 0;
    const open = await serve((_request, response) => {
      begun++;
      response.end(Buffer.alloc(16 * 1024 * 1024));
    });
    const raw = await open();
    raw.socket.pause();
    raw.write(get("/").repeat(16));
    await until(() => begun).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).toBe(1);
  });
});

describe("connections", () => {
  it("that have sent no request make room first, then those that are idle for longest; those that work stay", async () => {
    const waiting: (() => void)[] = [];
    const hold: RequestListener = (request, response) => {
      if (request.url === "/held") waiting.push(() => response.end("<held>"));
      else echo(request, response);
    };
    const open = await serve(hold, { mostConnections: 4 });
    const [working, early, late] = [await open(), await open(), await open()];
    working.write(get("/held"));
    await until(() => waiting.length).toBe(1);
    for (const raw of [late, early]) {
      raw.write(get("/used"));
      await until(() => answersOf(raw)).toBe("</used>");
    }
    const silent = await open();
    const states = () => [working, early, late, silent].map(isOpen);
    const first = await open();
    await until(states).toEqual([true, true, true, false]);
    first.write(get("/held"));
    await until(() => waiting.length).toBe(2);
    await open();
    await until(states).toEqual([true, true, false, false]);
    for (const raw of [working, first, early]) raw.write(get("/held"));
    for (const answer of waiting) answer();
    await until(() => [working, first].map((raw) => /<held>/.test(raw.received()))).toEqual([true, true]);
  });

  it.skipIf(process.platform !== "linux")(
    "that come at once all find a place in the kernel's queue: none of them has to come again",
    async () => {
      const { port } = await listen(echo);
      const most = Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
      const count = Math.min(1_000, most);
      const sockets = Array.from({ length: count }, () => connect(port, "127.0.0.1"));
      closers.push(() => {
        for (const socket of sockets) socket.destroy();
      });
      // A socket connects in the next tick, which is the same turn of the event loop: nothing has been accepted yet.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      expect(queueOf(port)).toBe(count);
      await Promise.all(sockets.map((socket) => once(socket, "connect")));
    },
  );

  it("that have sent no request are only so many: the first of them gives way, and one that was of use stays", async () => {
    const open = await serve(echo, { mostFresh: 2 });
    const used = await open();
    used.write(get("/used"));
    await until(() => answersOf(used)).toBe("</used>");
    const silent = [await open(), await open(), await open()];
    await until(() => silent.map(isOpen)).toEqual([false, true, true]);
    expect(isOpen(used)).toBe(true);
  });

  it("when all of them work there is no room", async () => {
    const waiting: (() => void)[] = [];
    const hold: RequestListener = (request, response) => {
      if (request.url === "/held") waiting.push(() => response.end("<held>"));
      else echo(request, response);
    };
    const open = await serve(hold, { mostConnections: 3 });
    const working = await open();
    working.write(get("/held"));
    await until(() => waiting.length).toBe(1);
    const [first, second] = [await open(), await open()];
    second.write(get("/2"));
    await until(() => answersOf(second)).toBe("</2>");
    const third = await open();
    third.write(get("/3"));
    await until(() => answersOf(third)).toBe("</3>");
    await until(() => [working, first, second, third].map(isOpen)).toEqual([true, false, true, true]);
    for (const raw of [second, third]) raw.write(get("/held"));
    await until(() => waiting.length).toBe(3);
    // All of them work: there is no room.
    const late = await open();
    await until(() => isOpen(late)).toBe(false);
    for (const answer of waiting) answer();
    await until(() => [working, second, third].map((raw) => /<held>/.test(raw.received()))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("that were upgraded and that nobody closes are ended after the grace of a stop", async () => {
    const { http, open } = await listen(echo, { graceMs: 100 });
    const upgraded = once(http.server, "upgrade");
    const raw = await open();
    raw.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    await upgraded;
    http.stop();
    expect(isOpen(raw)).toBe(true);
    await http.ended();
    await until(() => isOpen(raw)).toBe(false);
  });

  it.each<[string, (raw: RawConnection) => void]>([
    ["silent", () => {}],
    ["that send half a line", (raw) => raw.write("GET / HT")],
    ["that send their head too slowly", (raw) => drip(raw, "GET / HTTP/1.1\r\n", "x: y\r\n")],
    ["silent after an answer", (raw) => raw.write(get("/"))],
  ])("that are %s are ended", async (_what, send) => {
    const open = await serve(echo, { headMs: 200, keepAliveMs: 200 });
    const raw = await open();
    send(raw);
    await until(() => isOpen(raw)).toBe(false);
  });

  it("with a body that comes a line at a time stay longer than any head may take", async () => {
    let body = "";
    const lines = 20;
    const open = await serve(
      (request, response) => {
        request.on("data", (chunk) => {
          body += chunk;
          if (body.length === 2 * lines) response.end("<all>");
        });
      },
      { headMs: 100, silentMs: 1_000 },
    );
    const raw = await open();
    raw.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${2 * lines}\r\n\r\n`);
    for (let line = 0; line < lines; line++) {
      raw.write("x\n");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await until(() => answersOf(raw)).toBe("<all>");
  });

  it("whose body stops are ended", async () => {
    const open = await serve(() => {}, { silentMs: 200 });
    const raw = await open();
    raw.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx");
    await until(() => isOpen(raw)).toBe(false);
  });

  it("that read slowly get their whole answer", { timeout: 70_000 }, async () => {
    const bytes = 24 * 1024 * 1024;
    const open = await serve((_request, response) => response.end(Buffer.alloc(bytes, "x")), {
      silentMs: 300,
    });
    const raw = await open();
    raw.write(get("/"));
    // Some 400 pieces, so about two seconds.
    raw.socket.on("data", () => {
      raw.socket.pause();
      setTimeout(() => raw.socket.resume(), 5);
    });
    await expect.poll(() => raw.socket.bytesRead, { timeout: 60_000 }).toBeGreaterThan(bytes);
  });
});

/** How many connections wait to be accepted at a port. */
function queueOf(port: number): number {
  const listening = new RegExp(
    `:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A \\S+:(\\S+)`,
  );
  return Number.parseInt(listening.exec(readFileSync("/proc/net/tcp", "utf8"))![1]!, 16);
}

function drip(raw: RawConnection, first: string, then: string) {
  raw.write(first);
  const timer = setInterval(() => raw.write(then), 50);
  closers.push(() => clearInterval(timer));
}
