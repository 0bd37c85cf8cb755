import { MINUTE } from "#calendar/units.ts";

/**
 * From which networks tickets of embeds were shown lately. The page of an embed has no cookie and opens its socket before it
 * can show its ticket there, but it has shown it for what the socket will tell, and asks again every half a minute.
 */
export interface Seen {
  see(network: string, embed: number): void;
  /** The embed whose ticket was shown last from there; null: none was within a minute. */
  at(network: string): number | null;
}

const SEEN_MS = MINUTE;
const MOST_NETWORKS = 10_000;

/** @param ticks milliseconds of a monotonic clock */
export function openSeen(ticks: () => number): Seen {
  /** The first one is the one that was seen the longest ago. */
  const seen = new Map<string, { embed: number; until: number }>();
  return {
    see(network, embed) {
      seen.delete(network);
      seen.set(network, { embed, until: ticks() + SEEN_MS });
      if (seen.size > MOST_NETWORKS) for (const first of seen.keys()) return void seen.delete(first);
    },
    at(network) {
      const found = seen.get(network);
      return found && ticks() < found.until ? found.embed : null;
    },
  };
}
