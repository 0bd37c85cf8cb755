import { type Static, Type } from "@sinclair/typebox";
import { CHANNEL_KINDS } from "./alerts.ts";
import { nullable, oneOf } from "./schema.ts";

/** Schemas of `/v1/alerts/outbox`: what a demo sent. Times are epoch ms. */
const time = Type.Integer();

export const MAILBOX_MAIL = Type.Object({
  from: Type.String(),
  subject: Type.String(),
  html: nullable(Type.String(), { description: "as it came; null: the mail has only its plain text" }),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String({ description: "a media type" }),
      size: Type.Integer({ description: "bytes" }),
      cid: nullable(Type.String(), { description: "by which the HTML shows it; null: it is attached" }),
    }),
  ),
});
export type MailboxMail = Static<typeof MAILBOX_MAIL>;

export const MAILBOX_ROW = Type.Object({
  id: Type.Integer(),
  at: time,
  channel: oneOf(CHANNEL_KINDS),
  to: Type.String(),
  name: nullable(Type.String(), { description: "the recipient with this address; null: none has it now" }),
  text: Type.String(),
  mail: nullable(MAILBOX_MAIL, { description: "what a mail has beside its plain text; null: it is none" }),
});
export type MailboxRow = Static<typeof MAILBOX_ROW>;
