import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";
import { problems } from "../../backend/http/problems.ts";
import { Reply } from "../../backend/http/route.ts";
import { LIMITS, openServer } from "../../backend/http/server.ts";
import { acceptEvents } from "../../backend/ingest/accept.ts";
import { openIngest } from "../../backend/ingest/ingest.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { event, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { head, openRaw, type RawConnection } from "../socket.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
let count = 0;
const call = (more: Partial<CloudEvent> = {}) =>
  event("call.offered", Date.now() - 1_000, { callId: `stream-${++count}`, queue: "report" }, more);
/** The calls of these hours. */
async function offered({ figures }: Program = program): Promise<number> {
  const hour = Date.now() - (Date.now() % HOUR);
  const [from, to] = [hour - HOUR, hour + 2 * HOUR].map((at) => new Date(at).toISOString());
  return Number((await figures(`metric=calls.offered&from=${from}&to=${to}`)).rows[0]?.value ?? 0);
}

/** A stream that stays open. */
interface Stream {
  line(event: unknown): void;
  text(text: string): void;
  raw: RawConnection;
  /** The answer, which comes before the request has ended. */
  answer(): Promise<{ status: number; body: IngestAnswer & { title: string } }>;
}
async function openStream(url: string, key: string): Promise<Stream> {
  const raw = await openRaw(url);
  closers.push(raw.end);
  raw.write(head(key, { "transfer-encoding": "chunked" }));
  const text = (part: string) => raw.write(`${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`);
  return {
    raw,
    text,
    line: (each) => text(`${JSON.stringify(each)}\n`),
    async answer() {
      const status = await raw.status();
      await until(() => raw.received()).toMatch(/\r\n\r\n\{.*\}$/s);
      return { status, body: JSON.parse(raw.received().split("\r\n\r\n")[1]!) };
    },
  };
}
describe("a stream that stays open", () => {
  it("counts each line while it is open, in figures and on the wall", async () => {
    const stream = await openStream(program.url, program.key);
    const screen = await openScreen(program.url, { scene: "calls", epoch: null, seq: 0 });
    closers.push(() => screen.socket.disconnect());
    await until(() => screen.snapshots.length).toBe(1);
    const before = await offered();
    for (let lines = 1; lines <= 3; lines++) {
      const frames = screen.frames.length;
      stream.line(call());
      await until(() => offered()).toBe(before + lines);
      await until(() => screen.frames.length).toBeGreaterThan(frames);
    }
    expect(stream.raw.received()).toBe("");
    stream.raw.write("0\r\n\r\n");
    expect(await stream.answer()).toEqual({ status: 200, body: { accepted: 3, duplicate: 0, rejected: [] } });
  });

  it("counts a line whose end has come, and not the half of the next", async () => {
    const stream = await openStream(program.url, program.key);
    const before = await offered();
    const second = JSON.stringify(call());
    stream.text(`${JSON.stringify(call())}\n${second.slice(0, 20)}`);
    await until(() => offered()).toBe(before + 1);
    stream.text(`${second.slice(20)}\n`);
    await until(() => offered()).toBe(before + 2);
    stream.raw.write("0\r\n\r\n");
    expect((await stream.answer()).body).toMatchObject({ accepted: 2 });
  });

  it("may send thousands of lines at once, and then one", async () => {
    const stream = await openStream(program.url, program.key);
    const before = await offered();
    stream.text(Array.from({ length: 5_500 }, () => `${JSON.stringify(call())}\n`).join(""));
    await until(() => offered()).toBe(before + 5_500);
    stream.line(call());
    await until(() => offered()).toBe(before + 5_501);
    stream.raw.write("0\r\n\r\n");
    expect((await stream.answer()).body).toMatchObject({ accepted: 5_501 });
  });
});

async function register(name: string): Promise<string> {
  const response = await fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, nameTh: name, types: ["call.offered"], beatSeconds: 60 }),
  });
  return ((await response.json()) as { key: string }).key;
}

