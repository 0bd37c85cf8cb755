import http from "node:http";
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { expect } from "vitest";

/** All that a receiver got. What a test has looked at, it expected; what it has not is a message that nobody expected. */
function openInbox<Item>() {
  const all: Item[] = [];
  const unseen = new Set<Item>();
  const strange: string[] = [];
  return {
    add(item: Item) {
      all.push(item);
      unseen.add(item);
    },
    addStrange: (what: string) => strange.push(what),
    look() {
      unseen.clear();
      return all;
    },
    news() {
      const news = [...unseen];
      unseen.clear();
      return news;
    },
    expectNoMore() {
      const unexpected = [...unseen];
      unseen.clear();
      all.length = 0;
      expect({ unexpected, strange }).toEqual({ unexpected: [], strange: [] });
    },
  };
}

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
  readonly got: Got[];
  /** Each once by its key, in order: what a receiver that knows repetitions takes. */
  once(): Got[];
  /** Answers in order; afterwards 204. */
  next: Answer[];
  /** Answers in place of `next`: called with the answer that it would give. */
  onAsked: ((answer: () => void) => void) | null;
  /** What came since a test has looked. */
  news(): Got[];
  /** Forgets what a test has looked at; fails if there is anything else, or no message at all. */
  expectNoMore(): void;
  /** Fails as `expectNoMore` does. */
  close(): Promise<void>;
}

/** A real HTTP receiver. */
export async function openHook(): Promise<Hook> {
  const inbox = openInbox<Got>();
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
    once: () => hook.got.filter(({ id }, place, got) => got.findIndex((each) => each.id === id) === place),
    news: inbox.news,
    expectNoMore: inbox.expectNoMore,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      inbox.expectNoMore();
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
  readonly got: Taken[];
  /** What is answered to the next mails; afterwards each is taken. */
  next: MailAnswer[];
  /** Forgets what a test has looked at; fails if there is anything else. */
  expectNoMore(): void;
  /** Fails as `expectNoMore` does. */
  close(): Promise<void>;
}

/** A real SMTP server. */
export async function openPostOffice(): Promise<Post> {
  const inbox = openInbox<Taken>();
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    port,
    get got() {
      return inbox.look();
    },
    next,
    expectNoMore: inbox.expectNoMore,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      inbox.expectNoMore();
    },
  };
}
