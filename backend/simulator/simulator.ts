import { setMaxListeners } from "node:events";
import type { Clock } from "../kit/clock.ts";
import { type Log, lineOf, openDelivery, type Post, type Tally } from "./delivery.ts";
import { fill, type Piece, type Progress } from "./filling.ts";
import { silences } from "./mishaps.ts";
import { beatOf, playOn } from "./playing.ts";
import { PUBLISHED_THROUGH, publishedPieces } from "./published.ts";
import { ROSTER } from "./roster.ts";
import { type History, historyUntil, partsAfter, spanOf } from "./spans.ts";
import type { Plan, Spell } from "./telling.ts";
import { openTimeline, pieces, type Span } from "./timeline.ts";

export interface SimulatorDeps {
  /** Sends events to the war room through its HTTP API, like any source. */
  post: Post;
  /** The key of each source in the roster, by name. */
  keys: ReadonlyMap<string, string>;
  clock: Clock;
  /** The same seed and spell give the same events. */
  seed: number;
  /** When one bank is slow beside what the days bring. */
  spell?: Spell;
  /**
   * 1 is the centre at its normal size. Event times are real and never in the future, so a higher speed can only mean
   * a larger centre: 10 simulates ten times the lines, agents and cases, from the start of `play` on. A call still
   * takes minutes, and a freeze still has its hour.
   */
  speed: number;
  log: Log;
}

type OnProgress = (progress: Progress) => void;

export interface Simulator {
  /**
   * Sends history up to now: the given number of whole days and today, or what is missing since the simulation stopped
   * (the earliest watermark of the simulated sources). Events that were sent before are duplicates and change nothing.
   * Ends with a heartbeat of each source.
   */
  backfill(span: { days: number } | { since: number }, onProgress?: OnProgress): Promise<Tally>;
  /** Sends 1 to 6 November 2023 as published. Idempotent. */
  publish(onProgress?: OnProgress): Promise<Tally>;
  /**
   * Simulates in real time until `close`, from where `backfill` ended, else from now. A later run continues the open
   * calls and cases, except those of a larger centre, which end with the run.
   */
  play(): void;
  close(): Promise<void>;
}

/** Highest speed: one process cannot simulate a larger centre in real time. */
const FASTEST = 100;
/** On closing, requests in flight have this long to complete. */
const LAST_WORDS_MS = 2_000;

export function openSimulator({ post, keys, clock, seed, spell, speed, log }: SimulatorDeps): Simulator {
  if (!(speed > 0 && speed <= FASTEST))
    throw new Error(`speed must lie between 0 and ${FASTEST}, not ${speed}`);
  const stopping = new AbortController();
  const closing = new AbortController();
  const { signal } = closing;
  // Each request in flight adds a listener, and at the end of a backfill all sources send a heartbeat at once.
  setMaxListeners(0, signal);
  const delivery = openDelivery(post, keys, log, signal);
  const plan: Plan = { seed, size: 1, ...(spell && { spell }) };
  const silentAt = silences(plan);
  let history: History = { began: clock.now(), from: clock.now(), to: clock.now() };
  let playing: Promise<void> = Promise.resolve();

  /** Sends everything, then a heartbeat of each source. If closed before the end, none: the history is incomplete. */
  async function send(story: Iterable<Piece>, onProgress: OnProgress, throughOf: (source: string) => number) {
    try {
      await fill(story, delivery, signal, onProgress);
      const now = clock.now();
      const beats = ROSTER.map(({ name }) => beatOf(name, now, throughOf(name)));
      await Promise.all(beats.map((beat) => delivery.deliver(beat.event.source, [lineOf(beat)])));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return delivery.tally;
  }

  function* historyPieces(span: Span, to: number): Generator<Piece> {
    const timeline = openTimeline(plan, span, silentAt);
    for (const at of pieces(plan, span, to)) {
      yield { tellings: timeline.until(at), share: Math.max(0.001, (at - span.from) / (to - span.from)) };
    }
  }

  return {
    backfill(wanted, onProgress = () => undefined) {
      history = historyUntil(clock.now(), wanted);
      const { to } = history;
      return send(
        historyPieces(spanOf(history), to),
        onProgress,
        (source) => silentAt(source, to)?.from ?? to,
      );
    },
    publish(onProgress = () => undefined) {
      return send(publishedPieces(), onProgress, () => PUBLISHED_THROUGH);
    },
    play() {
      const start = clock.now();
      const parts = partsAfter(history, plan, speed, start);
      const stop = stopping.signal;
      playing = playOn({ parts, start, delivery, clock, silentAt, log, stop }).catch((error: unknown) =>
        log.error({ err: error }, "the simulator stopped playing"),
      );
    },
    async close() {
      stopping.abort();
      await Promise.race([playing, clock.sleep(LAST_WORDS_MS, closing.signal)]);
      closing.abort();
      await playing;
    },
  };
}
