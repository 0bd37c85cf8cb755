/**
 * What the server tells a screen, and what the screen answers: one map per direction.
 * Times are epoch milliseconds, money is satang, durations say their unit in their name.
 * Everything is absolute, never a difference: applying a frame twice is harmless.
 */

/** `open`: the bucket is running. `provisional`: closed, but a source has not yet spoken past its end. */
export type FigureState = "open" | "provisional" | "settled" | "no-data";

/**
 * A figure of the registry. `value` is null where there is no data or the denominator is 0.
 * Integers beyond ±(2^53 − 1) come as a string of digits, so that nothing is rounded.
 */
export interface Figure {
  value: number | string | null;
  numerator?: number | string;
  denominator?: number | string;
  /** The percentile lies past the last threshold: the true value is `value` or more. */
  atLeast?: true;
  state: FigureState;
  /** When its sources last spoke; the age of the figure counts from here. Null: never. */
  heard: number | null;
  /** After how many seconds of silence the figure must not be shown as current. */
  maxAgeSeconds: number;
}

/** A bucket of a chart: `at` is its start. */
export interface Point {
  at: number;
  value: number | null;
  state: FigureState;
}

/** A freeze that a bank has not answered. Its hour ends at `deadline`. */
export interface OpenFreeze {
  key: string;
  bank: string;
  hop: number;
  amountSatang: number | string;
  requestedAt: number;
  deadline: number;
}

export interface SourceLamp {
  name: string;
  nameTh: string;
  /** Last accepted event or beat; null: never. */
  heard: number | null;
  silent: boolean;
  simulated: boolean;
}

export const SCENES = ["overview"] as const;
export type Scene = (typeof SCENES)[number];

/** Charts of the overview: minutes of the last hour, and of the same hour a week before. */
export type SeriesId =
  | "calls.offered"
  | "calls.abandoned"
  | "calls.offered@week"
  | "freezes.requested"
  | "freezes.held"
  | "freezes.requested@week";

/** What a scene shows. Figures are of the Bangkok day so far; `ID@week` is the same time a week before. */
export interface Scenery {
  /** Start of the Bangkok day that the figures are of. */
  day: number;
  simulated: boolean;
  /** By metric id, or `ID@week`. */
  figures: Record<string, Figure>;
  /** Sixty buckets each, oldest first, the last one running. */
  series: Record<SeriesId, Point[]>;
  /** Open freezes, and how many of them are past their hour. */
  open: number;
  overdue: number;
  /** At most five: the soonest deadlines that lie ahead, then the latest that have passed. */
  nearest: OpenFreeze[];
  sources: SourceLamp[];
}

interface Stamp {
  /** Changes when the server starts: an older `seq` means nothing to it. */
  epoch: string;
  seq: number;
  /** The server's clock. */
  at: number;
}

export interface Snapshot extends Stamp {
  scene: Scene;
  /** The dashboard's build: a screen that runs another one loads itself anew. */
  build: string;
  scenery: Scenery;
}

/** What changed since the frame before. In `series`, only the buckets that changed. */
export interface Frame extends Stamp {
  changes: Partial<Omit<Scenery, "figures" | "series">> & {
    figures?: Record<string, Figure>;
    series?: Partial<Record<SeriesId, Point[]>>;
  };
}

/** Every second, changed or not. */
export interface Beat extends Stamp {
  sources: { name: string; heard: number | null; silent: boolean }[];
}

export interface ServerToScreen {
  snapshot: (snapshot: Snapshot) => void;
  frame: (frame: Frame) => void;
  beat: (beat: Beat) => void;
}

export interface ScreenToServer {
  /** On every (re)connection: what the screen has. Answered by the frames that it missed, or by a snapshot. */
  join: (joining: { scene: Scene; epoch: string | null; seq: number }) => void;
  /** What the screen has painted: after each frame, and at least with each beat. */
  painted: (seq: number) => void;
}

/** A screen that hears nothing for this long says so across its whole width. */
export const SILENCE_MS = 5_000;
/** The chart of a scene: minutes. */
export const CHART_MINUTES = 60;
