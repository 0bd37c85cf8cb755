import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { root } from "../../backend/build/root.ts";
import { pair } from "../displays/pair.ts";
import { event, type Program, startProgram } from "../program.ts";
import { ROUTES } from "../routes.ts";
import { openRaw } from "../socket.ts";

const log: string[] = [];
let program: Program;
beforeAll(async () => {
  program = await startProgram({ log: pino({ level: "warn" }, { write: (line) => void log.push(line) }) });
});
afterAll(() => program.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
let calls = 0;
const offered = () => event("call.offered", Date.now(), { callId: `call-${++calls}`, queue: "report" });

/** What Java's client sends with its first request. */
const H2C =
  "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA";
const CHUNKED = "transfer-encoding: chunked";

describe("a request that offers HTTP/2", () => {
  const post = (more: string) =>
    `POST /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${program.key}\r\ncontent-type: application/cloudevents+json\r\n${H2C}\r\n${more}\r\n\r\n`;
  const length = (body: string) => `content-length: ${Buffer.byteLength(body)}`;
  const inChunks = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

  it.each<[string, (body: string) => string[]]>([
    ["with a body in the same packet", (body) => [post(length(body)) + body]],
    ["with a body that follows", (body) => [post(length(body)), body.slice(0, 10), body.slice(10)]],
    ["with a body in chunks", (body) => [post(CHUNKED) + inChunks(body)]],
    ["with chunks that follow", (body) => [post(CHUNKED), inChunks(body)]],
    ["without a body", () => [`GET /healthz HTTP/1.1\r\nhost: localhost\r\n${H2C}\r\n\r\n`]],
  ])("is answered without it: %s", async (_what, pieces) => {
    const raw = await openRaw(program.url);
    // Again on the same connection, as a client does that reuses it.
    for (let answers = 1; answers <= 2; answers++) {
      for (const piece of pieces(JSON.stringify(offered()))) {
        raw.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => raw.received().match(/HTTP\/1\.1 200 /g)?.length).toBe(answers);
    }
    raw.end();
  });

  const java = hasJava();
  it.skipIf(!java)(
    `is answered without it: by a JDK's own client${java ? "" : " (no JDK here)"}`,
    async () => {
      const bodies = [offered(), offered(), offered()].map((each) => JSON.stringify(each));
      const file = join(root, "test/http/Send.java");
      const type = "application/cloudevents+json";
      const { stdout } = await promisify(execFile)("java", [file, program.url, program.key, type, ...bodies]);
      const taken = '200 HTTP_1_1 {"accepted":1,"duplicate":0,"rejected":[]}';
      expect(stdout.trim().split("\n")).toEqual([taken, taken, taken]);
    },
  );
});

function hasJava(): boolean {
  try {
    execFileSync("javac", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("the path of sockets", () => {
  it.each([
    ["a first poll", "GET", "/socket.io/?EIO=4&transport=polling", 200, /^0\{"sid":/],
    ["a request without an upgrade", "GET", "/socket.io/?EIO=4&transport=websocket", 404, /"not-found"/],
    ["a first poll by POST", "POST", "/socket.io/?EIO=4&transport=polling", 400, /"message"/],
    ["a poll of nobody", "GET", "/socket.io/?EIO=4&transport=polling&sid=x", 400, /"message"/],
    ["another method", "DELETE", "/socket.io/?EIO=4&transport=polling", 404, /"not-found"/],
    [
      "a transport by a name that every object has",
      "GET",
      "/socket.io/?EIO=4&transport=constructor",
      404,
      /"not-found"/,
    ],
  ])("answers %s once, and logs nothing", async (_what, method, path, status, text) => {
    log.length = 0;
    const response = await fetch(program.url + path, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(text);
    expect(log).toEqual([]);
  });

  it.each([
    ["another path", "/socket", 404],
    ["a path that begins alike", "/socket.io/more?EIO=4&transport=websocket", 404],
    ["an unknown transport", "/socket.io/?EIO=4&transport=nix", 400],
    ["an unknown session", "/socket.io/?EIO=4&transport=websocket&sid=x", 400],
  ])("refuses a web socket of %s with an answer", async (_what, path, status) => {
    const socket = new WebSocket(program.url.replace("http", "ws") + path);
    socket.on("error", () => {});
    const [, response] = await once(socket, "unexpected-response");
    expect(response.statusCode).toBe(status);
    expect(log).toEqual([]);
  });
});

describe("an answer may be kept", () => {
  it.each([
    ["/v1/metrics", "no-store"],
    ["/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02", "no-store"],
    ["/v1/openapi.json", "no-store"],
    ["/v1/nothing", "no-store"],
    ["/healthz", "no-store"],
    ["/wall/overview", "no-cache"],
    ["/wall", "no-cache"],
    ["/screens", "no-cache"],
    ["/docs", "no-cache"],
    ["/docs/docs.js", "no-cache"],
    ["/notices", "no-cache"],
    ["/index.html", "no-cache"],
    ["/assets/…", "public, max-age=31536000, immutable"],
  ])("as it says: %s %s", async (path, cache) => {
    const page = await (await fetch(`${program.url}/wall/overview`)).text();
    const [script] = /\/assets\/[^"]+\.js/.exec(page)!;
    const response = await fetch(program.url + path.replace("/assets/…", script));
    expect(response.headers.get("cache-control")).toBe(cache);
    await response.arrayBuffer();
  });
});

it("an answer that is the same for all is made once", async () => {
  const other = await startProgram();
  try {
    const constant = ROUTES.filter(({ isConstant }) => isConstant);
    expect(constant.length).toBeGreaterThan(3);
    for (const route of constant) {
      const made = vi.spyOn(route, "run");
      const answers = [await fetch(other.url + route.path), await fetch(other.url + route.path)];
      const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
      expect([answers[1]!.status, second]).toEqual([200, first]);
      expect(made.mock.calls.length, route.path).toBe(1);
      made.mockRestore();
    }
  } finally {
    await other.close();
  }
});

it("a stop waits neither for a screen that reads and closes nothing, nor for displays that wait to be let in", async () => {
  const other = await startProgram();
  const panels = await Promise.all(Array.from({ length: 10 }, (_, n) => pair(other, `hall-${n}`)));
  const address = `${other.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  const deaf = new WebSocket(address, { headers: { authorization: `Bearer ${other.key}` } });
  await once(deaf, "message");
  deaf.send("40");
  await once(deaf, "message");
  const join = JSON.stringify(["join", { scene: "overview", epoch: null, seq: 0 }]);
  for (let n = 0; n < 4; n++) deaf.send(`42${join}`);
  deaf.pause();
  let [entered, left] = [0, 0];
  const displays = panels.flatMap(({ cookie, agent }) =>
    [1, 2, 3, 4].map(() => {
      const socket = new WebSocket(address, { headers: { cookie, "user-agent": agent } });
      socket.on("error", () => {});
      socket.on("open", () => entered++);
      socket.on("close", () => left++);
      return socket;
    }),
  );
  await until(() => entered).toBeGreaterThan(0);
  const began = performance.now();
  const stopping = other.close();
  expect(entered).toBeLessThan(displays.length);
  await stopping;
  // A second for a goodbye, three for requests in flight; ws alone would wait 30 s for the other side to close.
  expect(performance.now() - began).toBeLessThan(10_000);
  await until(() => left).toBe(displays.length);
  deaf.terminate();
});
