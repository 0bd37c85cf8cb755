import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScreensAnswer } from "#wire/screens.ts";
import { cookieFor } from "../credentials.ts";
import { pair } from "../displays/pair.ts";
import { type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { openRaw, problemOf } from "../socket.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
  expect((await call("PUT", "/lobby", { scene: "calls" })).status).toBe(200);
});
afterAll(() => program.close());

const call = (method: string, path: string, body?: unknown) =>
  fetch(`${program.url}/v1/screens${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
const names = async () =>
  ((await (await call("GET", "")).json()) as ScreensAnswer).screens.map(({ name }) => name);

describe("the screens", () => {
  it.each<[string, string, unknown, number, RegExp]>([
    ["PUT", "/a", { scene: "nix" }, 400, /^scene: one of/],
    ["PUT", "/a", undefined, 400, /^send a JSON object/],
    ["PUT", "/a%3Bb", { scene: "calls" }, 400, /^name: the name of a screen, of Latin and Thai letters/],
    ["POST", "/nobody/takeover", { scene: "calls" }, 404, /^there is no screen nobody/],
    ["DELETE", "/nobody/takeover", undefined, 404, /^there is no screen nobody/],
    ["POST", "/lobby/takeover", { scene: "calls", minutes: 0 }, 400, /^minutes: a whole number/],
  ])("refuse %s %s %j with %i, in a sentence", async (method, path, body, status, sentence) => {
    const problem = await problemOf(await call(method, path, body));
    expect([problem.status, problem.detail]).toEqual([status, expect.stringMatching(sentence)]);
  });

  it.each<[string, () => Promise<string>, number]>([
    ["by nobody", async () => "", 401],
    ["by the key of a source", async () => `authorization: Bearer ${program.key}`, 403],
    ["by a display", async () => `cookie: ${(await pair(program, "lobby")).cookie}`, 403],
    ["by a name that somebody gave this address", async () => "host: evil.example", 403],
    ["by a name that looks like this address", async () => "host: 127.evil.example", 403],
  ])("cannot be told anything %s", async (_, fieldOf, status) => {
    const field = await fieldOf();
    const raw = await openRaw(program.url);
    const other = field.startsWith("host")
      ? `cookie: ${await cookieFor(program.url)}`
      : `host: ${new URL(program.url).host}`;
    const fields = [other, field, "connection: close"].filter(Boolean).join("\r\n");
    raw.write(`DELETE /v1/screens/lobby HTTP/1.1\r\n${fields}\r\n\r\n`);
    expect(await raw.status()).toBe(status);
    raw.end();
    expect(await names()).toEqual(["lobby"]);
  });

  it.each(["/wall", "/wall?screen=lobby", "/wall/losses", "/screens"])(
    "have their pages: %s",
    async (path) => {
      const response = await fetch(program.url + path);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
    },
  );

  it("are not more than 200: who opens walls with invented names does not fill the table", async () => {
    for (let i = 1; i < 200; i++) await call("PUT", `/s${i}`, { scene: "overview" });
    const problem = await problemOf(await call("PUT", "/one-more", { scene: "overview" }));
    expect(problem.detail).toMatch(/^there are 200 screens already/);
    expect((await call("PUT", "/lobby", { scene: "losses" })).status).toBe(200);
    const wall = await openScreen(program.url, { screen: "invented", scene: null, epoch: null, seq: 0 });
    await expect.poll(() => wall.snapshots.length, { timeout: 10_000 }).toBe(1);
    expect(wall.assignments[0]).toMatchObject({ screen: "invented", scene: "overview", reason: "fixed" });
    expect(await names()).toHaveLength(200);
    wall.socket.close();
  });
});
