import type { FigureState } from "#wire/live.ts";

/** A source, as far as figures depend on it; times in epoch ms, null: never. `heard`: up to when it has been heard. */
export interface Covering {
  types: readonly string[];
  banks: readonly string[] | null;
  heard: number | null;
  through: number | null;
  since: number | null;
}

/** How far the sources of a metric have spoken. */
export interface Coverage {
  /** Up to when somebody has been heard, of the type that has been silent longest. Null: a type that nobody sends. */
  heard: number | null;
  /** Up to when all of them have sent everything. */
  through: number;
  /** From when on they have sent anything. */
  since: number;
}

/** The coverage of a metric that stands on `types`, for one bank or for all. */
export function coverageOf(sources: readonly Covering[], types: readonly string[], bank?: string): Coverage {
  const coverage: Coverage = { heard: Number.POSITIVE_INFINITY, through: Number.POSITIVE_INFINITY, since: 0 };
  for (const type of types) {
    const senders = sources.filter(
      (source) =>
        source.types.includes(type) && (bank === undefined || !source.banks || source.banks.includes(bank)),
    );
    const heard = senders.flatMap((source) => source.heard ?? []);
    const since = senders.flatMap((source) => source.since ?? []);
    coverage.heard =
      heard.length === 0 || coverage.heard === null ? null : Math.min(coverage.heard, Math.max(...heard));
    coverage.through = Math.min(coverage.through, ...senders.map((source) => source.through ?? 0));
    coverage.since = Math.max(
      coverage.since,
      since.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...since),
    );
  }
  return coverage;
}

/** The state of a bucket [at, end). Zero is a number only where somebody was there to say it. */
export function stateOf(
  bucket: { at: number; end: number; counted: boolean },
  coverage: Coverage,
  maxAgeSeconds: number,
  now: number,
): FigureState {
  const { heard, through, since } = coverage;
  const running = bucket.end > now;
  if (!bucket.counted) {
    if (heard === null || bucket.at > now || bucket.end <= since) return "no-data";
    // In a closed bucket somebody must have been heard since it began, or a beat must have covered it.
    if (running ? now - heard > maxAgeSeconds * 1000 : bucket.at >= heard && through < bucket.end)
      return "no-data";
  }
  if (running) return "open";
  return through >= bucket.end ? "settled" : "provisional";
}
