import type WebSocket from "ws";
import { SCENES } from "#wire/scenery.ts";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";
import { message, openSocket } from "./screenSocket.ts";

const SOCKETS = 500;
const PAINTED_EVERY_MS = 100;

/** They read nothing, answer heartbeats blindly, and say that they have painted all, so that they get every frame. */
export const deaf: Attack = {
  name: "deaf",
  what: `${SOCKETS} sockets join, read nothing, and say that they painted everything`,
  async run({ url, key, seconds, say }) {
    const until = performance.now() + seconds * 1_000;
    const open = new Set<WebSocket>();
    let opened = 0;
    while (performance.now() < until) {
      while (open.size < SOCKETS && performance.now() < until) {
        const socket = await openSocket({ url, key }).catch(() => null);
        if (!socket) break;
        socket.pause();
        open.add(socket);
        socket.once("close", () => open.delete(socket));
        socket.send(message("join", { scene: SCENES[opened++ % SCENES.length], epoch: null, seq: 0 }));
      }
      for (const socket of open) {
        // A heartbeat's answer, and what was painted.
        socket.send("3");
        socket.send(message("painted", Number.MAX_SAFE_INTEGER));
      }
      await sleep(PAINTED_EVERY_MS);
    }
    for (const socket of open) socket.terminate();
    say(`${opened} sockets were opened, ${open.size} are open at the end`);
  },
};
