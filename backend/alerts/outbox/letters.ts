import { randomUUID } from "node:crypto";
import { GROUP_MS, groupOf } from "./grouping.ts";
import { messageId, reportMessageId } from "./ids.ts";
import type { Letter } from "./letterQueries.ts";
import type { NewMessage } from "./messageQueries.ts";
import type { Settled } from "./outcomes.ts";
import type { Follows } from "./rateQueries.ts";
import { isHigh } from "./rates.ts";
import { reportMessage } from "./reportMail.ts";

/** Whether what a message says is still to be said. */
export const isWanted = ({ kind }: Letter, state: string | undefined) =>
  (kind !== "firing" && kind !== "reminder") || state === "firing";

/** Its recipient has another channel, and it tells a high alert that has certainly not gone. */
export const mayPass = (letter: Letter) =>
  isHigh(letter) && !letter.mayHaveGone && letter.recipient.channels.length > letter.channel + 1;

/** Its text is of other messages, which are folded into it. */
export const isOfMany = ({ kind }: Letter) => kind === "group" || kind === "digest";

/** What of its rule was told goes before these letters; null: they follow nothing. */
export function followsOf(letters: readonly Letter[]): Follows | null {
  const [first] = letters as [Letter];
  // What stands in for another message has waited.
  if (groupOf(first) === null || first.parent !== null) return null;
  const { rule, body } = first.about!;
  return { rule, episodes: letters.map(({ episode }) => episode!), waitMs: GROUP_MS[body.severity] };
}

/** The episodes that these are of, each once. */
export const episodesOf = (letters: readonly Letter[]) => [
  ...new Set(letters.flatMap(({ episode }) => (episode === null ? [] : [episode]))),
];

/** A message that tells others, by the channel of one of them. */
export const ofMany = (
  kind: "group" | "digest",
  id: string,
  {
    recipient,
    channel,
    channelKind,
    repeat,
  }: Pick<Letter, "recipient" | "channel" | "channelKind" | "repeat">,
  { now, dueAt }: { now: number; dueAt: number },
): NewMessage => ({
  id,
  kind,
  recipient: recipient.id,
  channel,
  channelKind,
  repeat,
  ...{ episode: null, seq: 0, step: 0, state: "queued", why: null, madeAt: now, dueAt, parent: null },
});

/** A group that was just made, as it is read later. */
export const groupLetter = (id: string, first: Letter, now: number): Letter => ({
  ...first,
  ...{
    id,
    kind: "group",
    episode: null,
    seq: 0,
    step: 0,
    state: "claimed",
    why: null,
    madeAt: now,
    dueAt: now,
  },
  ...{ tries: 1, mayHaveGone: false, parent: null, report: null, about: null },
});

/** The message that stands in for one that did not go, or may not have; null: the recipient has no further channel. */
export function followOf(
  letter: Letter,
  { follow, state }: Pick<Settled, "follow" | "state">,
  now: number,
): NewMessage | null {
  const { episode, seq, kind, recipient, step, channel, repeat, report } = letter;
  const place = follow === "fallback" ? channel + 1 : channel;
  const by = recipient.channels[place];
  if (!by) return null;
  const key = { episode, seq, kind, recipient: recipient.id, channel: place, step };
  // What may have come before says so, by whichever channel it goes.
  const again = { ...key, repeat: state === "doubt" ? repeat + 1 : repeat };
  if (report)
    return {
      ...reportMessage(report, now),
      repeat: again.repeat,
      parent: letter.id,
      id: reportMessageId(report, again.repeat),
    };
  return {
    ...again,
    id: episode === null ? randomUUID() : messageId(again),
    channelKind: by.kind,
    state: "queued",
    why: null,
    madeAt: now,
    dueAt: now,
    parent: letter.id,
  };
}
