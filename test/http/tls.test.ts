import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { LIMITS, openServer } from "../../backend/http/server.ts";
import { openBrowser } from "../browser.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { selfSigned } from "./selfSigned.ts";

const folder = mkdtempSync(join(tmpdir(), "tls-"));
const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
const write = (pair: { cert?: string; key?: string }) => {
  if (pair.cert !== undefined) writeFileSync(files.cert, pair.cert);
  if (pair.key !== undefined) writeFileSync(files.key, pair.key);
};
/** A certificate's own name. */
const nameOf = (cert: string | Buffer) => new X509Certificate(cert).fingerprint256;

const first = selfSigned(Date.now());
const clock = handClock(Date.now());
const log: string[] = [];
let program: Program;
beforeAll(async () => {
  write(first);
  program = await startProgram({
    clock,
    config: { tls: files },
    log: pino({ level: "warn" }, { write: (line) => void log.push(line) }),
  });
});
afterAll(async () => {
  await program.close();
  rmSync(folder, { recursive: true });
});
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function shake(port = Number(new URL(program.url).port)): Promise<TLSSocket> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  closers.push(() => void socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}
/** Whether a client of TLS 1.2 that knows these ciphers only is served. */
async function takes(ciphers: string): Promise<boolean> {
  const port = Number(new URL(program.url).port);
  const socket = connect({
    port,
    host: "127.0.0.1",
    rejectUnauthorized: false,
    maxVersion: "TLSv1.2",
    ciphers: `${ciphers}:@SECLEVEL=0`,
  });
  closers.push(() => void socket.destroy());
  return once(socket, "secureConnect").then(
    () => true,
    () => false,
  );
}
const served = async () => nameOf((await shake()).getPeerCertificate().raw);

/** One request on a connection that stays open. */
async function ask(socket: TLSSocket, path = "/healthz"): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  return String((await once(socket, "data"))[0]);
}

