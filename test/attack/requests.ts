import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { HOUR } from "#calendar/units.ts";
import { pastDay, story } from "../bench/story.ts";
import { ODD_REQUESTS } from "../http/odd.ts";
import type { Attack } from "./against.ts";
import { openCounts, register } from "./register.ts";
import { drawn, spoiled } from "./spoil.ts";

const CONNECTIONS = 8;
/** As many in a minute as the table in the issue asks for. */
const PER_SECOND = 100_000 / 60;
/** A connection carries at most so many well-framed ones, each after the answer to the last, and then one whose frame
 * is broken too. */
const FRAMED = 9;

/** Requests of which nothing is right but the frame, and then not even that. */
export const requests: Attack = {
  name: "requests",
  what: `${CONNECTIONS} clients send broken requests: odd values to every route, spoiled events, broken frames`,
  async run({ url, seconds, say }) {
    const { hostname, port, host } = new URL(url);
    // It may send nothing but heartbeats: what is valid by chance must not change a figure.
    const own = await register({ url }, "requests", ["source.beat"]);
    const whole = drawn(wellFramed(host, own), 1);
    const broken = drawn(spoiled(wellFramed(host, own)), 2);
    const counts = openCounts();
    let sent = 0;
    const over = performance.now() + seconds * 1_400;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (sent < PER_SECOND * seconds && performance.now() < over) {
          const texts = Array.from({ length: FRAMED }, () => whole.next().value);
          for (const outcome of await converse(hostname, Number(port), [...texts, broken.next().value])) {
            sent++;
            counts.add(outcome);
          }
        }
      }),
    );
    say(`${sent} requests: ${counts.text()}`);
    const failed = counts.of((status) => /^5/.test(status) && status !== "503");
    if (failed > 0)
      throw new Error(`${failed} of ${sent} broken requests made the server fail: ${counts.text()}`);
  },
};

function wellFramed(host: string, key: string): fc.Arbitrary<string> {
  const events = [...story(7, 1, pastDay().from, pastDay().from + HOUR)].slice(0, 200);
  const event = fc.constantFrom(...events).map((each) => JSON.stringify(each));
  const body = fc.oneof(spoiled(event), spoiled(event.map((each) => `[${each},${each}]`)), event);
  const types = ["", "-batch"].map((form) => `application/cloudevents${form}+json`);
  const sending = fc
    .record({
      body,
      type: fc.constantFrom(...types, "application/x-ndjson", "application/json", "constructor", ""),
      more: fc.constantFrom("", "content-encoding: gzip\r\n", "expect: 100-continue\r\n", "ce-id: %00\r\n"),
    })
    .map(({ body, type, more }) => framed("POST", "/v1/events", type, body, more));
  const odd = ODD_REQUESTS.map(({ method, target, type, body = "" }) => framed(method, target, type, body));
  return fc.oneof(sending, odd);
  function framed(method: string, target: string, type: string, body: string, more = "") {
    return `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${key}\r\ncontent-type: ${type}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }
}

/**
 * Sends a request when the one before it was answered, until the server ends the connection: the status of each, or
 * that it was not answered.
 */
async function converse(hostname: string, port: number, texts: string[]): Promise<string[]> {
  const socket = connect(port, hostname);
  const closed = once(socket, "close");
  socket.on("error", () => {});
  socket.setTimeout(1_000, () => socket.destroy());
  const statuses: string[] = [];
  for (const [place, text] of texts.entries()) {
    let received = "";
    const answered = new Promise<void>((resolve) => {
      socket.on("data", (bytes) => {
        received += bytes.toString("latin1");
        if (isWhole(received)) resolve();
      });
    });
    if (place === texts.length - 1) socket.end(text);
    else socket.write(text);
    await Promise.race([answered, closed]);
    socket.removeAllListeners("data");
    statuses.push(/^HTTP\/1\.1 (?!100)(\d{3})/m.exec(received)?.[1] ?? "not answered");
    if (socket.destroyed || /^connection: close/im.test(received)) break;
  }
  socket.destroy();
  return statuses;
}

/** Whether a final answer has come with its whole body. */
function isWhole(received: string): boolean {
  const final = received.replace(/^HTTP\/1\.1 100 [\s\S]*?\r\n\r\n/, "");
  const head = final.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const length = /^content-length: (\d+)/im.exec(final.slice(0, head))?.[1];
  if (length === undefined) return /^HTTP\/1\.1 [23]04/.test(final) || final.endsWith("0\r\n\r\n");
  return final.length - head - 4 >= Number(length);
}
