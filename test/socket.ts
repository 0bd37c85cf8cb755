import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A raw TCP connection, for requests that no correct client sends. */
export interface RawConnection {
  socket: Socket;
  write(text: string | Buffer): void;
  /** Resolves with the status of the answer. Rejects when the connection ends without one. */
  status(): Promise<number>;
  /** Everything received so far. */
  received(): string;
  end(): void;
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  return {
    socket,
    write: (text) => void socket.write(text),
    received: () => received,
    async status() {
      while (!received.includes("\r\n")) {
        if (socket.closed) throw new Error(`closed without an answer, after ${JSON.stringify(received)}`);
        await Promise.race([once(socket, "data"), once(socket, "close")]);
      }
      return Number(received.split(" ")[1]);
    },
    end: () => void socket.destroy(),
  };
}

/** The head of a request that sends events. */
export function head(key: string, more: Record<string, string | number>): string {
  const fields = {
    host: "localhost",
    authorization: `Bearer ${key}`,
    "content-type": "application/x-ndjson",
    ...more,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `POST /v1/events HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** The problem document of an answer that must be one (RFC 9457). */
export async function problemOf(
  response: Response,
): Promise<{ status: number; code: string; detail: string }> {
  const text = await response.text();
  const type = response.headers.get("content-type");
  if (!type?.startsWith("application/problem+json"))
    throw new Error(`${response.status} ${type} is no problem document: ${text.slice(0, 300)}`);
  const problem = JSON.parse(text) as { type: string; title: string; status: number; detail: string };
  if (problem.status !== response.status || problem.type !== `urn:aoc1441:${problem.title}`)
    throw new Error(`the problem does not fit its answer ${response.status}: ${text}`);
  if (/\.(ts|js):\d+|node_modules|\bat \w+ \(|select |insert |sql\//.test(problem.detail))
    throw new Error(`the problem tells what is inside: ${text}`);
  return { status: problem.status, code: problem.title, detail: problem.detail };
}
