// The other side of the sockets row: a `ws` server that sends what it is told, at the times it is told, to all.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { answer } from "./scope.ts";
import type { Heard } from "./screens.ts";

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
let answers = 0;
server.on("connection", (socket) => {
  socket.on("error", () => undefined);
  // The screens answer here too; what they say is read and dropped.
  socket.on("message", () => {
    answers++;
  });
});

answer(async (question: { listen: true } | { play: Heard[]; milliseconds: number }) => {
  if ("listen" in question) {
    await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
    return (http.address() as AddressInfo).port;
  }
  const started = performance.now();
  for (const { at, text } of question.play) {
    await new Promise((wake) => setTimeout(wake, Math.max(0, started + at - performance.now())));
    const bytes = Buffer.from(text);
    for (const client of server.clients) client.send(bytes, { binary: false });
  }
  await new Promise((wake) =>
    setTimeout(wake, Math.max(0, started + question.milliseconds - performance.now())),
  );
  return answers;
});
