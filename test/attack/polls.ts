import { connect } from "node:net";
import { SCENES } from "#wire/scenery.ts";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";
import { openCounts } from "./register.ts";
import { message } from "./screenSocket.ts";

const CLIENTS = 8;
const JOINS = 20;
/** Polls of one session, of which none is read. */
const POLLS = 10;
/** Packets of one request are parted by it. */
const SEPARATOR = "\u001e";
const LEFT_AFTER_MS = 200;

/** Each session has a snapshot waiting that is never fetched, or is fetched many times and not read. */
export const polls: Attack = {
  name: "polls",
  what: `${CLIENTS} clients open sessions of long polling, join ${JOINS} times in each and read no answer`,
  async run({ url, key, seconds, say }) {
    const { hostname, port, host } = new URL(url);
    const address = "/socket.io/?EIO=4&transport=polling";
    const until = performance.now() + seconds * 1_000;
    const counts = openCounts();
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, n) => {
        for (let i = n; performance.now() < until; i++) {
          const opened = await fetch(url + address, { headers: { authorization: `Bearer ${key}` } }).catch(
            () => null,
          );
          const sid = /"sid":"([^"]+)"/.exec((await opened?.text().catch(() => "")) ?? "")?.[1];
          counts.add(sid ? "sessions" : `opening answered ${opened?.status ?? "by a cut"}`);
          if (!sid) {
            await sleep(10);
            continue;
          }
          const join = message("join", { scene: SCENES[i % SCENES.length], epoch: null, seq: 0 });
          const body = ["40", ...Array.from({ length: JOINS }, () => join)].join(SEPARATOR);
          const session = `${address}&sid=${sid}`;
          await fetch(url + session, { method: "POST", body }).catch(() => null);
          // Every other session is left as it is, with what waits for it.
          if (i % 2 === 0) continue;
          const socket = connect(Number(port), hostname);
          socket.on("error", () => {}).pause();
          socket.write(`GET ${session} HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(POLLS));
          await sleep(LEFT_AFTER_MS);
          socket.destroy();
        }
      }),
    );
    say(counts.text());
  },
};
