import fc from "fast-check";
import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";
import { failures, shortfall } from "./faults.ts";
import { openCounts } from "./register.ts";
import { message, openSocket } from "./screenSocket.ts";
import { drawn, spoiled } from "./spoil.ts";
import { openVisitors } from "./visitors.ts";

const SOCKETS = 16;
/** As many in a minute as the table in the issue asks for. */
const PER_SECOND = 20_000 / 60;
/** On a machine that is slow or busy it takes so many times as long: all of them are sent. */
const PATIENCE = 5;
/** A socket that was not ended sends so many, and gives up its place. */
const MOST_ON_ONE = 20;

const NAMES = [
  "join",
  "painted",
  "acknowledge",
  "audioReady",
  "failed",
  "beat",
  "connect",
  "disconnect",
  "__proto__",
  "",
];
const valid = fc.oneof(
  fc
    .record({ name: fc.constantFrom(...NAMES), value: fc.jsonValue() })
    .map(({ name, value }) => message(name, value)),
  fc.constantFrom(
    message("join", { scene: "overview", epoch: null, seq: 0 }),
    message("join", { screen: "hall", scene: null, epoch: null, seq: 0 }),
    message("painted", 1),
    message("acknowledge", 1_700_000_000_000),
    message("audioReady", true),
    message("failed", [{ scene: "overview", part: "calls", error: "x" }]),
    ...['451-["join",{"_placeholder":true,"num":0}]', '42/other,["join",1]', '4299["join",{}]', "40/other,"],
    ...["0{}", "1", "2probe", "3", "5", "6", "7", "41", "43[1]", '44{"message":1}', "4"],
  ),
);
export const MESSAGES: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  valid,
  spoiled(valid),
  fc.string(),
  fc.uint8Array(),
);

/** What no screen says. */
export const messages: Attack = {
  name: "messages",
  what: `${SOCKETS} sockets send broken messages, as nobody, with keys, as a person of each role; one that is ended comes back`,
  patience: PATIENCE,
  async run({ seconds, say, fail, ...there }) {
    const visitors = await openVisitors(there, "messages");
    const texts = drawn(MESSAGES, 3);
    const counts = openCounts();
    let sent = 0;
    let opened = 0;
    const wanted = PER_SECOND * seconds;
    const over = performance.now() + seconds * PATIENCE * 1_000;
    await Promise.all(
      Array.from({ length: SOCKETS }, async () => {
        while (sent < wanted && performance.now() < over) {
          const socket = await openSocket(there, visitors[opened++ % visitors.length]).catch(String);
          if (typeof socket === "string") {
            counts.add(socket);
            await sleep(50);
            continue;
          }
          let n = 0;
          for (; n < MOST_ON_ONE && socket.readyState === socket.OPEN; n++) {
            socket.send(texts.next().value);
            sent++;
            await sleep(1);
          }
          counts.add(n === MOST_ON_ONE ? "socket kept" : "socket ended");
          socket.terminate();
        }
      }),
    );
    say(`${sent} messages: ${counts.text()}`);
    fail(failures([counts], "sockets and handshakes"));
    fail(shortfall(sent, wanted, "messages"));
  },
};
