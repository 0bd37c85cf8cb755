import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { openLimits } from "../../backend/http/limits.ts";
import { Reply } from "../../backend/http/route.ts";
import type { Fault } from "../../backend/kit/fault.ts";
import { openRaw } from "../socket.ts";

it("large answers that nobody fetches are held up to a measure, and small ones always go", async () => {
  const limits = openLimits();
  const app = express();
  const send = (body: string | Buffer): express.RequestHandler => {
    return (_request, response) => limits.send(response, 200, {}, body);
  };
  app.get("/small", send("x".repeat(16 * 1024)));
  app.get("/large", send("x".repeat(20 * 1024 * 1024)));
  app.get("/shared", send(Buffer.alloc(20 * 1024 * 1024)));
  app.use(((error: Fault, _request, response, _next) => {
    response.status(429).send(error.message);
  }) as express.ErrorRequestHandler);
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const status = async (path: string) => {
    const response = await fetch(url + path);
    await response.text();
    return response.status;
  };
  const unread = await Promise.all(Array.from({ length: 3 }, () => openRaw(url)));
  for (const raw of unread) {
    raw.write("GET /large HTTP/1.1\r\nhost: test\r\n\r\n");
    await raw.status();
    raw.socket.pause();
  }
  expect(await Promise.all(["/large", "/small", "/shared"].map(status))).toEqual([429, 200, 200]);
  for (const raw of unread) raw.end();
  await expect.poll(() => status("/large")).toBe(200);
  server.closeAllConnections();
  server.close();
});

it.each(["text", "bytes"])(
  "an answer in pieces of %s is made as it is read, and not on when its client has gone",
  async (of) => {
    const limits = openLimits();
    let made = 0;
    let isReleased = false;
    let isOver = false;
    function* texts() {
      try {
        for (; made < 1_000; made++) yield "x".repeat(100_000);
      } finally {
        isReleased = true;
      }
    }
    async function* bytes() {
      for (const text of texts()) yield Buffer.from(text);
    }
    const server = createServer((_request, response) => {
      const pieces = of === "text" ? texts() : bytes();
      void limits.reply(response, new Reply({}, pieces)).then(() => (isOver = true));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const raw = await openRaw(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    raw.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    await raw.status();
    raw.socket.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const stands = made === before;
          before = made;
          return stands;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(made).toBeLessThan(200);
    raw.end();
    await expect.poll(() => isOver).toBe(true);
    expect(isReleased).toBe(true);
    expect(made).toBeLessThan(200);
    server.close();
  },
);

it("of an answer in pieces that is read at once, each has a turn of the event loop of its own", async () => {
  const limits = openLimits();
  let turn = 0;
  const next = () => {
    turn++;
    ticking = setImmediate(next);
  };
  let ticking = setImmediate(next);
  const turns: number[] = [];
  function* texts() {
    // More than a response takes before it says that it is full, so that each piece waits for room.
    for (let n = 0; n < 100; n++) {
      turns.push(turn);
      yield "x".repeat(100_000);
    }
  }
  const server = createServer((_request, response) => {
    void limits.reply(response, new Reply({}, texts()));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await response.arrayBuffer()).byteLength).toBe(100 * 100_000);
  clearImmediate(ticking);
  // The first two are made together: an answer of a single piece is sent with its length.
  expect(new Set(turns).size).toBeGreaterThanOrEqual(99);
  server.closeAllConnections();
  server.close();
});

it.each<[string, string[], string]>([
  ["no piece", [], ""],
  ["one piece", ["one"], "one"],
])("an answer of %s has a length", async (_what, pieces, text) => {
  const limits = openLimits();
  const server = createServer((_request, response) => {
    void limits.reply(response, new Reply({}, pieces));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(response.headers.get("content-length")).toBe(String(text.length));
  expect(await response.text()).toBe(text);
  server.closeAllConnections();
  server.close();
});