describe("with a certificate", () => {
  it("answers who trusts it, and nobody in the clear", async () => {
    expect(program.url).toMatch(/^https:\/\//);
    const asked = request(`${program.url}/readyz`, { ca: first.cert }).end();
    const [answer] = await once(asked, "response");
    expect(answer.statusCode).toBe(200);
    const plain = connectPlain(Number(new URL(program.url).port), "127.0.0.1");
    plain.on("error", () => {});
    plain.write("GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let received = "";
    plain.on("data", (chunk) => (received += chunk));
    await once(plain, "close");
    expect(received).not.toContain("200");
    expect((await ask(await shake())).split("\r\n")[0]).toBe("HTTP/1.1 200 OK");
  });

  it("speaks nothing older than TLS 1.2", async () => {
    const port = Number(new URL(program.url).port);
    const old = connect({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    await expect(once(old, "secureConnect")).rejects.toThrow();
    expect((await shake()).getProtocol()).toBe("TLSv1.3");
  });

  it.each([
    ["ECDHE-ECDSA-AES128-GCM-SHA256", true],
    ["ECDHE-ECDSA-AES256-GCM-SHA384", true],
    ["ECDHE-ECDSA-CHACHA20-POLY1305", true],
    ["ECDHE-ECDSA-AES128-SHA", false],
    ["ECDHE-ECDSA-AES256-SHA384", false],
  ])("speaks TLS 1.2 with authenticated encryption only: %s %s", async (ciphers, is) => {
    expect(await takes(ciphers)).toBe(is);
  });

  it("shows a wall, by web socket", { timeout: 60_000 }, async () => {
    const open = await startProgram({ config: { tls: files } });
    const browser = await openBrowser();
    closers.push(
      () => open.close(),
      () => browser.close(),
    );
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    await page.goto(`${open.url}/wall/calls`);
    await page.waitForSelector('[data-connection="live"]');
    expect(sockets).toEqual([expect.stringMatching(/^wss:/)]);
  });
});

describe("a certificate that is renewed", () => {
  it("is used for new connections, and those that are open go on", async () => {
    const before = await served();
    const open = await shake();
    await ask(open);
    const socket = new WebSocket(
      `${program.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`,
      {
        rejectUnauthorized: false,
      },
    );
    closers.push(() => socket.close());
    await once(socket, "message");
    const next = selfSigned(Date.now());
    write(next);
    expect(await served()).toBe(before);
    await clock.turn(10_000);
    expect(await served()).toBe(nameOf(next.cert));
    expect(await takes("ECDHE-ECDSA-AES128-SHA")).toBe(false);
    expect(await ask(open)).toMatch(/^HTTP\/1\.1 200 /);
    expect(nameOf(open.getPeerCertificate().raw)).toBe(before);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it.each<[string, { cert?: string; key?: string }, RegExp]>([
    ["has another key", { cert: selfSigned(Date.now()).cert }, /the key is not that of the certificate/],
    ["is not written to its end", { cert: first.cert.slice(0, 200) }, /TLS_CERT_FILE and TLS_KEY_FILE: /],
    ["has no key", { key: "" }, /TLS_CERT_FILE and TLS_KEY_FILE: /],
  ])("and %s is said once, and the one from before stays", async (_what, broken, said) => {
    const good = selfSigned(Date.now());
    write(good);
    await clock.turn(10_000);
    log.length = 0;
    write(broken);
    await clock.turn(30_000);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(said);
    expect(log[0]).toContain("the certificate from before is still used");
    expect(log[0]).not.toContain("PRIVATE");
    expect(await served()).toBe(nameOf(good.cert));
    const mended = selfSigned(Date.now());
    write(mended);
    await clock.turn(10_000);
    expect(await served()).toBe(nameOf(mended.cert));
  });

  it("must be good at the start", async () => {
    const bad = join(folder, "bad.pem");
    writeFileSync(bad, selfSigned(Date.now()).key);
    const start = (tls: { cert: string; key: string }) => startProgram({ config: { tls } });
    await expect(start({ ...files, key: bad })).rejects.toThrow(
      /^TLS_CERT_FILE and TLS_KEY_FILE: the key is not that of the certificate/,
    );
    await expect(start({ ...files, cert: join(folder, "gone.pem") })).rejects.toThrow(/ENOENT/);
  });
});

describe("a handshake that does not go on", () => {
  it("counts as a connection, gives way to a new one, and ends by itself", async () => {
    const pair = selfSigned(Date.now());
    const http = openServer({ ...LIMITS, mostConnections: 2, headMs: 500 }, "", pair);
    http.serve((_request, response) => void response.end("ok"));
    const port = await http.listen(0, "127.0.0.1");
    closers.push(() => http.stop());
    const silent = [1, 2].map(() => connectPlain(port, "127.0.0.1"));
    const ends = silent.map((socket) =>
      once(
        socket.on("error", () => {}),
        "close",
      ),
    );
    await Promise.all(silent.map((socket) => once(socket, "connect")));
    const open = await shake(port);
    await ends[0];
    expect(await ask(open)).toMatch(/^HTTP\/1\.1 200 /);
    await ends[1];
  });
});

describe("browsers are told to use nothing but TLS", () => {
  const opened = new Map<string | undefined, Promise<Program>>();
  afterAll(async () => {
    for (const open of opened.values()) await (await open).close();
  });
  async function pinned(publicUrl: string | undefined, headers: Record<string, string>) {
    const config = { publicUrl, trustedProxies: ["127.0.0.1"], allowedHosts: ["other.example"] };
    if (!opened.has(publicUrl)) opened.set(publicUrl, startProgram({ config }));
    const open = await opened.get(publicUrl)!;
    const answer = await new Promise<string>((resolve) => {
      const socket = connectPlain(Number(new URL(open.url).port), "127.0.0.1");
      const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET /healthz HTTP/1.1\r\n${fields.join("")}connection: close\r\n\r\n`);
      let text = "";
      socket.on("data", (chunk) => (text += chunk)).on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    return /^strict-transport-security: (.*)\r$/im.exec(answer)?.[1] ?? null;
  }
  const host = "war-room.example";
  const https = { host, "x-forwarded-proto": "https" };

  it.each<[string, string | undefined, Record<string, string>, string | null]>([
    ["under a name of its own", `https://${host}`, https, "max-age=31536000"],
    ["not without PUBLIC_URL", undefined, { ...https, host: "localhost" }, null],
    ["not in the clear", `https://${host}`, { host }, null],
    ["not under another name", `https://${host}`, { ...https, host: "other.example" }, null],
    ["not under a name whose other ports may be somebody else's", `https://${host}:8443`, https, null],
    ["not for an address", "https://127.0.0.1", { ...https, host: "127.0.0.1" }, null],
    ["not for a name that is http", `http://${host}`, https, null],
  ])("%s", async (_what, publicUrl, headers, expected) => {
    expect(await pinned(publicUrl, headers)).toBe(expected);
  });
});
