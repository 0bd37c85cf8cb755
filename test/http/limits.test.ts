import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { openLimits } from "../../backend/http/limits.ts";
import type { Fault } from "../../backend/kit/fault.ts";
import { openRaw } from "../socket.ts";

it("questions are worked on two at a time, in the order in which they came", async () => {
  const limits = openLimits();
  const begun: number[] = [];
  const finish: (() => void)[] = [];
  const asked = Array.from({ length: 5 }, (_, question) =>
    limits.inTurn(() => {
      begun.push(question);
      return new Promise<number>((resolve, reject) =>
        finish.push(() => (question === 1 ? reject(new Error("one fails")) : resolve(question))),
      );
    }),
  );
  const outcomes = Promise.allSettled(asked);
  expect(begun).toEqual([0, 1]);
  for (let done = 0; done < 5; done++) {
    await expect.poll(() => finish.length).toBeGreaterThan(0);
    finish.shift()!();
    await expect.poll(() => begun.length).toBe(Math.min(5, done + 3));
  }
  expect((await outcomes).map(({ status }) => status).join()).toBe(
    "fulfilled,rejected,fulfilled,fulfilled,fulfilled",
  );
});

it("questions beyond 200 in the line are refused, and taken again when it is shorter", async () => {
  const limits = openLimits();
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const asked = Array.from({ length: 202 }, () => limits.inTurn(() => gate));
  const fault = await limits.inTurn(() => gate).catch((error: Fault) => error);
  expect(fault).toMatchObject({ code: "busy", retryAfter: 2 });
  letGo();
  await Promise.all(asked);
  expect(await limits.inTurn(async () => "again")).toBe("again");
});

it("large answers that nobody fetches are held up to a measure, and small ones always go", async () => {
  const limits = openLimits();
  const app = express();
  app.get("/small", (_request, response) => limits.send(response, 200, {}, "small"));
  app.get("/large", (_request, response) => limits.send(response, 200, {}, "x".repeat(20 * 1024 * 1024)));
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
  expect([await status("/large"), await status("/small")]).toEqual([429, 200]);
  for (const raw of unread) raw.end();
  await expect.poll(() => status("/large")).toBe(200);
  server.closeAllConnections();
  server.close();
});
