import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { HOUR } from "#calendar/units.ts";
import { pastDay, story } from "../bench/story.ts";
import { ODD_REQUESTS, type OddRequest } from "../http/odd.ts";
import type { Attack } from "./against.ts";
import { failures, shortfall } from "./faults.ts";
import { openCounts, register } from "./register.ts";
import { drawn, spoiled } from "./spoil.ts";
import { bearer, openVisitors, type Visitor } from "./visitors.ts";

const CONNECTIONS = 8;
/** As many in a minute as the table in the issue asks for. */
const PER_SECOND = 100_000 / 60;
/** On a machine that is slow or busy it takes so many times as long: all of them are sent. */
const PATIENCE = 10;
/** A connection carries at most so many well-framed ones, each after the answer to the last, and then one whose frame
 * is broken too. */
const FRAMED = 9;

/** Requests of which nothing is right but the frame, and then not even that. */
export const requests: Attack = {
  name: "requests",
  what: `${CONNECTIONS} clients with a source's key, and beside them nobody, other keys and a person of each role, send broken requests: odd values to every route, spoiled events, broken frames`,
  patience: PATIENCE,
  async run({ seconds, say, fail, ...there }) {
    const { url } = there;
    const { hostname, port } = new URL(url);
    // It may send nothing but heartbeats: what is valid by chance must not change a figure.
    const own = bearer(await register({ url }, "requests", ["source.beat"]));
    const visitors = await openVisitors(there, "requests");
    const over = performance.now() + seconds * PATIENCE * 1_000;
    const wanted = PER_SECOND * seconds;
    const counts = openCounts();
    const ofVisitors = openCounts();

    /** One connection. */
    async function send(texts: Drawn, count: typeof counts) {
      const framed = Array.from({ length: FRAMED }, () => texts.whole.next().value);
      const outcomes = await converse(hostname, Number(port), [...framed, texts.broken.next().value]);
      for (const outcome of outcomes) count.add(outcome);
    }
    const source = drawnFor(url, fc.oneof(sending(own), odd(own)), 1);
    const ofVisitor = visitors.map((visitor, n) => drawnFor(url, odd(visitor), 100 * (n + 1)));
    const goesOn = () => counts.of(() => true) < wanted && performance.now() < over;
    await Promise.all([
      ...Array.from({ length: CONNECTIONS }, async () => {
        while (goesOn()) await send(source, counts);
      }),
      // Each in turn, one at a time: what they may do is real work.
      (async () => {
        for (let n = 0; goesOn(); n++) await send(ofVisitor[n % ofVisitor.length]!, ofVisitors);
      })(),
    ]);
    const [sent, visited] = [counts, ofVisitors].map((each) => each.of(() => true)) as [number, number];
    say(`${sent} requests with a source's key: ${counts.text()}`);
    say(`${visited} as ${visitors.length} others: ${ofVisitors.text()}`);
    fail(shortfall(sent, wanted, "requests"));
    fail(failures([counts, ofVisitors], "broken requests"));
  },
};

interface Asked extends OddRequest {
  who: Visitor;
  more: string;
}
interface Drawn {
  whole: Generator<string, never>;
  broken: Generator<string, never>;
}

function drawnFor(url: string, asked: fc.Arbitrary<Asked>, seed: number): Drawn {
  const { host } = new URL(url);
  const framed = asked.map(({ who, method, target, type, body = "", more }) => {
    const known = Object.entries(who).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${known.join("")}content-type: ${type}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  return { whole: drawn(framed, seed), broken: drawn(spoiled(framed), seed + 1) };
}

function sending(who: Visitor): fc.Arbitrary<Asked> {
  const events = [...story(7, 1, pastDay().from, pastDay().from + HOUR)].slice(0, 200);
  const event = fc.constantFrom(...events).map((each) => JSON.stringify(each));
  const types = ["", "-batch"].map((form) => `application/cloudevents${form}+json`);
  return fc.record({
    who: fc.constant(who),
    method: fc.constant("POST"),
    target: fc.constant("/v1/events"),
    body: fc.oneof(spoiled(event), spoiled(event.map((each) => `[${each},${each}]`)), event),
    type: fc.constantFrom(...types, "application/x-ndjson", "application/json", "constructor", ""),
    more: fc.constantFrom("", "content-encoding: gzip\r\n", "expect: 100-continue\r\n", "ce-id: %00\r\n"),
  });
}

const odd = (who: Visitor): fc.Arbitrary<Asked> =>
  ODD_REQUESTS
    // A person who has signed out would be nobody from then on.
    .filter(({ method, target }) => !(who.cookie && method === "DELETE" && /^\/v1\/session\b/.test(target)))
    .map((asked) => ({ ...asked, who, more: "" }));

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
