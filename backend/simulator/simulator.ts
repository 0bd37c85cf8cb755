import { setMaxListeners } from "node:events";
import type { Clock } from "../kit/clock.ts";
import { type Log, lineOf, openDelivery, type Post, type Tally } from "./delivery.ts";
import { fill, type Piece, type Progress } from "./filling.ts";
import { silences } from "./mishaps.ts";
import { beatOf, playOn } from "./playing.ts";
import { PUBLISHED_THROUGH, publishedPieces } from "./published.ts";
import { ROSTER } from "./roster.ts";
import { type History, historyUntil, partsAfter, spanOf } from "./spans.ts";
import type { Plan } from "./telling.ts";
import { openTimeline, pieces, type Span } from "./timeline.ts";

export interface SimulatorDeps {
  /** How an event reaches the war room: through its HTTP door, like everybody's. */
  post: Post;
  /** The key of each source of the roster, by name. */
  keys: ReadonlyMap<string, string>;
  clock: Clock;
  /** The same seed plays the same centre. */
  seed: number;
  /**
   * 1 is the centre as it is. Times are real and never lie ahead, so faster can only mean more: 10
   * plays a centre ten times as large, with ten times the lines, agents and cases, from the moment of
   * `play` on. A call still takes minutes and a freeze still has its hour.
   */
  speed: number;
  log: Log;
}

type OnProgress = (progress: Progress) => void;

export interface Simulator {
  /**
   * Sends history up to now: so many whole days and today, or what is missing since the play ended
   * (the earliest `through` of the simulated sources). What was sent before comes again as a duplicate.
   * Ends with a beat of each source.
   */
  backfill(span: { days: number } | { since: number }, onProgress?: OnProgress): Promise<Tally>;
  /** Sends 1 to 6 November 2023 as published. Twice changes nothing. */
  publish(onProgress?: OnProgress): Promise<Tally>;
  /**
   * Plays on in real time from where `backfill` ended, else from now, until `close`. A later play takes
   * up what is open then; what is open in a larger centre ends with the play.
   */
  play(): void;
  close(): Promise<void>;
}

/** A larger centre would be more than one process can play in time. */
const FASTEST = 100;
/** On closing, what is on its way may still arrive within this. */
const LAST_WORDS_MS = 2_000;

export function openSimulator({ post, keys, clock, seed, speed, log }: SimulatorDeps): Simulator {
  if (!(speed > 0 && speed <= FASTEST))
    throw new Error(`speed must lie between 0 and ${FASTEST}, not ${speed}`);
  const stopping = new AbortController();
  const closing = new AbortController();
  const { signal } = closing;
  // Each request under way listens, and all sources beat at once at the end of a backfill.
  setMaxListeners(0, signal);
  const delivery = openDelivery(post, keys, log, signal);
  const plan: Plan = { seed, size: 1 };
  const silentAt = silences(plan);
  let history: History = { began: clock.now(), from: clock.now(), to: clock.now() };
  let playing: Promise<void> = Promise.resolve();

  /** Sends it all, then a beat of each source. Closing in between ends it without a beat: it is not whole. */
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
      const parts = partsAfter(history, seed, speed, start);
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
