import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { type Asked, type Hosts, refusalOf } from "../../backend/http/hosts.ts";
import { cookieFor } from "../credentials.ts";
import { type Program, startProgram } from "../program.ts";
import { openRaw } from "../socket.ts";

const hosts: Hosts = {
  bound: "0.0.0.0",
  publicUrl: "https://war-room.example",
  allowedHosts: ["wall.intern"],
};
const asked = (headers: Asked["headers"], isChange: boolean): Asked => ({
  headers,
  localAddress: "::ffff:10.1.2.3",
  isChange,
});
const host = "war-room.example";

describe("a request", () => {
  it.each<[string, string | undefined]>([
    ["of its own machine", "localhost"],
    ["of its own machine, with a port", "LOCALHOST:1441"],
    ["of its own machine, by address", "127.0.0.1:1441"],
    ["of its own machine, by another of its addresses", "127.1.2.3"],
    ["of its own machine, by IPv6", "[::1]:1441"],
    ["by the address at which it arrives", "10.1.2.3:1441"],
    ["by the name of PUBLIC_URL", "war-room.example"],
    ["by the name of PUBLIC_URL, whole", "war-room.example.:443"],
    ["by a name of ALLOWED_HOSTS", "Wall.intern:8080"],
    ["without a host (HTTP/1.0)", undefined],
  ])("may ask %s", (_what, host) => {
    expect(refusalOf(asked({ host }, false), hosts)).toBe(null);
  });

  it.each([
    ["a name that was pointed at this address", "evil.example"],
    ["a name that begins like this machine's address", "127.evil.example"],
    ["a name that ends like a known one", "evil.war-room.example"],
    ["a name that begins like a known one", "war-room.example.evil.example"],
    ["another address", "10.1.2.4"],
    ["a name with a user", "localhost@evil.example"],
    ["a name with a path", "evil.example/localhost"],
    ["no name", ""],
    ["two names", "localhost, evil.example"],
  ])("may not ask for %s", (_what, host) => {
    expect(refusalOf(asked({ host }, false), hosts)).toMatch(/^the host ".*" is not known; PUBLIC_URL/);
  });

  it.each<[string, Asked["headers"]]>([
    ["by a program", { host }],
    [
      "by a page of this server",
      { host, origin: "https://war-room.example", "sec-fetch-site": "same-origin" },
    ],
    ["by a page of this server, under its port", { host: "localhost:1441", origin: "http://localhost:1441" }],
    ["by a page of this server, its port written out", { host: `${host}:443`, origin: `https://${host}` }],
    [
      "by a page of PUBLIC_URL, through a proxy with another name",
      { host: "wall.intern", origin: `https://${host}` },
    ],
    [
      "by a page of an allowed host",
      { host, origin: "http://wall.intern:8080", "sec-fetch-site": "cross-site" },
    ],
    [
      "by a page of this server that hides its origin",
      { host, origin: "null", "sec-fetch-site": "same-origin" },
    ],
    ["by a person", { host, "sec-fetch-site": "none" }],
  ])("may change something: %s", (_what, headers) => {
    expect(refusalOf(asked(headers, true), hosts)).toBe(null);
  });

  it.each<[string, Asked["headers"]]>([
    ["by a page of another site", { host, origin: "https://evil.example" }],
    [
      "by a page of another port of this machine",
      { host: "localhost:1441", origin: "http://localhost:3000" },
    ],
    [
      "by a page without encryption where the server has it",
      { host: "wall.intern", origin: `http://${host}` },
    ],
    ["by a page that hides its origin", { host, origin: "null" }],
    ["by a page of another site that sends no origin", { host, "sec-fetch-site": "cross-site" }],
    ["by a page of a neighbouring name", { host, "sec-fetch-site": "same-site" }],
    ["by what is no origin", { host, origin: "evil" }],
    [
      "under an unknown host, however alike its page",
      { host: "evil.example", origin: "http://evil.example" },
    ],
  ])("may not change anything: %s", (_what, headers) => {
    expect(refusalOf(asked(headers, true), hosts)).toMatch(/PUBLIC_URL and ALLOWED_HOSTS/);
  });
});

describe("the server", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ config: { publicUrl: "https://war-room.example" } });
    const headers = { "content-type": "application/json" };
    await fetch(`${program.url}/v1/screens/hall`, { method: "PUT", headers, body: '{"scene":"calls"}' });
  });
  afterAll(() => program.close());

  const status = async (line: string, ...fields: string[]) => {
    const raw = await openRaw(program.url);
    raw.write(`${line} HTTP/1.1\r\n${fields.join("\r\n")}\r\nconnection: close\r\n\r\n`);
    const found = await raw.status();
    raw.end();
    return found;
  };

  it.each([
    ["GET /v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02"],
    ["GET /v1/screens"],
    ["GET /wall/overview"],
    ["GET /assets/nothing.js"],
    ["GET /healthz"],
    ["POST /v1/events"],
  ])("answers %s under none but its own names", async (line) => {
    expect(await status(line, "host: evil.example")).toBe(403);
    expect(await status(line, "host: war-room.example")).not.toBe(403);
  });

  it("lets no page of another site acknowledge an alarm, which needs no body and so no preflight", async () => {
    const line = "POST /v1/screens/hall/acknowledge";
    const own = `host: ${new URL(program.url).host}\r\ncookie: ${await cookieFor(program.url)}`;
    expect(await status(line, own, "origin: https://evil.example")).toBe(403);
    expect(await status(line, own, "sec-fetch-site: cross-site")).toBe(403);
    expect(await status(line, own, `origin: ${program.url}`)).toBe(200);
    expect(await status(line, own)).toBe(200);
  });

  it.each([
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["an unknown host", { headers: { host: "evil.example" } }, 403],
    [
      "an unknown host and a page of it",
      { origin: "http://evil.example", headers: { host: "evil.example" } },
      403,
    ],
    ["a page that hides its origin", { origin: "null" }, 403],
    ["a page of PUBLIC_URL", { origin: "https://war-room.example" }, 101],
    ["a program", {}, 101],
  ])("decides before a socket opens: %s", async (_what, options, expected) => {
    const socket = new WebSocket(
      `${program.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`,
      options,
    );
    socket.on("error", () => {});
    const found = await Promise.race([
      once(socket, "upgrade").then(() => 101),
      once(socket, "unexpected-response").then(([, response]) => response.statusCode),
    ]);
    expect(found).toBe(expected);
    socket.terminate();
  });
});
