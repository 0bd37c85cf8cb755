import type { MessageRow } from "#wire/alerts.ts";
import { hhmmss } from "#writing/dates.ts";
import type { ChannelWords } from "./channelWords.th.ts";
import type { Words } from "./words.th.ts";

/** What became of a message, in a sentence; `isRefusal`: somebody has to do something. */
export function outcomeOf(
  { state, why, channel, attempts, dueAt }: MessageRow,
  words: Words,
  of: ChannelWords,
): { text: string; detail: string; isRefusal: boolean } {
  const by = of.channels[channel];
  const { code = null, receipt = null } = attempts[attempts.length - 1] ?? {};
  const said = [
    ...(why ? [words.whys[why]] : []),
    ...(code && code !== "" ? [code] : []),
    ...(receipt ? [of.said(receipt)] : []),
  ].join(" · ");
  const id = receipt ? [of.id(receipt)] : [];
  switch (state) {
    case "delivered":
      return { text: of.got(by, code ?? ""), detail: id.join(""), isRefusal: false };
    case "sent":
      return { text: of.took(by, code ?? ""), detail: [...id, of.noReceipt].join(" · "), isRefusal: false };
    case "doubt":
      return { text: of.inDoubt(by), detail: said, isRefusal: true };
    case "queued":
    case "deferred":
    case "claimed":
      return why
        ? { text: of.notYet(by, hhmmss(dueAt)), detail: said, isRefusal: true }
        : { text: of.waits(by), detail: "", isRefusal: true };
    default:
      return { text: of.notTaken(by), detail: said, isRefusal: true };
  }
}

/** The same of a message of an alert, for its log: why it was not sent, or how far it is known to have come. */
export function becameOf({ state, why, dueAt, tries, attempts }: MessageRow, words: Words): string {
  const { code = null } = attempts[attempts.length - 1] ?? {};
  const said = {
    delivered: words.receiverTook(code),
    sent: words.channelTook,
    queued: words.sentAt(hhmmss(dueAt)),
    deferred: words.sentAt(hhmmss(dueAt)),
    claimed: null,
    doubt: null,
    refused: null,
    superseded: null,
    folded: null,
  }[state];
  const parts = [why && words.whys[why], said, tries > 1 ? words.tries(tries) : null];
  return parts.filter((part) => part !== null).join(" · ");
}
