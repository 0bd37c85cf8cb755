import { MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { SourceLamp } from "#wire/live.ts";
import { ageSeconds } from "#writing/durations.ts";
import type { Reception } from "../live/reception.ts";

/** After so long without the server no figure is shown at all. */
export const GONE_MS = MINUTE;

/**
 * May a figure be shown as current?
 * `awaited`: the server has not spoken of it yet. `ageing`: over a third of its maximum age, so its age is shown.
 * `missing`: it must not be shown; `since` is when its sources last spoke, null for never.
 */
export type Freshness =
  | { kind: "awaited" }
  | { kind: "fresh" }
  | { kind: "ageing"; seconds: number }
  | { kind: "missing"; since: number | null };

/** One object each, so that what depends on it does not update while the kind stays the same. */
const AWAITED: Freshness = { kind: "awaited" };
const FRESH: Freshness = { kind: "fresh" };

export function freshnessOf(figure: Figure | undefined, now: number, reception: Reception): Freshness {
  if (isGone(reception, now)) return { kind: "missing", since: reception.heardAt };
  if (!figure) return AWAITED;
  if (figure.state === "no-data" || figure.heard === null) return { kind: "missing", since: figure.heard };
  const seconds = ageSeconds(figure.heard, now);
  if (seconds > figure.maxAgeSeconds) return { kind: "missing", since: figure.heard };
  return seconds > figure.maxAgeSeconds / 3 ? { kind: "ageing", seconds } : FRESH;
}

/** Has the server been silent for so long that nothing it said may be shown as current? */
export function isGone({ link, heardAt }: Reception, now: number): boolean {
  return link === "lost" && heardAt !== null && now - heardAt >= GONE_MS;
}

/** Can a reader take the figure for the present? */
export function isShown({ kind }: Freshness): boolean {
  return kind === "fresh" || kind === "ageing";
}

/** Its word of now is lacking: it is not heard, or speaks of what is long past. */
export function isLacking({ silent, behind }: SourceLamp): boolean {
  return silent || behind;
}
