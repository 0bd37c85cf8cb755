import type { SourceLamp, Strip, StripAlert } from "#wire/sceneParts.ts";
import { isLacking } from "../figures/freshness.ts";
import { type Seating, seat } from "../figures/seating.ts";

/** Places of the strip: the columns of a scene. */
const PLACES = 3;

/** `unjudged`: whether there are alerts is not known since then; null: since ever. `more`: those that have no place. */
export type Place =
  | { kind: "alert"; alert: StripAlert }
  | { kind: "unjudged"; since: number | null }
  | { kind: "more"; count: number; unacknowledged: number }
  | { kind: "sources" }
  | { kind: "empty" };

/**
 * What stands in the places of the strip. An alert keeps its place for ten seconds, and one that is over leaves it empty
 * so long. The first empty place tells of the sources.
 * @param lostAt when the server was last heard, if it is not heard any more
 */
export function placesOf(
  strip: Strip | null,
  lostAt: number | null,
  before: Seating | null,
  now: number,
): { places: Place[]; seating: Seating | null } {
  if (!strip) return { places: placed([]), seating: null };
  const { alerts, open, judgedUntil } = strip;
  const since = lostAt ?? judgedUntil;
  const head: Place[] = since === null ? [] : [{ kind: "unjudged", since: since || null }];
  const room = PLACES - head.length;
  const isMore = open > room;
  const seats = isMore ? room - 1 : room;
  // With another number of seats everybody sits down anew.
  const seating = seat(before?.seats.length === seats ? before : null, alerts, now, seats);
  const seated = seating.seats.map((key) => alerts.find((alert) => alert.key === key) ?? null);
  const own = seated.filter((alert) => alert !== null);
  const rest: Place[] = isMore
    ? [
        {
          kind: "more",
          count: open - own.length,
          unacknowledged: strip.unacknowledged - own.filter(({ takenBy }) => takenBy === null).length,
        },
      ]
    : [];
  return { places: placed([...head, ...seated.map(placeOf), ...rest]), seating };
}

const placeOf = (alert: StripAlert | null): Place => (alert ? { kind: "alert", alert } : { kind: "empty" });

function placed(known: readonly Place[]): Place[] {
  const all = Array.from({ length: PLACES }, (_, index): Place => known[index] ?? { kind: "empty" });
  const first = all.findIndex(({ kind }) => kind === "empty");
  return all.map((place, index) => (index === first ? { kind: "sources" } : place));
}

/** What is said of all sources, the worst of them first. `lamps`: those that it is said of. */
export type SourcesSaid =
  | { kind: "none" }
  | { kind: "lacking" | "never"; lamps: SourceLamp[]; count: number }
  | { kind: "clock"; lamp: SourceLamp; count: number }
  | { kind: "complete"; slowest: SourceLamp; count: number };

/** Silent or behind before never heard, before a clock that is off, before the slowest of those that are all there. */
export function sourcesSaid(sources: readonly SourceLamp[]): SourcesSaid {
  const count = sources.length;
  const byHeard = [...sources].sort((a, b) => (a.heard ?? 0) - (b.heard ?? 0));
  const [slowest] = byHeard;
  if (!slowest) return { kind: "none" };
  const lacking = byHeard.filter(isLacking);
  if (lacking.length > 0) return { kind: "lacking", lamps: lacking, count };
  const never = byHeard.filter(({ heard }) => heard === null);
  if (never.length > 0) return { kind: "never", lamps: never, count };
  const off = sources.filter(({ clockOffSeconds }) => clockOffSeconds !== null);
  const [worst] = off.sort((a, b) => Math.abs(b.clockOffSeconds!) - Math.abs(a.clockOffSeconds!));
  return worst ? { kind: "clock", lamp: worst, count } : { kind: "complete", slowest, count };
}
