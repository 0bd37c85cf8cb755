import { Readable } from "node:stream";
import { getSystemErrorName } from "node:util";
import { createTransport } from "nodemailer";
import { SECOND } from "#calendar/units.ts";
import type { Lang } from "#writing/lang.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import { htmlOf, PICTURE_ID } from "./mailHtml.ts";
import type { MailPicture } from "./picturing.ts";

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  files?: readonly MailFile[];
  /** Shown between the text and its link. */
  shown?: { picture: MailPicture; link: string; lang: Lang };
}

export interface MailFile {
  name: string;
  type: string;
  bytes: Buffer;
}

export type SendMail = (mail: Mail) => Promise<Outcome>;

/** Each answer is waited for so long, and all of them together: a message's claim holds longer. */
const PATIENCE_MS = 12 * SECOND;
const WHOLE_MS = 15 * SECOND;

/** What a mail has beside nodemailer's own. */
interface Asked {
  onAsked: () => void;
}

/** Sends by a mail server. The Message-ID is fixed: who gets it twice can know it. */
export function openMail({ url, from }: { url: string; from: string }): SendMail {
  const waits = `${url.includes("?") ? "&" : "?"}connectionTimeout=${PATIENCE_MS}&greetingTimeout=${PATIENCE_MS}&socketTimeout=${PATIENCE_MS}`;
  const transport = createTransport(url + waits, { from });
  // It is made when the server is about to take it; nodemailer alone makes it before it names the recipient.
  transport.use("stream", ({ data, message }, done) => {
    const whole = message.createReadStream.bind(message);
    async function* content() {
      (data as unknown as Asked).onAsked();
      yield* whole();
    }
    message.createReadStream = () => Readable.from(content(), { objectMode: false }) as never;
    done();
  });
  const host = from.replace(/^.*@|>$/g, "");
  return async ({ id, to, subject, text, files = [], shown }) => {
    const patience = AbortSignal.timeout(WHOLE_MS);
    let wasAsked = false;
    // Before that, the server certainly has nothing; nor does it get anything when it is too late.
    const onAsked = () => {
      patience.throwIfAborted();
      wasAsked = true;
    };
    const tooSlow = new Promise<never>((_, fail) => {
      patience.addEventListener("abort", () => fail(Object.assign(new Error(), { code: "ETIMEDOUT" })));
    });
    try {
      const sending = transport.sendMail({
        // As a text it would be read as a list.
        to: { name: "", address: to },
        subject,
        messageId: `<${id}@${host}>`,
        text,
        onAsked,
        ...(shown ? { html: htmlOf({ ...shown, text }, shown.picture.alt) } : {}),
        attachments: [
          ...files.map(({ name, type, bytes }) => ({ filename: name, contentType: type, content: bytes })),
          ...(shown ? [inline(shown.picture)] : []),
        ],
      } as never);
      const { response } = await Promise.race([sending, tooSlow]);
      const said = String(response ?? "");
      return { kind: "sent", code: said.slice(0, 3), receipt: said.slice(0, 200) };
    } catch (error) {
      return refusedBy(error as SmtpError, wasAsked);
    }
  };
}

const inline = ({ png }: MailPicture) => ({
  cid: PICTURE_ID,
  filename: "figure.png",
  contentType: "image/png",
  contentDisposition: "inline",
  content: png,
});

interface SmtpError {
  code?: string;
  /** Of the network's fault, which nodemailer alone calls `ESOCKET`. */
  errno?: number;
  responseCode?: number;
}

/** @param wasAsked the server was about to take the text: what went wrong then may have gone wrong after it took it */
export function refusedBy({ code = "", errno, responseCode }: SmtpError, wasAsked: boolean): Outcome {
  const ofNetwork = errno === undefined ? code : getSystemErrorName(errno);
  const said = responseCode === undefined ? ofNetwork : String(responseCode);
  // A wrong password is for an operator to mend: it says nothing of the recipient.
  if (code === "EAUTH") return { kind: "later", code: said, why: "not-set-up", afterMs: null };
  if (responseCode !== undefined && responseCode >= 500)
    return { kind: "refused", code: said, why: "refused-by-receiver" };
  if (responseCode !== undefined && responseCode >= 400)
    return { kind: "later", code: said, why: "receiver-busy", afterMs: null };
  if (wasAsked) return { kind: "doubt", code: said, why: "cut-off" };
  return { kind: "later", code: said, why: "no-answer", afterMs: null };
}
