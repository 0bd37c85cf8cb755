import type { ChannelKind, MessageKind, Mute, Rule } from "#wire/alerts.ts";
import type { Episode, Intent } from "../episode.ts";
import { chainOf, type Hearers, type Step } from "../escalation.ts";
import { mutedUntil } from "../mutes.ts";
import type { StoredRecipient } from "../recipientQueries.ts";
import { messageId } from "./ids.ts";
import type { NewMessage } from "./messageQueries.ts";

/** The channel that a condition warns of: it must not be told by that one alone. */
export const warnedOf = (condition: string): ChannelKind | null =>
  condition === "line-quota" ? "line" : null;

/** Somebody who is told of a condition of the server by the rules has a channel other than the one that it warns of. */
export function isToldElsewhere(
  { rules, ...hearers }: Hearers & { rules: readonly Rule[] },
  condition: string,
  at: number,
): boolean {
  const warns = warnedOf(condition);
  const told = rules
    .filter((rule) => rule.isOn && rule.condition === condition)
    .flatMap(({ policy, severity, by }) =>
      chainOf(hearers, { policy, severity, subject: { by, of: null } }, at),
    )
    .flatMap(({ recipients }) => recipients);
  return hearers.recipients.some(
    ({ id, channels }) => told.includes(id) && channels.some(({ kind }) => kind !== warns),
  );
}

interface About {
  episode: Episode & { id: number };
  recipients: readonly StoredRecipient[];
  mutes: readonly Mute[];
  now: number;
  /** The channel that it warns of. Absent or null: none. */
  warns?: ChannelKind | null;
}

/**
 * A message by a recipient's first channel; what warns of a channel goes by the first other one, if there is one. While it
 * is muted it waits. Null: there is no such recipient.
 */
export function messageTo(
  recipient: number,
  kind: MessageKind,
  step: number,
  { episode, recipients, mutes, now, warns = null }: About,
): NewMessage | null {
  const channels = recipients.find(({ id }) => id === recipient)?.channels ?? [];
  const place = Math.max(
    0,
    channels.findIndex((each) => each.kind !== warns),
  );
  const channel = channels[place];
  if (!channel) return null;
  const key = { episode: episode.id, seq: episode.seq, kind, recipient, channel: place, step, repeat: 0 };
  const until = mutedUntil(mutes, episode, now);
  return {
    ...key,
    id: messageId(key),
    channelKind: channel.kind,
    madeAt: now,
    parent: null,
    ...(until === null
      ? { state: "queued", why: null, dueAt: now }
      : { state: "deferred", why: "muted", dueAt: until }),
  };
}

/** The messages of an episode that fires or goes on. */
export const messagesOf = (say: readonly Intent[], chain: readonly Step[], about: About): NewMessage[] =>
  say.flatMap((intent) =>
    intent.kind === "resolve"
      ? []
      : intent.recipients.flatMap((recipient) => {
          const message = messageTo(recipient, intent.kind, intent.step, about);
          const duty = chain.find(({ afterMinutes }) => afterMinutes === intent.step)?.duty;
          return message ? [{ ...message, rota: duty?.get(recipient)?.[0] ?? null }] : [];
        }),
  );

/** Sorts rules so that those that inhibit others in the same look come first: silent sources, then short windows. */
export const inOrder = (rules: readonly Rule[]): Rule[] => {
  const placeOf = ({ condition, burn }: Rule) =>
    condition === "source-silent" ? -1 : (burn?.longMinutes ?? 0);
  return [...rules].sort((a, b) => placeOf(a) - placeOf(b));
};
