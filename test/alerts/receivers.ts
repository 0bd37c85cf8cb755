import http from "node:http";
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { openInbox, type Whole } from "./inbox.ts";

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

/** What a receiver does with a request: answers with a status, perhaps late, or leaves or breaks the connection. */
export type Answer =
  | { status: number; headers?: Record<string, string> | (() => Record<string, string>); afterMs?: number }
  | "hang"
  | "cut";

export interface Hook {
  url: string;
  readonly got: Whole<Got>;
  /** Some of them: the others nobody has expected yet. */
  pick(isWanted: (got: Got) => boolean): Got[];
  /** Each once by its key, in order: what a receiver that knows repetitions takes. */
  once(): Got[];
  /** Answers in order; afterwards 204. */
  next: Answer[];
  /** Answers in place of `next`: called with the answer that it would give. */
  onAsked: ((answer: () => void) => void) | null;
  /** Forgets what a test has looked at; fails if there is anything else, or no message at all. */
  expectNoMore(): void;
  /** Fails as `expectNoMore` does. */
  close(): Promise<void>;
}

/** A real HTTP receiver. */
export async function openHook(): Promise<Hook> {
  const inbox = openInbox<Got>(({ id, body }) => `${id} ${body.data?.text ?? JSON.stringify(body)}`);
  const next: Answer[] = [];
  const server = http.createServer((request, response) => {
    let raw = "";
    request.on("data", (piece) => {
      raw += piece;
    });
    request.on("end", () => {
      if (request.method !== "POST" || request.url !== "/in")
        inbox.addStrange(`${request.method} ${request.url} ${raw}`);
      else
        inbox.add({
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
      const { status, headers, afterMs = 0 } = answer;
      const give = () =>
        response.writeHead(status, typeof headers === "function" ? headers() : headers).end();
      if (afterMs > 0) setTimeout(give, afterMs);
      else give();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    get got() {
      return inbox.look();
    },
    next,
    onAsked: null,
    pick: inbox.pick,
    once: () =>
      [...hook.got].filter(({ id }, place, got) => got.findIndex((each) => each.id === id) === place),
    expectNoMore: inbox.expectNoMore,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      inbox.close();
    },
  };
  return hook;
}

/** A mail that was taken. `to`: the first of its recipients. */
export interface Taken {
  to: string;
  recipients: string[];
  raw: string;
  text: string;
  messageId: string;
}

/**
 * What becomes of a mail: it is refused at RCPT or after DATA, not answered there, taken and not answered, or taken late. A
 * mail that hangs at RCPT is not taken.
 */
export type MailAnswer =
  | { code: number; at: "rcpt" | "data" }
  | "cut-after-data"
  | "hang-at-rcpt"
  | "hang-after-data"
  | { afterMs: number };

export interface Post {
  url: string;
  port: number;
  readonly got: Whole<Taken>;
  /** Some of them: the others nobody has expected yet. */
  pick(isWanted: (taken: Taken) => boolean): Taken[];
  /** What is answered to the next mails; afterwards each is taken. */
  next: MailAnswer[];
  /** Forgets what a test has looked at; fails if there is anything else. */
  expectNoMore(): void;
  /** Fails as `expectNoMore` does. */
  close(): Promise<void>;
}

/** A real SMTP server. @param at the port where it listens; default: any */
export async function openPostOffice(at = 0): Promise<Post> {
  const inbox = openInbox<Taken>(({ to, text }) => `${to} ${text}`);
  const next: MailAnswer[] = [];
  const refused = (code: number) => Object.assign(new Error("not now"), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    closeTimeout: 100,
    onRcptTo(_address, _session, done) {
      const [first] = next;
      if (first === "hang-at-rcpt") return void next.shift();
      if (typeof first === "object" && "code" in first && first.at === "rcpt") {
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
        if (typeof first === "object" && "code" in first) return done(refused(first.code));
        const raw = Buffer.concat(pieces).toString();
        const { text = "", messageId = "" } = await PostalMime.parse(raw);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        inbox.add({
          to: recipients[0]!,
          recipients,
          raw,
          text: text.trimEnd(),
          messageId: messageId.slice(1, -1),
        });
        if (first === "cut-after-data") {
          for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
            connection._socket.destroy();
          return;
        }
        if (first === "hang-after-data") return;
        setTimeout(done, typeof first === "object" ? first.afterMs : 0);
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(at, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    port,
    get got() {
      return inbox.look();
    },
    next,
    pick: inbox.pick,
    expectNoMore: inbox.expectNoMore,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      inbox.close();
    },
  };
}