/** A good line, a bad one, and the good one again. */
function sendThree(stream: Stream) {
  const good = call();
  stream.text([good, call({ source: "" }), good].map((each) => `${JSON.stringify(each)}\n`).join(""));
}
const THREE = { accepted: 1, duplicate: 1, rejected: [{ index: 1, line: 2, code: "invalid-field" }] };

describe("a stream that ends by a limit is answered with the verdicts until then:", () => {
  it("nothing came for too long", async () => {
    const { url, key } = await serveBriefly();
    const stream = await openStream(url, key);
    sendThree(stream);
    const { status, body } = await stream.answer();
    expect(status).toBe(408);
    expect(body).toMatchObject({ ...THREE, type: "urn:aoc1441:idle", title: "idle", status: 408 });
    await until(() => stream.raw.socket.readableEnded).toBe(true);
  });

  it("its key was revoked", async () => {
    const stream = await openStream(program.url, await register("revoked"));
    const before = await offered();
    sendThree(stream);
    await until(() => offered()).toBe(before + 1);
    await fetch(`${program.url}/v1/sources/revoked`, { method: "DELETE" });
    stream.line(call());
    const { status, body } = await stream.answer();
    expect([status, body.title]).toEqual([401, "unauthorized"]);
    expect(body).toMatchObject(THREE);
  });

  it("it has used up its budget, and goes on sending", async () => {
    const key = await register("greedy");
    const before = await offered();
    const lines = "\n".repeat(64 * 1024);
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(Buffer.from(`${JSON.stringify(call())}\n`)),
      // It never ends by itself.
      pull: (stream) => stream.enqueue(Buffer.from(lines)),
    });
    const response = await fetch(`${program.url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      ...({ duplex: "half", body } as object),
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([
      429,
      expect.stringMatching(/^\d+$/),
    ]);
    expect(await response.json()).toMatchObject({ title: "busy", accepted: 1, duplicate: 0, rejected: [] });
    expect(await offered()).toBe(before + 1);
  });

  it("the server stops", async () => {
    const other = await startProgram();
    const stream = await openStream(other.url, other.key);
    stream.line(call());
    await until(() => offered(other)).toBe(1);
    const closed = other.close();
    const { status, body } = await stream.answer();
    expect([status, body.title]).toEqual([503, "unavailable"]);
    expect(body).toMatchObject({ accepted: 1, duplicate: 0, rejected: [] });
    expect(stream.raw.received()).toMatch(/retry-after: 5/i);
    stream.raw.end();
    await closed;
  });
});

/** The same acceptance of events, behind a server that lets a request be silent for a moment only. */
async function serveBriefly(): Promise<{ url: string; key: string }> {
  const nothing = () => {};
  const { store, sources } = program;
  const ingest = openIngest({
    store,
    clock: realClock,
    onCommitted: nothing,
    onUncertain: nothing,
    onTrouble: nothing,
  });
  const codes = new Map([["queue", new Set(["report"])]]);
  const post: RequestHandler = async (request, response) => {
    const scope = await sources.identify(request.headers.authorization);
    const answer = await acceptEvents(request, {
      ingest,
      sender: scope.id,
      onlyBeats: false,
      budget: ingest.budgetOf(scope.id),
      clock: realClock,
      eventsPerMinute: null,
      onRejected: nothing,
      identify: () => sources.identify(request.headers.authorization),
      rules: () => ({ scope, codes, now: Date.now(), oldest: 0, accountKey: null }),
    });
    response.json(answer);
  };
  const app = express().post("/v1/events", post);
  app.use(
    problems(
      { error: nothing },
      { count: nothing },
      { nowhere: async () => new Reply({}) },
    ) as ErrorRequestHandler,
  );
  const server = openServer({ ...LIMITS, silentMs: 1_000, graceMs: 0 });
  server.serve(app);
  closers.push(ingest.close, server.stop);
  return { url: `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`, key: program.key };
}
