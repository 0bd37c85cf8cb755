import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";

const CLIENTS = 8;
const PATHS = ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket", "/socket.io/"];

/** Each of these was answered twice, and its second answer logged an error with a stack. */
export const plain: Attack = {
  name: "plain",
  what: `${CLIENTS} clients send requests under the path of sockets that are none`,
  async run({ url, seconds, say }) {
    const until = performance.now() + seconds * 1_000;
    let answered = 0;
    let failed = 0;
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, n) => {
        for (let i = n; performance.now() < until; i++) {
          const method = i % 2 === 0 ? "GET" : "POST";
          const response = await fetch(url + PATHS[i % PATHS.length], { method }).catch(() => null);
          if (response) answered++;
          else {
            failed++;
            await sleep(10);
          }
          await response?.arrayBuffer();
        }
      }),
    );
    say(`${answered} requests were answered, ${failed} failed`);
  },
};
