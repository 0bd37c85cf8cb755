import { once } from "node:events";
import { connect } from "node:net";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";

const CONNECTIONS = 8;
const AT_ONCE = 2_000;
const PATHS = [
  "/v1/openapi.json",
  "/v1/metrics",
  "/v1/codes",
  "/notices",
  "/v1/screens",
  "/v1/sources",
  "/v1/figures?metric=calls.offered,calls.answered,calls.abandoned&from=2026-11-01&to=2026-11-02&step=minute",
];

/** HTTP allows requests before the answer to the one before has come: without a bound all of them are worked on. */
export const unread: Attack = {
  name: "unread",
  what: `${CONNECTIONS} connections pipeline GETs as fast as they can and read nothing`,
  async run({ url, seconds, say }) {
    const { hostname, port, host } = new URL(url);
    const until = performance.now() + seconds * 1_000;
    let bytes = 0;
    let connections = 0;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, n) => {
        const request = `GET ${PATHS[n % PATHS.length]} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
        const requests = Buffer.from(request.repeat(AT_ONCE));
        while (performance.now() < until) {
          const socket = connect(Number(port), hostname).pause();
          socket.on("error", () => {});
          connections++;
          while (!socket.destroyed && performance.now() < until) {
            const hasRoom = socket.write(requests);
            bytes += requests.length;
            // A connection that was ended fails to write.
            if (!hasRoom) await Promise.race([once(socket, "drain").catch(() => {}), sleep(1_000)]);
          }
          socket.destroy();
        }
      }),
    );
    say(`${(bytes / 1e6).toFixed(1)} MB of requests over ${connections} connections`);
  },
};
