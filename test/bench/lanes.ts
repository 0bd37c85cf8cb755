import { connect, type Socket } from "node:net";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";

/** A keep-alive connection that sends one body after another; cheap, so that the client is not measured. */
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

/** A server closes idle connections; before that, the connection is reopened. */
const IDLE_MS = 3_000;
/** Timeout of an answer, which comes after the commit. */
const ANSWER_MS = 30_000;

export async function openLane(there: { url: string; key: string }, form: Form): Promise<Lane> {
  const { hostname, port, host } = new URL(there.url);
  const address = { host: hostname, port: Number(port || 80), noDelay: true };
  const head = `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${there.key}\r\nContent-Type: ${TYPES[form]}\r\nContent-Length: `;
  let socket = await open(address);
  let used = performance.now();
  return {
    async post(body) {
      if (socket.destroyed || performance.now() - used > IDLE_MS) {
        socket.destroy();
        socket = await open(address);
      }
      const answering = readAnswer(socket, there.url);
      socket.write(Buffer.concat([Buffer.from(`${head}${body.length}\r\n\r\n`), body]));
      const answer = await answering;
      used = performance.now();
      return answer;
    },
    close: () => socket.destroy(),
  };
}

async function open(address: { host: string; port: number; noDelay: boolean }): Promise<Socket> {
  const socket = connect(address);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  // The close that follows rejects pending requests.
  socket.on("error", () => undefined);
  return socket;
}

/** Does the server still answer, without its database (healthz) and with it (readyz)? */
async function answers(url: string, path: string): Promise<string> {
  const response = await fetch(`${url}/${path}`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  return `${path} ${response ? `answers ${response.status}` : "does not answer"}`;
}

function readAnswer(socket: Socket, url: string): Promise<IngestAnswer> {
  return new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0);
    const late = setTimeout(async () => {
      const state = await Promise.all(["healthz", "readyz"].map((path) => answers(url, path)));
      settle(() => reject(new Error(`no answer for ${ANSWER_MS / 1000} s (${state.join(", ")})`)));
    }, ANSWER_MS);
    const settle = (deed: () => void) => {
      clearTimeout(late);
      socket.off("data", onData).off("close", onClose);
      deed();
    };
    const onClose = () => settle(() => reject(new Error("the server closed the connection")));
    const onData = (chunk: Buffer) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const end = held.indexOf(HEAD_END);
      if (end < 0) return;
      const head = held.toString("latin1", 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (held.length < end + 4 + length) return;
      const body = held.toString("utf8", end + 4);
      if (head.startsWith("HTTP/1.1 200")) settle(() => resolve(JSON.parse(body) as IngestAnswer));
      else settle(() => reject(new Error(`${head.slice(9, 12)} ${body}`)));
    };
    socket.on("data", onData).on("close", onClose);
  });
}

export interface Sent {
  milliseconds: number;
  accepted: number;
  /** The simulated centre sends some events twice, as real sources do. */
  duplicate: number;
}

/** Keeps this many connections busy until all bodies are answered. Throws when one is rejected. */
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
