import { connect, type Socket } from "node:net";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";

/** A kept-alive connection that sends one body after the other: cheap, so that the client is not what is measured. */
export interface Lane {
  post(body: Buffer): Promise<IngestAnswer>;
  close(): void;
}

export type Form = "one" | "batch" | "lines";
const TYPES: Record<Form, string> = {
  one: "application/cloudevents+json",
  batch: "application/cloudevents-batch+json",
  lines: "application/x-ndjson",
};

const HEAD_END = Buffer.from("\r\n\r\n");

export async function openLane(there: { url: string; key: string }, form: Form): Promise<Lane> {
  const { hostname, port, host } = new URL(there.url);
  const socket: Socket = connect({ host: hostname, port: Number(port || 80), noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let waiting: { resolve: (answer: IngestAnswer) => void; reject: (error: Error) => void } | null = null;
  let held: Buffer = Buffer.alloc(0);
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = held.indexOf(HEAD_END);
    if (end < 0) return;
    const head = held.toString("latin1", 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return fail(new Error(`an answer without a length: ${head}`));
    if (held.length < end + 4 + length) return;
    const body = held.toString("utf8", end + 4, end + 4 + length);
    held = held.subarray(end + 4 + length);
    const done = waiting;
    waiting = null;
    if (head.startsWith("HTTP/1.1 200")) done?.resolve(JSON.parse(body) as IngestAnswer);
    else done?.reject(new Error(`${head.slice(9, 12)} ${body}`));
  });
  const head = `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${there.key}\r\nContent-Type: ${TYPES[form]}\r\nContent-Length: `;
  return {
    post(body) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(Buffer.concat([Buffer.from(`${head}${body.length}\r\n\r\n`), body]));
      });
    },
    close: () => socket.destroy(),
  };
}

export interface Sent {
  milliseconds: number;
  accepted: number;
  /** The played centre sends some events twice, as life does. */
  duplicate: number;
}

/** Keeps so many connections busy until all bodies are answered. Throws when one is rejected. */
export async function sendAll(
  there: { url: string; key: string },
  form: Form,
  connections: number,
  bodies: Iterable<Buffer>,
): Promise<Sent> {
  const lanes = await Promise.all(Array.from({ length: connections }, () => openLane(there, form)));
  const rest = bodies[Symbol.iterator]();
  const sent: Sent = { milliseconds: 0, accepted: 0, duplicate: 0 };
  const started = performance.now();
  try {
    await Promise.all(
      lanes.map(async (lane) => {
        for (let next = rest.next(); !next.done; next = rest.next()) {
          const { accepted, duplicate, rejected } = await lane.post(next.value);
          if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected.slice(0, 2))}`);
          sent.accepted += accepted;
          sent.duplicate += duplicate;
        }
      }),
    );
    sent.milliseconds = performance.now() - started;
  } finally {
    for (const lane of lanes) lane.close();
  }
  return sent;
}

export const perSecond = ({ accepted, duplicate, milliseconds }: Sent) =>
  ((accepted + duplicate) / milliseconds) * 1000;

/** Cuts events into pieces of `size`, the last one shorter. */
export function cut<T>(events: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, i) =>
    events.slice(i * size, (i + 1) * size),
  );
}

export const bodyOf = (events: readonly CloudEvent[]) => Buffer.from(JSON.stringify(events));
