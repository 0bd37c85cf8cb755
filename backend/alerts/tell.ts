import { MINUTE } from "#calendar/units.ts";
import type { ChannelKind, MessageKind, Mute, Policy, Rule } from "#wire/alerts.ts";
import type { Episode, Intent } from "./decide.ts";
import { messageId } from "./ids.ts";
import type { NewMessage } from "./messageQueries.ts";
import { mutedUntil } from "./mutes.ts";
import type { StoredRecipient } from "./recipientQueries.ts";
import { dutyAt } from "./rota.ts";
import type { StoredRota } from "./rotaQueries.ts";

/** Who may be told. */
export interface Hearers {
  recipients: readonly StoredRecipient[];
  rotas: readonly StoredRota[];
}

/** A step of a chain at some moment. */
export interface Step {
  afterMs: number;
  recipients: readonly number[];
  /** Of those that are told because they are on duty: in which rota. */
  duty: ReadonlyMap<number, number>;
  /** Ids of its rotas that have nobody on duty. */
  unmanned: readonly number[];
  isUnmanned: boolean;
}

/**
 * Who is told how long after the alert: what the recipients of a policy say that they hear, and its rotas.
 * @param at who is on duty then
 */
export function chainOf({ recipients, rotas }: Hearers, policy: Policy, at: number): Step[] {
  const minutesOf = ({ hears }: Pick<StoredRecipient, "hears">) =>
    hears.filter((heard) => heard.policy === policy).map(({ afterMinutes }) => afterMinutes);
  const isThere = (id: number) => recipients.some((each) => each.id === id);
  const onDuty = rotas.map((rota) => ({
    id: rota.id,
    who: dutyAt(rota, at, isThere).who,
    minutes: minutesOf(rota),
  }));
  const persons = recipients.map((each) => ({ id: each.id, minutes: minutesOf(each) }));
  const times = new Set([...persons, ...onDuty].flatMap(({ minutes }) => minutes));
  return [...times]
    .sort((a, b) => a - b)
    .map((after) => {
      const own = persons.filter(({ minutes }) => minutes.includes(after)).map(({ id }) => id);
      const due = onDuty.filter(({ minutes }) => minutes.includes(after));
      // Whoever hears of it anyway hears of it once, on duty or not.
      const duty = new Map(
        due.flatMap(({ id, who }) => (who === null || own.includes(who) ? [] : [[who, id] as const])),
      );
      const unmanned = due.filter(({ who }) => who === null).map(({ id }) => id);
      const recipients = [...own, ...duty.keys()];
      return { afterMs: after * MINUTE, recipients, duty, unmanned, isUnmanned: unmanned.length > 0 };
    });
}

/** The channel that a condition warns of: it must not be told by that one alone. */
export const warnedOf = (condition: string): ChannelKind | null =>
  condition === "line-quota" ? "line" : null;

/** Somebody who is told of a condition by the rules has a channel other than the one that it warns of. */
export function isToldElsewhere(
  { rules, ...hearers }: Hearers & { rules: readonly Rule[] },
  condition: string,
  at: number,
): boolean {
  const warns = warnedOf(condition);
  const policies = rules
    .filter((rule) => rule.isOn && rule.condition === condition)
    .map(({ policy }) => policy);
  const told = policies.flatMap((policy) =>
    chainOf(hearers, policy, at).flatMap(({ recipients }) => recipients),
  );
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
          return message ? [{ ...message, rota: chain[intent.step]?.duty.get(recipient) ?? null }] : [];
        }),
  );

/** The rules in an order in which what inhibits others in the same look comes first: silent sources, and short windows. */
export const inOrder = (rules: readonly Rule[]): Rule[] => {
  const placeOf = ({ condition, burn }: Rule) =>
    condition === "source-silent" ? -1 : (burn?.longMinutes ?? 0);
  return [...rules].sort((a, b) => placeOf(a) - placeOf(b));
};
