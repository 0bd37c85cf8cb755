import type { Scene, Scenery } from "#wire/live.ts";
import { NEWS_MS, WILL_MISS_MS } from "#wire/promises.ts";

/** The possible breaches, the worst first. */
export const BREACHES = ["overdue", "will-miss", "held-in-time", "service-level"] as const;
export type Breach = (typeof BREACHES)[number];

/** The scene that shows each breach. */
const SHOWN: Record<Breach, Scene> = {
  overdue: "freezes",
  "will-miss": "freezes",
  "held-in-time": "freezes",
  "service-level": "calls",
};

/** When a breach began (epoch ms), and until when it counts as a breach at least (`Clock.ticks`). */
export type Episodes = Partial<Record<Breach, { since: number; until: number }>>;

/** A breach that comes back within this time is the same episode: walls must not flap, nor the alarm repeat. */
const HOLD_MS = 30_000;

export function breachesOf({ verdicts, newestOverdue, nearest }: Scenery, now: number): Breach[] {
  const lefts = [...nearest, ...(newestOverdue ? [newestOverdue] : [])].map(({ deadline }) => deadline - now);
  const broken: Record<Breach, boolean> = {
    overdue: lefts.some((left) => left <= 0 && -left <= NEWS_MS),
    "will-miss": lefts.some((left) => left > 0 && left <= WILL_MISS_MS),
    "held-in-time": verdicts["freeze-60m"]?.kind === "bad",
    "service-level": verdicts["calls-20s"]?.kind === "bad",
  };
  return BREACHES.filter((breach) => broken[breach]);
}

/**
 * Updates the episodes: current breaches continue or begin; past ones are removed after the hold time.
 * After the clock was set back, an episode began now: one ahead of the clock could not be acknowledged.
 */
export function episodesOf(
  was: Episodes,
  breaches: readonly Breach[],
  { now, ticks }: { now: number; ticks: number },
): Episodes {
  const episodes: Episodes = {};
  for (const breach of BREACHES) {
    const known = was[breach];
    const open = known && known.until > ticks ? known : null;
    const since = Math.min(open?.since ?? now, now);
    if (breaches.includes(breach)) episodes[breach] = { since, until: ticks + HOLD_MS };
    else if (open) episodes[breach] = { since, until: open.until };
  }
  return episodes;
}

/** The scene of the worst current breach, or else of the last one; null: there is none. */
export function sceneOf(episodes: Episodes): Scene | null {
  const open = BREACHES.filter((breach) => episodes[breach]);
  const last = Math.max(...open.map((breach) => episodes[breach]!.until));
  const worst = open.find((breach) => episodes[breach]!.until === last);
  return worst ? SHOWN[worst] : null;
}

/** When the newest unacknowledged episode began; null: there is none. */
export function alarmOf(episodes: Episodes, acknowledgedAt: number | null): number | null {
  const unacknowledged = Object.values(episodes)
    .map(({ since }) => since)
    .filter((since) => since > (acknowledgedAt ?? 0));
  return unacknowledged.length > 0 ? Math.max(...unacknowledged) : null;
}
