import { MINUTE } from "#calendar/units.ts";
import type { MessageKind, Mute, Policy, Rule } from "#wire/alerts.ts";
import type { Episode, Intent, World } from "./decide.ts";
import { messageId } from "./ids.ts";
import { mutedUntil } from "./mutes.ts";
import type { NewMessage, StoredRecipient } from "./queries.ts";

/** Who is told how long after the alert: what the recipients of a policy say that they hear. */
export function chainOf(recipients: readonly StoredRecipient[], policy: Policy): World["chain"] {
  const steps = new Map<number, number[]>();
  for (const { id, hears } of recipients)
    for (const { policy: heard, afterMinutes } of hears)
      if (heard === policy) steps.set(afterMinutes, [...(steps.get(afterMinutes) ?? []), id]);
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([minutes, ids]) => ({ afterMs: minutes * MINUTE, recipients: ids }));
}

interface About {
  episode: Episode & { id: number };
  recipients: readonly StoredRecipient[];
  mutes: readonly Mute[];
  now: number;
}

/** A message by a recipient's first channel; while it is muted it waits. Null: there is no such recipient. */
export function messageTo(
  recipient: number,
  kind: MessageKind,
  step: number,
  { episode, recipients, mutes, now }: About,
): NewMessage | null {
  const [channel] = recipients.find(({ id }) => id === recipient)?.channels ?? [];
  if (!channel) return null;
  const key = { episode: episode.id, seq: episode.seq, kind, recipient, channel: 0, step, repeat: 0 };
  const until = mutedUntil(mutes, episode, now);
  return {
    ...{ ...key, id: messageId(key), channelKind: channel.kind, madeAt: now, parent: null },
    ...(until === null
      ? { state: "queued", why: null, dueAt: now }
      : { state: "deferred", why: "muted", dueAt: until }),
  };
}

/** The messages of an episode that fires or goes on. */
export const messagesOf = (say: readonly Intent[], about: About): NewMessage[] =>
  say.flatMap((intent) =>
    intent.kind === "resolve"
      ? []
      : intent.recipients
          .map((recipient) => messageTo(recipient, intent.kind, intent.step, about))
          .filter((message) => message !== null),
  );

/** The rules by what they look at, those of silent sources first: what is silent inhibits others in the same look. */
export const inOrder = (rules: readonly Rule[]): Rule[] =>
  [...rules].sort(
    (a, b) => Number(b.condition === "source-silent") - Number(a.condition === "source-silent"),
  );
