import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { MailboxRow } from "#wire/alerts.ts";
import type { Clock } from "../kit/clock.ts";
import { readMail } from "./mail.ts";
import { openMailServer } from "./mailServer.ts";

/** What services a demo sends by, and what came there. */
export interface Mailbox {
  /** Settings by which the demo sends here instead of to people. */
  mail: { url: string; from: string };
  outlets: {
    line: { url: string; token: string };
    telegram: { url: string; token: string };
    sms: {
      method: "POST";
      url: string;
      headers: Record<string, string>;
      body: string;
      success: { path: string; values: string[] };
      idPath: string;
      mostParts: number;
    };
  };
  /** The newest first. */
  rows(): MailboxRow[];
  /** A file of a mail; null: there is none, or no longer. */
  file(id: number, place: number): { name: string; type: string; content: Buffer } | null;
  close(): Promise<void>;
}

/** How many messages are kept, in memory. */
const MOST = 100;
/** With so much in them: the newest are kept. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
const MAIL_FROM = "AOC 1441 <alerts@aoc1441.example>";
/** Messages of a month, as of an account that is paid for. */
const MOST_OF_LINE = 3_000;
/** The largest request: the longest text is 5,000 characters. */
const MOST_BYTES = 64 * 1024;

/**
 * A receiver on this machine alone that takes mail, and answers as LINE, Telegram and a gateway of SMS do. A demo has no
 * accounts there: its messages take the whole way, and end here.
 */
export async function openMailbox({ clock }: { clock: Clock }): Promise<Mailbox> {
  const token = randomUUID();
  let kept: Kept[] = [];
  /** The last messages to LINE, and their number. */
  const keys = new Map<string, number>();
  let countOfLine = 0;
  let count = 0;

  function keep(
    channel: MailboxRow["channel"],
    to: string,
    text: string,
    {
      mail = null,
      files = [],
      bytes = text.length,
    }: Partial<Pick<Kept, "files" | "bytes"> & Pick<MailboxRow, "mail">> = {},
  ): number {
    count += 1;
    const row = { id: count, at: clock.now(), channel, to, name: null, text, mail };
    let total = 0;
    kept = [{ row, files, bytes }, ...kept].slice(0, MOST).filter((each) => {
      total += each.bytes;
      return total <= MOST_KEPT_BYTES;
    });
    return count;
  }
  function keepOfLine(key: string, to: string, text: string): number {
    const id = keep("line", to, text);
    countOfLine += 1;
    keys.set(key, id);
    if (keys.size > MOST) keys.delete(keys.keys().next().value!);
    return id;
  }
  function answer(
    path: string,
    headers: http.IncomingHttpHeaders,
    body: Said,
  ): [status: number, body: object] {
    const isOurs = headers.authorization === `Bearer ${token}`;
    if (path === "/line/v2/bot/message/push" && isOurs) {
      const key = String(headers["x-line-retry-key"]);
      const known = keys.get(key);
      const id = known ?? keepOfLine(key, String(body.to), String(body.messages?.[0]?.text));
      const sent = { sentMessages: [{ id: String(id) }] };
      return known === undefined
        ? [200, sent]
        : [409, { message: "The retry key is already accepted", ...sent }];
    }
    if (path === "/line/v2/bot/message/quota" && isOurs)
      return [200, { type: "limited", value: MOST_OF_LINE }];
    if (path === "/line/v2/bot/message/quota/consumption" && isOurs)
      return [200, { totalUsage: countOfLine }];
    if (path === `/telegram/bot${token}/sendMessage`)
      return [
        200,
        { ok: true, result: { message_id: keep("telegram", String(body.chat_id), String(body.text)) } },
      ];
    if (path === "/sms" && isOurs)
      return [200, { status: "success", id: String(keep("sms", String(body.to), String(body.text))) }];
    return [404, { message: "not found" }];
  }

  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    let size = 0;
    request.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > MOST_BYTES) request.destroy();
      else pieces.push(piece);
    });
    request.on("end", () => {
      const [status, body] = answer(request.url ?? "", request.headers, saidOf(Buffer.concat(pieces)));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mailServer = await openMailServer(token, async (recipients, raw) => {
    const { shown, text, files } = await readMail(raw);
    for (const to of recipients) keep("mail", to, text, { mail: shown, files, bytes: raw.length });
  });
  return {
    mail: { url: mailServer.url, from: MAIL_FROM },
    outlets: {
      line: { url: `${url}/line`, token },
      telegram: { url: `${url}/telegram`, token },
      sms: {
        method: "POST",
        url: `${url}/sms`,
        mostParts: 3,
        idPath: "id",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: '{"to":"{{national}}","text":"{{text}}"}',
        success: { path: "status", values: ["success"] },
      },
    },
    rows: () => kept.map(({ row }) => row),
    file(id, place) {
      const mail = kept.find(({ row }) => row.id === id);
      const [file, content] = [mail?.row.mail?.files[place], mail?.files[place]];
      return file && content ? { ...file, content } : null;
    },
    async close() {
      server.closeAllConnections();
      await Promise.all([mailServer.close(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

interface Kept {
  row: MailboxRow;
  /** In the order of its mail's. */
  files: readonly Buffer[];
  bytes: number;
}

interface Said {
  to?: unknown;
  text?: unknown;
  chat_id?: unknown;
  messages?: { text?: unknown }[];
}

function saidOf(body: Buffer): Said {
  try {
    return JSON.parse(body.toString()) ?? {};
  } catch {
    return {};
  }
}
