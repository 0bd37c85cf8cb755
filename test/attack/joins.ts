import { SCENES } from "#wire/scenery.ts";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";
import { message, openSocket } from "./screenSocket.ts";

const SOCKETS = 8;
const JOINS_AT_ONCE = 500;

/** Each join is answered by a whole snapshot, which is never read. A socket that is cut comes back at once. */
export const joins: Attack = {
  name: "joins",
  what: `${SOCKETS} sockets send joins as fast as they can and read nothing`,
  async run({ url, key, seconds, say }) {
    const until = performance.now() + seconds * 1_000;
    const sent = { bytes: 0, sockets: 0, refused: 0 };
    await Promise.all(
      Array.from({ length: SOCKETS }, async (_, n) => {
        const text = message("join", { scene: SCENES[n % SCENES.length], epoch: null, seq: 0 });
        while (performance.now() < until) {
          const socket = await openSocket({ url, key }).catch(() => null);
          if (!socket) {
            sent.refused++;
            await sleep(10);
            continue;
          }
          sent.sockets++;
          socket.pause();
          while (performance.now() < until && socket.readyState === socket.OPEN) {
            for (let i = 0; i < JOINS_AT_ONCE; i++) socket.send(text);
            sent.bytes += JOINS_AT_ONCE * text.length;
            await new Promise(setImmediate);
            while (
              socket.bufferedAmount > 0 &&
              socket.readyState === socket.OPEN &&
              performance.now() < until
            )
              await sleep(5);
          }
          socket.terminate();
        }
      }),
    );
    say(
      `${(sent.bytes / 1e6).toFixed(1)} MB of joins over ${sent.sockets} sockets, ${sent.refused} handshakes refused`,
    );
  },
};
