import type { BlockList } from "node:net";
import { uuidOf } from "../outbox/ids.ts";
import type { Letter } from "../outbox/letterQueries.ts";
import type { Send } from "../outbox/outbox.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import { type ReportOf, sendReport } from "../outbox/reportMail.ts";
import type { Message } from "../texts/alert.ts";
import { fitted, partsOf } from "../texts/fit.ts";
import { type TextMeans, textOf } from "../texts/letter.ts";
import { type LineAccount, MOST_LINE, pushLine } from "./line.ts";
import type { SendMail } from "./mail.ts";
import type { FigureOf } from "./picture.ts";
import type { PictureOf } from "./picturing.ts";
import { type Push, sendPush } from "./push.ts";
import { signed } from "./sign.ts";
import { type SmsGateway, sendSms } from "./sms.ts";
import { MOST_TELEGRAM, sendTelegram, type TelegramBot } from "./telegram.ts";
import { post, WEBHOOK_GONE } from "./webhook.ts";

/** What alerts are sent by, each null while it is not configured. Webhooks need nothing. */
export interface Outlets {
  mail: SendMail | null;
  line: LineAccount | null;
  telegram: TelegramBot | null;
  sms: SmsGateway | null;
  push: Push | null;
}

export interface Means extends Outlets, TextMeans {
  /** Networks that webhooks may reach although they are not the Internet. */
  allowed: BlockList;
  /** The receiver of a recipient's webhook is gone. */
  loseWebhook: (recipient: number, url: string, at: number) => Promise<void>;
  reportMail: ReportOf;
  pictureOf: PictureOf;
  figureOf: FigureOf;
}

const NOT_SET_UP: Outcome = { kind: "refused", code: null, why: "not-set-up" };

/** Sends letters, each by its channel. */
export function openChannels(means: Means): Send {
  return async (letter, folded, now): Promise<Outcome> => {
    const { id } = letter;
    const channel = letter.recipient.channels[letter.channel];
    if (channel?.kind !== letter.channelKind) return { kind: "refused", code: null, why: "no-channel" };
    if (letter.report) return sendReport(letter, letter.report, means);
    const message = textOf(letter, folded, means);
    const within = (most: number) => fitted(message, (text) => text.length <= most);
    switch (channel.kind) {
      case "mail": {
        if (!means.mail) return NOT_SET_UP;
        const { subject, text, link, lang } = message;
        const picture = await means.pictureOf(letter);
        const shown = picture && { picture, link, lang };
        return means.mail({ id, to: channel.to, subject, text, ...(shown ? { shown } : {}) });
      }
      case "line":
        return means.line
          ? pushLine(means.line, { id, to: channel.to, text: within(MOST_LINE) })
          : NOT_SET_UP;
      case "telegram":
        return means.telegram ? sendTelegram(means.telegram, channel.to, within(MOST_TELEGRAM)) : NOT_SET_UP;
      case "sms": {
        const { sms } = means;
        if (!sms) return NOT_SET_UP;
        const text = fitted(message, (each) => partsOf(each) <= sms.mostParts);
        return sendSms(sms, { id, to: channel.to, text });
      }
      case "push": {
        if (!means.push) return NOT_SET_UP;
        const isOfEnds = (letter.kind === "group" ? folded : [letter]).every(
          ({ kind }) => kind === "resolve",
        );
        const said = { letter, message, rings: !isOfEnds };
        return sendPush(means.push, channel.to, said, now, means.allowed);
      }
      case "webhook": {
        const { url } = channel;
        const { recipient } = letter;
        if (recipient.gone.includes(url)) return WEBHOOK_GONE;
        const isAlertmanager = channel.format === "alertmanager";
        const body = JSON.stringify(
          isAlertmanager ? alertmanager(letter, folded, message, means) : standard(letter, message),
        );
        const headers = signed(recipient.secret, id, now, body);
        const outcome = await post({ url, headers, body }, means.allowed);
        if ("why" in outcome && outcome.why === "webhook-gone")
          await means.loseWebhook(recipient.id, url, now);
        return outcome;
      }
    }
  };
}

function standard({ kind, madeAt, episode, about }: Letter, { subject, text, link }: Message) {
  return {
    type: `alert.${kind}`,
    timestamp: new Date(madeAt).toISOString(),
    data: { title: subject, text, link, episode, ...(about ? factsOf(about) : {}) },
  };
}

const factsOf = ({
  rule,
  version,
  body,
  subject,
  cause,
  since,
  firedAt,
  resolvedAt,
  finding,
}: NonNullable<Letter["about"]>) => ({
  rule,
  version,
  severity: body.severity,
  subject,
  cause,
  finding,
  since: iso(since),
  firedAt: iso(firedAt),
  resolvedAt: iso(resolvedAt),
});
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/**
 * The payload of Alertmanager's webhook, version 4 (its docs/configuration.md, webhook_config). A group has its alerts side
 * by side; each has the same fingerprint from its first message to its last. Each message is a group of its own, because it
 * tells what is new and not all that is open.
 */
function alertmanager(
  letter: Letter,
  folded: readonly Letter[],
  { subject, text, link }: Message,
  means: Means,
) {
  const { linkOf } = means;
  const { kind, episode, recipient, madeAt } = letter;
  const isGroup = kind === "group";
  const alerts = (isGroup ? folded : [letter]).map((each) => {
    const labels: Record<string, string> = {
      alertname: each.about?.rule ?? each.kind,
      ...(each.about
        ? { severity: each.about.body.severity, [each.about.subject.by]: each.about.subject.of ?? "all" }
        : {}),
    };
    return {
      status: each.kind === "resolve" ? "resolved" : "firing",
      labels,
      annotations: {
        ...annotationsOf(isGroup ? textOf(each, [], means) : { subject, text }),
        kind: each.kind,
      },
      startsAt: iso(each.about?.firedAt ?? madeAt),
      // Alertmanager's zero time: it goes on.
      endsAt: iso(each.about?.resolvedAt ?? null) ?? "0001-01-01T00:00:00Z",
      generatorURL: isGroup ? linkOf(each.episode, madeAt) : link,
      fingerprint: each.episode === null ? each.id : uuidOf(`alert ${each.episode}`),
    };
  });
  const [first] = alerts;
  const alertname = first?.labels.alertname ?? kind;
  return {
    version: "4",
    groupKey: isGroup ? `{}:{group="${letter.id}"}` : `{}:{episode="${episode ?? kind}"}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver: recipient.name,
    groupLabels: { alertname },
    commonLabels: isGroup ? { alertname, severity: first?.labels.severity } : first?.labels,
    commonAnnotations: annotationsOf({ subject, text }),
    externalURL: linkOf(null, null),
    notification_reason: kind,
    alerts,
  };
}

const annotationsOf = ({ subject, text }: Pick<Message, "subject" | "text">) => ({
  summary: subject,
  description: text,
});
