import type { MailFile, SendMail } from "../channels/mail.ts";
import { reportMessageId } from "./ids.ts";
import type { Letter } from "./letterQueries.ts";
import type { NewMessage } from "./messageQueries.ts";
import type { Outcome } from "./outcomes.ts";

/** A report as a mail. */
export interface ReportContent {
  subject: string;
  text: string;
  files: readonly MailFile[];
}

/** The text and files of the mail of a report's run; or why it is not sent. */
export type ReportOf = (run: string, to: string, isRepeated: boolean) => Promise<ReportContent | Outcome>;

type Report = NonNullable<Letter["report"]>;

/** The mail of a run of a report's schedule to one address. */
export const reportMessage = (report: Report, now: number): NewMessage => ({
  id: reportMessageId(report),
  episode: null,
  seq: 0,
  kind: "report",
  recipient: null,
  report,
  channel: 0,
  channelKind: "mail",
  step: 0,
  repeat: 0,
  state: "queued",
  why: null,
  madeAt: now,
  dueAt: now,
  parent: null,
});

/** Asks for the content at the moment of sending: the rights that it needs may have been withdrawn. */
export async function sendReport(
  letter: Letter,
  report: Report,
  means: { mail: SendMail | null; reportMail: ReportOf },
): Promise<Outcome> {
  if (!means.mail) return { kind: "later", code: null, why: "not-set-up", afterMs: null };
  const content = await means.reportMail(report.run, report.to, letter.repeat > 0);
  if ("kind" in content) return content;
  // A repetition has the same Message-ID, so that a mailbox can recognise it.
  return means.mail({ id: reportMessageId(report), to: report.to, ...content });
}
