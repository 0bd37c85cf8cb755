// The baselines of the sockets row: `ws` alone or socket.io alone, without code of the war room. Each broadcasts given
// messages at given times; the screens' answers are read and dropped.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { answer } from "./scope.ts";
import type { Heard } from "./screens.ts";

const http = createServer();
let sendAll: (text: string) => void;
let answers = 0;

const sides = {
  ws() {
    const server = new WebSocketServer({ server: http, perMessageDeflate: false });
    server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      socket.on("message", () => {
        answers++;
      });
    });
    return (text: string) => {
      const bytes = Buffer.from(text);
      for (const client of server.clients) client.send(bytes, { binary: false });
    };
  },
  "socket.io"() {
    const server = new Server(http, {
      transports: ["websocket"],
      perMessageDeflate: false,
      pingInterval: 10_000,
      pingTimeout: 10_000,
    });
    server.on("connection", (socket) => {
      socket.on("join", () => {
        void socket.join("scene");
        socket.emit("snapshot", { seq: 0 });
      });
      socket.on("painted", () => {
        answers++;
      });
    });
    return (text: string) => {
      const [event, message] = JSON.parse(text.slice("42".length)) as [string, object];
      server.to("scene").emit(event, message);
    };
  },
};

answer(async (question: { listen: keyof typeof sides } | { play: Heard[]; milliseconds: number }) => {
  if ("listen" in question) {
    sendAll = sides[question.listen]();
    await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
    return (http.address() as AddressInfo).port;
  }
  const started = performance.now();
  for (const { at, text } of question.play) {
    await new Promise((wake) => setTimeout(wake, Math.max(0, started + at - performance.now())));
    sendAll(text);
  }
  await new Promise((wake) =>
    setTimeout(wake, Math.max(0, started + question.milliseconds - performance.now())),
  );
  return answers;
});
