import { MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import { ageSeconds } from "#writing/durations.ts";
import type { Reception } from "../live/reception.ts";

/** After this many milliseconds without the server no figure is shown. */
export const GONE_MS = MINUTE;

/**
 * May a figure be shown as current?
 * `awaited`: the server has not sent it yet. `ageing`: over a third of its maximum age, so its age is shown.
 * `missing`: it must not be shown; `since` is when its sources last reported, null for never.
 */
export type Freshness =
  | { kind: "awaited" }
  | { kind: "fresh" }
  | { kind: "ageing"; seconds: number }
  | { kind: "missing"; since: number | null };

/** One shared object per kind, so that dependents do not update while the kind stays the same. */
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

/** Has the server been silent for too long to show any of its figures as current? */
export function isGone({ link, heardAt }: Reception, now: number): boolean {
  return link === "lost" && heardAt !== null && now - heardAt >= GONE_MS;
}

/** May a reader take the figure as current? */
export function isShown({ kind }: Freshness): boolean {
  return kind === "fresh" || kind === "ageing";
}

/** The source is silent or behind. */
export function isLacking({ silent, behind }: SourceLamp): boolean {
  return silent || behind;
}
