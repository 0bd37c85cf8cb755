import { Type } from "@sinclair/typebox";
import type { Recipient } from "#wire/alerts.ts";
import { MAILBOX_ROW } from "#wire/mailbox.schema.ts";
import { FileReply, Reply, route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Mailbox } from "./mailbox.ts";

export interface MailboxNeeds {
  /** Where a demo's messages end, instead of with people; null: this is no demo. */
  mailbox: Pick<Mailbox, "rows" | "file"> | null;
  alerts: { recipients(): Promise<readonly Recipient[]> };
  clock: Clock;
}

/** The one type that a page may show: our figures are drawn so. */
const PICTURE = "image/png";
const FILE = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "of the mail" }),
  place: Type.String({ pattern: "^\\d{1,2}$", description: "of the file in the mail, from 0" }),
});
const ofMail = { method: "GET", right: "command", limit: "whole", params: FILE, answer: null } as const;

function opened({ mailbox }: MailboxNeeds): NonNullable<MailboxNeeds["mailbox"]> {
  if (!mailbox) throw new Fault("not-found", "only a demo keeps what it sends");
  return mailbox;
}

function found(needs: MailboxNeeds, { id, place }: { id: string; place: string }) {
  const file = opened(needs).file(Number(id), Number(place));
  if (!file) throw new Fault("not-found", "there is no such mail any more, or it has no such file");
  return file;
}

export const MAILBOX_ROUTES = [
  route({
    method: "GET",
    path: "/v1/alerts/outbox",
    right: "command",
    limit: "whole",
    summary: "What a demo has sent to whom, the newest first; it is sent to nobody else",
    answer: Type.Object({ at: Type.Integer(), rows: Type.Array(MAILBOX_ROW) }),
    faults: ["not-found"],
    examples: [{ what: "All messages, in a demo", isOnce: true }],
    run: async (needs: MailboxNeeds) => {
      const rows = opened(needs).rows();
      const recipients = await needs.alerts.recipients();
      const nameOf = (to: string) =>
        recipients.find(({ channels }) => channels.some((each) => "to" in each && each.to === to))?.name ??
        null;
      return { at: needs.clock.now(), rows: rows.map((row) => ({ ...row, name: nameOf(row.to) })) };
    },
  }),
  route({
    ...ofMail,
    path: "/v1/alerts/outbox/:id/pictures/:place",
    summary: "A picture that a mail of a demo shows",
    replies: { [PICTURE]: "The picture, as it is in the mail." },
    faults: ["not-found"],
    examples: [{ what: "The figure of an alert, in a demo", params: { id: "1", place: "0" }, isOnce: true }],
    run: (needs: MailboxNeeds, { params }) => {
      const { type, content } = found(needs, params);
      if (type !== PICTURE) throw new Fault("not-found", `this file is no ${PICTURE}`);
      return new Reply({ "Content-Type": PICTURE }, content);
    },
  }),
  route({
    ...ofMail,
    path: "/v1/alerts/outbox/:id/files/:place",
    summary: "A file that is attached to a mail of a demo, such as a report",
    replies: { "application/octet-stream": "The file, as it is in the mail." },
    faults: ["not-found"],
    examples: [{ what: "A report, in a demo", params: { id: "1", place: "0" }, isOnce: true }],
    run: (needs: MailboxNeeds, { params }) => {
      const { name, content } = found(needs, params);
      return new FileReply(
        { deed: "message.exported", of: { kind: "message", id: params.id } },
        // Whatever it says that it is, no browser takes it for a page of ours.
        { name: name.replace(/[^\w.-]/g, "_") || "file", type: "application/octet-stream" },
        content,
      );
    },
  }),
];
