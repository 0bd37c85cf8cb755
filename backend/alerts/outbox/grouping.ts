import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Channel, Severity } from "#wire/alerts.ts";
import type { Letter } from "./letterQueries.ts";

/**
 * The first of a group goes at once; what follows within this time waits for its end, and is told together. Our choice:
 * while a high alert spreads, a duty officer reads four messages a minute.
 */
export const GROUP_MS: Readonly<Record<Severity, number>> = {
  high: 15 * SECOND,
  medium: MINUTE,
  low: 5 * MINUTE,
};
/** Told together at most. */
export const MOST_TOGETHER = 500;

/** Machines take one alert in a message, but for those that know Alertmanager's groups. */
const takesGroups = (channel: Channel) => channel.kind !== "webhook" || channel.format === "alertmanager";

/**
 * What messages of one recipient have in common that may be told together: their rule, their channel, and whether they may
 * have come before. Null: it is told alone. One that may have gone keeps its own key.
 */
export function groupOf({
  about,
  kind,
  channel,
  channelKind,
  repeat,
  mayHaveGone,
  recipient,
}: Letter): string | null {
  const by = recipient.channels[channel];
  const isOfAlert = kind === "firing" || kind === "reminder" || kind === "resolve";
  if (!about || !isOfAlert || mayHaveGone || by?.kind !== channelKind || !takesGroups(by)) return null;
  return [about.rule, channel, repeat].join(" ");
}

/** The messages of one recipient, those that are told together side by side, in their order. */
export function bundlesOf(letters: readonly Letter[]): Letter[][] {
  const bundles = new Map<string, Letter[]>();
  for (const letter of letters) {
    const key = groupOf(letter) ?? letter.id;
    const own = bundles.get(key);
    if (own) own.push(letter);
    else bundles.set(key, [letter]);
  }
  return [...bundles.values()];
}
