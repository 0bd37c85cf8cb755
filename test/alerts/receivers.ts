import http from "node:http";
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A request that a webhook's receiver got. */
export interface Got {
  /** When all of it was there; epoch ms. */
  at: number;
  id: string;
  headers: http.IncomingHttpHeaders;
  raw: string;
  body: {
    type: string;
    data: { text: string; title: string; episode: number | null; [more: string]: unknown };
  };
}

/** What a receiver does with a request: answers with a status, or leaves or breaks the connection. */
export type Answer = { status: number; headers?: Record<string, string> } | "hang" | "cut";

export interface Hook {
  url: string;
  got: Got[];
  /** Each once by its key, in order: what a receiver that knows repetitions takes. */
  once(): Got[];
  /** Answers in order; afterwards 204. */
  next: Answer[];
  /** Answers in place of `next`: called with the answer that it would give. */
  onAsked: ((answer: () => void) => void) | null;
  close(): Promise<void>;
}

/** A real HTTP receiver. */
export async function openHook(): Promise<Hook> {
  const got: Got[] = [];
  const next: Answer[] = [];
  const server = http.createServer((request, response) => {
    let raw = "";
    request.on("data", (piece) => {
      raw += piece;
    });
    request.on("end", () => {
      got.push({
        at: Date.now(),
        id: String(request.headers["webhook-id"]),
        headers: request.headers,
        raw,
        body: JSON.parse(raw),
      });
      if (hook.onAsked) return hook.onAsked(() => void response.writeHead(204).end());
      const answer = next.shift() ?? { status: 204 };
      if (answer === "hang") return;
      if (answer === "cut") return void request.socket.destroy();
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    got,
    next,
    onAsked: null,
    once: () => got.filter(({ id }, place) => got.findIndex((each) => each.id === id) === place),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}

export interface Post {
  url: string;
  port: number;
  /** `to`: the first of its recipients. */
  got: { to: string; recipients: string[]; raw: string; text: string; messageId: string }[];
  /** What is answered to the next mails, at RCPT or after DATA; afterwards each is taken. */
  next: ({ code: number; at: "rcpt" | "data" } | "cut-after-data")[];
  close(): Promise<void>;
}

/** A real SMTP server. */
export async function openPostOffice(): Promise<Post> {
  const got: Post["got"] = [];
  const next: Post["next"] = [];
  const refused = (code: number) => Object.assign(new Error("not now"), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onRcptTo(_address, _session, done) {
      const [first] = next;
      if (typeof first === "object" && first.at === "rcpt") {
        next.shift();
        return done(refused(first.code));
      }
      done();
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", async () => {
        const first = next.shift();
        if (typeof first === "object") return done(refused(first.code));
        const raw = Buffer.concat(pieces).toString();
        const { text = "", messageId = "" } = await PostalMime.parse(raw);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        got.push({
          to: recipients[0]!,
          recipients,
          raw,
          text: text.trimEnd(),
          messageId: messageId.slice(1, -1),
        });
        if (first === "cut-after-data") {
          (session as unknown as { connection?: unknown }).connection;
          for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
            connection._socket.destroy();
          return;
        }
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    port,
    got,
    next,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
