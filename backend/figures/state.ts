import type { FigureState, MissingSources } from "#wire/figures.ts";
import { HEARTBEATS_MISSED } from "#wire/promises.ts";

/** A source, as far as figures depend on it. Times in epoch ms; null: never. */
export interface CoveringSource {
  name: string;
  types: readonly string[];
  /** Bank codes that it may send; null: any. */
  banks: readonly string[] | null;
  /** Agencies whose reports it may send; null: any. */
  agencies: readonly string[] | null;
  beatSeconds: number;
  registered: number;
  simulated: boolean;
  /** When it last reported or, if it is behind, its watermark or its latest event. */
  heard: number | null;
  through: number | null;
  since: number | null;
}

/** How far the sources of a metric have reported. */
export interface Coverage {
  /** Last report of the event type that has been silent longest. Null: one of the types was never sent. */
  heard: number | null;
  /** The lowest watermark of the sources: all of them have sent everything up to then. */
  through: number;
  /** From when on there are reports of every type. */
  since: number;
  /** All sources that may send any of the types. */
  senders: readonly CoveringSource[];
}

/** The coverage of a metric that is computed from `types`, for one bank or for all. */
export function coverageOf(
  sources: readonly CoveringSource[],
  types: readonly string[],
  bank?: string,
): Coverage {
  const maySend = (type: string) =>
    sources.filter(
      (source) =>
        source.types.includes(type) && (bank === undefined || !source.banks || source.banks.includes(bank)),
    );
  const coverage = {
    heard: Number.POSITIVE_INFINITY as number | null,
    through: Number.POSITIVE_INFINITY,
    since: 0,
  };
  const all = new Set<CoveringSource>();
  for (const type of types) {
    const senders = maySend(type);
    for (const sender of senders) all.add(sender);
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
  return { ...coverage, senders: [...all] };
}

/**
 * The sources whose share is missing from a bucket that ends at `end`: those that are silent or behind and whose last
 * report is before `end`. A source that was registered after the bucket has no share in it.
 * @param knownAt up to when it is known who has reported: now, or for a past moment the last whole minute before it
 */
export function missingFrom(coverage: Coverage, end: number, knownAt: number): MissingSources | undefined {
  const senders = coverage.senders.filter(({ registered }) => registered < end);
  const sources = senders
    .filter(
      ({ heard, beatSeconds }) =>
        heard === null || (heard < end && knownAt - heard > HEARTBEATS_MISSED * beatSeconds * 1000),
    )
    .map(({ name }) => name);
  return sources.length > 0 ? { sources, of: senders.length } : undefined;
}

/** The state of a bucket [at, end). A zero is a value only if a source was there to report it. */
export function stateOf(
  bucket: { at: number; end: number; counted: boolean },
  coverage: Pick<Coverage, "heard" | "through" | "since">,
  maxAgeSeconds: number,
  now: number,
): FigureState {
  const { heard, through, since } = coverage;
  const running = bucket.end > now;
  if (!bucket.counted) {
    if (heard === null || bucket.at > now || bucket.end <= since) return "no-data";
    // A closed bucket needs a report received since it began, or a watermark that covers it.
    if (running ? now - heard > maxAgeSeconds * 1000 : bucket.at >= heard && through < bucket.end)
      return "no-data";
  }
  if (running) return "open";
  return through >= bucket.end ? "settled" : "provisional";
}
