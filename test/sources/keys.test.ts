import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestAnswer } from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";
import { head, openRaw, problemOf } from "../socket.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const AT = Date.now() - 60_000;
let count = 0;
const call = () => event("call.offered", AT, { callId: `key-${++count}`, queue: "report" });
const confirmed = (bank: string) =>
  event("freeze.confirmed", AT, { freezeId: `key-${++count}`, bank, hop: 1, heldSatang: 1 });

/** @param key in place of an administrator */
function register(body: unknown, key?: string) {
  return fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      "content-type": "application/json",
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
const revoke = (name: string, key?: string) =>
  fetch(`${program.url}/v1/sources/${name}`, {
    method: "DELETE",
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });

async function keyOf(body: Record<string, unknown>): Promise<string> {
  const response = await register(body);
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { key: string }).key;
}
const statusWith = async (key: string) => (await program.send([call()], { key })).status;

describe("a key", () => {
  it.each<[string, Record<string, string>]>([
    ["missing", {}],
    ["empty", { authorization: "Bearer " }],
    ["wrong", { authorization: "Bearer the-key-of-nobody" }],
    ["of another scheme", { authorization: "Basic dGhlLWtleS1vZi10aGUtZmlyc3Qtc291cmNlOg==" }],
    ["without its scheme", { authorization: "the-key-of-the-first-source" }],
    ["with something behind it", { authorization: "Bearer the-key-of-the-first-source x" }],
    ["of SQL", { authorization: "Bearer '||(select(key_hash)from(sources))||'" }],
    ["of 7,000 characters", { authorization: `Bearer ${"x".repeat(7_000)}` }],
  ])("that is %s is refused, and says how to send one", async (_what, headers) => {
    const response = await fetch(`${program.url}/v1/events`, { method: "POST", headers, body: "{}" });
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "unauthorized" });
  });

  it("sends the types and banks that it is for, and nothing else beside them", async () => {
    const key = await keyOf({ name: "scb", types: ["freeze.confirmed"], banks: ["SCB"] });
    const answer = (await (
      await program.send([confirmed("SCB"), confirmed("KBANK"), call(), confirmed("SCB")], { key })
    ).json()) as IngestAnswer;
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ index, code, detail }) => [index, code, detail])).toEqual([
      [1, "not-allowed", "bank: the key of scb may send SCB only"],
      [2, "not-allowed", "type: the key of scb may not send call.offered"],
    ]);
  });

  it("that was revoked is refused at once, though it was used the moment before", async () => {
    const key = await keyOf({ name: "revoked" });
    expect(await statusWith(key)).toBe(200);
    expect((await revoke("revoked")).status).toBe(204);
    expect(await statusWith(key)).toBe(401);
    expect(await problemOf(await revoke("revoked"))).toMatchObject({ status: 404 });
  });

  it("that is revoked while its stream goes on sends no more", async () => {
    const key = await keyOf({ name: "streaming" });
    const raw = await openRaw(program.url);
    raw.write(head(key, { "transfer-encoding": "chunked" }));
    const chunk = (text: string) => raw.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    chunk(`${JSON.stringify(call())}\n`);
    await revoke("streaming");
    chunk(`${JSON.stringify(call())}\n`);
    raw.write("0\r\n\r\n");
    expect(await raw.status()).toBe(401);
    raw.end();
  });

  it("that was renewed stops, and the new one goes on with the new scope", async () => {
    const old = await keyOf({ name: "renewed" });
    expect(await statusWith(old)).toBe(200);
    const renewed = await keyOf({ name: "renewed", types: ["freeze.confirmed"] });
    expect(renewed).not.toBe(old);
    expect(await statusWith(old)).toBe(401);
    const answer = (await (await program.send([call()], { key: renewed })).json()) as IngestAnswer;
    expect(answer.rejected[0]?.code).toBe("not-allowed");
  });

  it("is told once and shown nowhere", async () => {
    const key = await keyOf({ name: "secret" });
    const list = await (await fetch(`${program.url}/v1/sources`)).text();
    expect(list).toContain('"secret"');
    expect(list).not.toContain(key);
    expect(list).not.toContain("hash");
  });
});

it("of the first source that is lost is renewed by starting with another one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const first = await startProgram({ folder, config: { bootstrapSourceKey: "the-key-that-is-lost" } });
  await first.close();
  const second = await startProgram({ folder, config: { bootstrapSourceKey: "the-key-that-is-new" } });
  const status = async (key: string) => (await second.send([call()], { key })).status;
  expect(await status("the-key-that-is-lost")).toBe(401);
  expect(await status("the-key-that-is-new")).toBe(200);
  await second.close();
  rmSync(folder, { recursive: true });
});

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("the key of the first source", () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    let database: Database | null = null;
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
    });
    afterAll(async () => {
      await database?.drop();
      rmSync(folder, { recursive: true });
    });
    const start = (bootstrapSourceKey: string | undefined) =>
      startProgram({ folder, config: { databaseUrl: database?.url, bootstrapSourceKey } });
    const statusOf = async (at: Program, key: string) => (await at.send([call()], { key })).status;
    /** Registers it again over HTTP, as an operator who replaces its key. */
    async function rotate(at: Program): Promise<string> {
      const response = await fetch(`${at.url}/v1/sources`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "first" }),
      });
      return ((await response.json()) as { key: string }).key;
    }

    it("that was replaced stays replaced at each start with the given one, and another given one counts", async () => {
      const given = "the-key-that-was-given";
      let program = await start(given);
      const rotated = await rotate(program);
      for (let starts = 0; starts < 2; starts++) {
        await program.close();
        program = await start(given);
        expect([await statusOf(program, given), await statusOf(program, rotated)]).toEqual([401, 200]);
      }
      await program.close();
      program = await start("the-next-key-that-is-given");
      expect(await statusOf(program, rotated)).toBe(401);
      expect(await statusOf(program, "the-next-key-that-is-given")).toBe(200);
      // The key before it is not the last one given: it counts as a new one.
      await program.close();
      program = await start(given);
      expect(await statusOf(program, given)).toBe(200);
      await program.close();
    });
  });
});

