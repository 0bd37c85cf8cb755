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
/** A connection carries so many well-framed ones, and a last one whose frame is broken too. */
const FRAMED = 9;

/** Requests of which nothing is right but the frame, and then not even that. */
export const requests: Attack = {
  name: "requests",
  what: `${CONNECTIONS} clients send broken requests: odd values to every route, spoiled events, broken frames`,
  async run({ url, key, seconds, say }) {
    const { hostname, port, host } = new URL(url);
    // It may send nothing but heartbeats: what is valid by chance must not change a figure.
    const own = await register({ url, key }, "requests", ["source.beat"]);
    const whole = drawn(wellFramed(host, own), 1);
    const broken = drawn(spoiled(wellFramed(host, own)), 2);
    const counts = openCounts();
    let sent = 0;
    const over = performance.now() + seconds * 1_400;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (sent < PER_SECOND * seconds && performance.now() < over) {
          const texts = Array.from({ length: FRAMED }, () => whole.next().value);
          sent += FRAMED + 1;
          const received = await exchange(hostname, Number(port), texts.join("") + broken.next().value);
          const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status!);
          for (const status of statuses) counts.add(status);
          for (let n = statuses.length; n <= FRAMED; n++) counts.add("not answered");
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

/** Everything that is answered until the connection ends, or nothing comes for a second. */
async function exchange(hostname: string, port: number, text: string): Promise<string> {
  const socket = connect(port, hostname);
  socket.on("error", () => {});
  let received = "";
  socket.setTimeout(1_000, () => socket.destroy());
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
  });
  socket.end(text);
  await once(socket, "close");
  return received;
}
