/** Requests and messages that are made from the contract and broken at random, by every kind of visitor. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { MESSAGES } from "../attack/messages.ts";
import { drawn, SPOILING } from "../attack/spoil.ts";
import { type Program, startProgram } from "../program.ts";
import { ODD_REQUESTS } from "./odd.ts";
import { openVisitors, type Somebody } from "./visitors.ts";

const SEED = Number(process.env.SEED ?? 1441);
/**
 * Of each kind of visitor. `FUZZ=100` sends a hundred times as many, 100,000 in all, and
 * `npm run attack -- --only requests,messages` as many to a server in a process of its own, while others use it.
 */
const TIMES = Number(process.env.FUZZ ?? 1);
const REQUESTS = 75 * TIMES;
const SOCKETS = 4 * TIMES;
const PATIENCE_MS = 60_000 * Math.max(1, TIMES / 20);
const MESSAGES_OF_ONE = 20;
/** What the tests themselves leave behind is in it. */
const MOST_MB = 40;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const errors: string[] = [];
let program: Program;
let visitors: Somebody[];
beforeAll(async () => {
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  program = await startProgram({ log });
  visitors = await openVisitors(program);
}, 120_000);
afterAll(() => program.close());

/** What these show is a key only to the routes of embeds, or to none. */
const NO_KEYS = ["a key that is guessed", "the ticket of an embed"];
const KINDS = [
  ...[
    "nothing",
    "a key that is guessed",
    "a session that is guessed",
    "the first source's key",
    "a source's key",
  ],
  ...["a key for reading", "a key for reading of one bank", "the ticket of an embed", "a display"],
  "a person of one bank",
  ...["a person: viewer", "a person: analyst", "a person: commander", "a person: admin"],
];
const visitorOf = (kind: string) => visitors.find(({ name }) => name === kind)!;

const BROKEN = fc
  .tuple(ODD_REQUESTS, fc.option(SPOILING, { freq: 2 }))
  .map(([asked, spoil]) => ({ ...asked, body: asked.body && spoil ? spoil(asked.body) : asked.body }));

it("every kind of visitor is among them", () => {
  expect(visitors.map(({ name }) => name)).toEqual(KINDS);
});

describe.each(KINDS)("with %s", { timeout: PATIENCE_MS }, (kind) => {
  it("no request that the table can think of makes the server fail, and every answer is as documented", async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(BROKEN, async ({ method, target, type, body }) => {
        // The fetch of test/answers.ts throws where an answer is not what the document says.
        const response = await fetch(program.url + target, {
          method,
          redirect: "manual",
          headers: { ...(await visitorOf(kind).headers()), "content-type": type },
          ...(body === undefined ? {} : { body: body.toWellFormed() }),
        }).catch((error: Error) => {
          // A wrong key is refused also where none is needed, which the document of such a route does not say.
          if (NO_KEYS.includes(kind) && error.message.endsWith("401: unauthorized is not documented"))
            return null;
          throw error;
        });
        if (!response) return void statuses.add(401);
        await response.arrayBuffer();
        statuses.add(response.status);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: REQUESTS, seed: SEED },
    );
    expect(statuses.size).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  it("no message of a socket makes it fail", async () => {
    const messages = drawn(MESSAGES, SEED);
    for (let n = 0; n < SOCKETS; n++) {
      const headers = await visitorOf(kind).headers();
      const socket = await open(headers);
      for (let m = 0; m < MESSAGES_OF_ONE && socket?.readyState === WebSocket.OPEN; m++) {
        // Resolves when the message has left.
        await new Promise<void>((resolve) => socket.send(messages.next().value, () => resolve()));
      }
      socket?.terminate();
    }
    expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
    expect(errors).toEqual([]);
  });
});

/** A socket that has shaken hands; null: it was refused. */
function open(headers: Record<string, string>): Promise<WebSocket | null> {
  const address = `${program.url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address, { perMessageDeflate: false, headers });
  return new Promise((resolve) => {
    socket.on("error", () => resolve(null));
    socket.on("close", () => resolve(null));
    socket.on("message", (bytes) => {
      const text = String(bytes);
      if (text.startsWith("0{")) socket.send("40");
      else if (text.startsWith("40")) resolve(socket);
      else if (text.startsWith("44")) resolve(null);
    });
  });
}

it("after all of them the server holds hardly more than before", { timeout: PATIENCE_MS }, async () => {
  const requests = drawn(BROKEN, SEED + 1);
  async function send(count: number) {
    const headers = await visitorOf("the first source's key").headers();
    for (let n = 0; n < count; n++) {
      const { method, target, type, body } = requests.next().value;
      const init = { method, headers: { ...headers, "content-type": type } };
      const more = body === undefined ? {} : { body: body.toWellFormed() };
      await (await fetch(program.url + target, { ...init, ...more, redirect: "manual" })).arrayBuffer();
    }
  }
  await send(100);
  const before = heapMb();
  await send(400 * TIMES);
  expect(heapMb() - before).toBeLessThan(MOST_MB);
});
