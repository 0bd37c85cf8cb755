/** What the server shows of itself, whoever asks and however. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Program, startProgram } from "../program.ts";
import { openRaw } from "../socket.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

/** The whole answer to a request as it is written; the server closes after it. */
async function answerTo(text: string): Promise<{ status: number; head: string }> {
  const raw = await openRaw(program.url);
  raw.write(text.replaceAll("\n", "\r\n"));
  const status = await raw.status();
  await expect.poll(() => raw.received().includes("\r\n\r\n")).toBe(true);
  raw.end();
  return { status, head: raw.received().split("\r\n\r\n")[0]!.toLowerCase() };
}
const asked = (line: string, more = "") =>
  answerTo(`${line} HTTP/1.1\nhost: localhost\nconnection: close\n${more}\n`);

describe("every answer", () => {
  it.each<[string, string, number, string?]>([
    ["a page", "GET /sign-in", 200],
    ["the page of the API", "GET /docs", 200],
    ["one of its files", "GET /docs/swagger-ui.css", 200],
    ["JSON", "GET /v1/session", 200],
    ["yes or no", "GET /readyz", 200],
    ["nobody's right", "GET /v1/people", 401],
    ["a wrong key", "GET /v1/people", 401, "authorization: Bearer guessed\n"],
    ["what is not there", "GET /nothing", 404],
    ["another method", "DELETE /readyz", 405],
    ["an unknown host", "GET /readyz", 403, "host: evil.example\n"],
    ["a poll that is none", "GET /socket.io/?EIO=3&transport=polling", 400],
    [
      "a web socket that is refused",
      "GET /socket.io/?EIO=4&transport=websocket",
      403,
      "upgrade: websocket\nconnection: upgrade\norigin: https://evil.example\n",
    ],
  ])("keeps browsers from guessing, and says what it is: %s", async (_what, line, status, more = "") => {
    const isForeign = more.startsWith("host");
    const text = `${line} HTTP/1.1\n${isForeign ? "" : "host: localhost\n"}connection: close\n${more}\n`;
    const answer = await answerTo(text);
    expect(answer.status).toBe(status);
    expect(answer.head).toContain("x-content-type-options: nosniff");
    expect(answer.head).toMatch(
      /content-security-policy: default-src 'none';.*base-uri 'none';.*frame-ancestors 'none'/,
    );
    expect(answer.head).toMatch(
      /\r\ncontent-type: (application\/(problem\+)?json|text\/[a-z]+; charset=utf-8)/,
    );
    for (const tells of ["access-control-allow", "x-powered-by", "\r\nserver:", "etag"])
      if (tells !== "etag" || status >= 400) expect(answer.head).not.toContain(tells);
  });

  it.each(["/v1/session", "/v1/people", "/v1/figures", "/metrics", "/healthz", "/nothing"])(
    "is kept by nobody, and names no page that it came from: %s",
    async (path) => {
      const { headers } = await fetch(program.url + path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    },
  );
});

describe("the server", () => {
  it.each([
    "TRACE /readyz",
    "TRACK /readyz",
    "CONNECT localhost:1441",
    "PROPFIND /",
    "DEBUG /",
    "OPTIONS /v1/events",
  ])("has no %s", async (line) => {
    const { status, head } = await asked(line);
    expect([400, 404, 405]).toContain(status);
    expect(head).not.toContain("message/http");
  });

  it.each([
    ...[
      "/.git/config",
      "/.git/HEAD",
      "/.env",
      "/package.json",
      "/package-lock.json",
      "/.ci/run",
      "/README.md",
    ],
    ...[
      "/backend/main.ts",
      "/dist/backend/start.js",
      "/node_modules/express/package.json",
      "/data",
      "/access.key",
    ],
    ...[
      "/assets/",
      "/assets",
      "/docs/",
      "/docs/..",
      "/docs/%2e%2e/backend/start.js",
      "/docs/..%2f..%2fpackage.json",
    ],
    ...["/assets/..%5c..%5cpackage.json", "/assets/%00", "//etc/passwd", "/assets/....//....//etc/passwd"],
    ...["/server-status", "/debug", "/actuator", "/phpinfo.php", "/parts", "/@vite/client"],
  ])("has no file, folder or tool at %s", async (path) => {
    const { status, head } = await asked(`GET ${path}`);
    // /docs/ is the page itself.
    if (path === "/docs/") return expect(head).toContain("text/html");
    expect([400, 403, 404]).toContain(status);
  });

  it("shows no source of its scripts", async () => {
    const page = await (await fetch(`${program.url}/sign-in`)).text();
    const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      expect((await fetch(program.url + path)).status).toBe(200);
      expect((await fetch(`${program.url}${path}.map`)).status).toBe(404);
    }
  });
});

describe("a request whose end can be told in two ways is not answered as one and then as another:", () => {
  const second = "GET /v1/people HTTP/1.1\nhost: localhost\n\n";
  it.each([
    ["a length and chunks", "content-length: 4\ntransfer-encoding: chunked\n\n0\n\n"],
    ["chunks and a length", "transfer-encoding: chunked\ncontent-length: 4\n\n0\n\n"],
    ["two lengths", "content-length: 4\ncontent-length: 5\n\nabcd"],
    ["a length that is none", "content-length: +4\n\nabcd"],
    ["chunks by another name", "transfer-encoding: xchunked\n\n0\n\n"],
    ["chunks that are not last", "transfer-encoding: chunked, identity\n\n0\n\n"],
    ["a blank before the colon", "content-length : 4\n\nabcd"],
    ["a folded line", "x: a\n b: c\ncontent-length: 4\n\nabcd"],
  ])("%s", async (_what, rest) => {
    const raw = await openRaw(program.url);
    raw.write(
      `POST /v1/session HTTP/1.1\nhost: localhost\ncontent-type: application/json\n${rest}${second}`.replaceAll(
        "\n",
        "\r\n",
      ),
    );
    const status = await raw.status();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    await expect.poll(() => raw.socket.closed).toBe(true);
    // One answer, and the connection ends.
    expect(raw.received().match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  });
});