describe.skipIf(!SERVER)("two backends that start on an empty server without a key", () => {
  it("make one key and show it once, and it opens both", async () => {
    const database = await makeDatabase();
    const config = { databaseUrl: database.url, bootstrapSourceKey: undefined };
    const both = await Promise.all([startProgram({ config }), startProgram({ config })]);
    const [key, ...more] = both.flatMap(({ firstKey }) => firstKey ?? []);
    expect(key).toMatch(/^[\w-]{32}$/);
    expect(more).toEqual([]);
    for (const each of both) expect((await each.send([call()], { key: key! })).status).toBe(200);
    for (const each of both) await each.close();
    const again = await startProgram({ config });
    expect(again.firstKey).toBe(null);
    await again.close();
    await database.drop();
  });
});

describe("a registration", () => {
  it("is made by no key, that of the first source included", async () => {
    const key = await keyOf({ name: "second" });
    for (const deed of [register({ name: "third" }, program.key), revoke("scb", program.key)])
      expect(await problemOf(await deed)).toMatchObject({ status: 403 });
    expect(await problemOf(await register({ name: "third" }, key))).toMatchObject({ status: 403 });
    expect(await problemOf(await register({ name: "third" }, "wrong-key"))).toMatchObject({ status: 401 });
    expect(await problemOf(await revoke("scb", key))).toMatchObject({ status: 403 });
    expect(await statusWith(key)).toBe(200);
  });

  it("answers with what was registered", async () => {
    const response = await register({
      name: "x-1",
      nameTh: "ธนาคาร",
      types: ["call.offered"],
      beatSeconds: 5,
    });
    expect(await response.json()).toEqual({
      name: "x-1",
      nameTh: "ธนาคาร",
      types: ["call.offered", "source.beat"],
      banks: null,
      agencies: null,
      beatSeconds: 5,
      eventsPerMinute: null,
      mayRead: false,
      accountNumbers: false,
      simulated: false,
      key: expect.stringMatching(/^[\w-]{32}$/),
    });
  });

  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["name"]],
    ["a list", [], ["name"]],
    ["a name with a space", { name: "a b" }, ["name"]],
    ["a name of 101 characters", { name: "x".repeat(101) }, ["name"]],
    ["an empty Thai name", { name: "x", nameTh: "" }, ["nameTh"]],
    ["a Thai name with half a character", { name: "x", nameTh: "\ud83d" }, ["nameTh"]],
    ["no types", { name: "x", types: [] }, ["types"]],
    ["an unknown type", { name: "x", types: ["call.offered", "call.lost"] }, ["types"]],
    ["a type of JavaScript", { name: "x", types: ["constructor"] }, ["types"]],
    ["an unknown bank", { name: "x", banks: ["BOGUS"] }, ["banks"]],
    ["a bank that is no list", { name: "x", banks: "SCB" }, ["banks"]],
    ["a heartbeat of none", { name: "x", beatSeconds: 0 }, ["beatSeconds"]],
    ["a heartbeat of a fraction", { name: "x", beatSeconds: 1.5 }, ["beatSeconds"]],
    [
      "everything wrong",
      { name: "", nameTh: 1, types: {}, banks: [], beatSeconds: "x" },
      ["name", "nameTh", "types", "banks", "beatSeconds"],
    ],
  ])("with %s is refused, and all that is wrong named", async (_what, body, fields) => {
    const problem = await problemOf(await register(body));
    expect(problem).toMatchObject({ status: 400, code: "bad-request" });
    expect(problem.detail.match(/(?<=^|; )\w+(?=:)/g)).toEqual(fields);
  });

  it.each([
    ["no JSON", "{oops", 400],
    ["a text", '"name"', 400],
    ["100 kB", JSON.stringify({ name: "x".repeat(100_000) }), 413],
    ["nesting without end", "[".repeat(30_000) + "]".repeat(30_000), 400],
  ])("of %s is refused", async (_what, body, status) => {
    expect(await problemOf(await register(body))).toMatchObject({ status });
  });

  it.each(["nobody", "%00", "a%20b", "x".repeat(5_000), "'--", "%F0%9F%98%80"])(
    "of %s cannot be revoked, because there is none",
    async (name) => {
      expect(await problemOf(await revoke(name))).toMatchObject({ status: 404, code: "not-found" });
    },
  );
});

it("of the first source is revoked like any other, and comes back by a start with another key only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const start = (bootstrapSourceKey: string) => startProgram({ folder, config: { bootstrapSourceKey } });
  const status = async (at: Program, key: string) => (await at.send([call()], { key })).status;
  const first = await start("the-key-that-was-given");
  const answer = await fetch(`${first.url}/v1/sources/first`, {
    method: "DELETE",
  });
  expect([answer.status, await status(first, "the-key-that-was-given")]).toEqual([204, 401]);
  await first.close();
  const same = await start("the-key-that-was-given");
  expect(await status(same, "the-key-that-was-given")).toBe(401);
  await same.close();
  const another = await start("the-key-that-is-another");
  expect(await status(another, "the-key-that-is-another")).toBe(200);
  await another.close();
  rmSync(folder, { recursive: true });
});
