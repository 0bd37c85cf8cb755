import PostalMime, { type Address, type Attachment } from "postal-mime";
import type { MailboxMail } from "#wire/alerts.ts";

/** A mail that came: what is shown of it, its plain text, and the bytes of its files in their order. */
export interface Mail {
  shown: MailboxMail;
  text: string;
  files: Buffer[];
}

/** Our mails have parts in parts in parts. */
const DEEPEST = 10;
const MOST_HEADER_BYTES = 64 * 1024;

/** Reads a mail (RFC 5322, MIME). Rejects if it is nested too deeply, or has too long a head. */
export async function readMail(raw: Buffer): Promise<Mail> {
  const {
    from,
    subject = "",
    html = null,
    text = "",
    attachments,
  } = await PostalMime.parse(raw, { maxNestingDepth: DEEPEST, maxHeadersSize: MOST_HEADER_BYTES });
  const files = attachments.map(({ content }) => Buffer.from(content as ArrayBuffer));
  return {
    shown: { from: from ? said(from) : "", subject, html, files: attachments.map(fileOf) },
    text: text.trimEnd(),
    files,
  };

  function fileOf({ filename, mimeType, disposition, contentId }: Attachment, place: number) {
    return {
      name: filename ?? "",
      type: mimeType,
      size: files[place]!.length,
      // RFC 2392: what the text names by `cid:`, without its brackets.
      cid: disposition === "inline" && contentId ? contentId.replace(/^<|>$/g, "") : null,
    };
  }
}

const said = ({ name, address = "" }: Address) => (name ? `${name} <${address}>` : address);
