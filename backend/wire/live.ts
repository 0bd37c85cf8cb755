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
  /**
   * The age of the figure counts from here: when its sources last spoke, or, of those that are behind, up to when they
   * have sent everything; of samples, when they were taken. Null: never.
   */
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
  /** When it last spoke or, when it is behind, up to when it has sent everything; null: never. */
  heard: number | null;
  /** Nothing was heard of it for three of its heartbeats. */
  silent: boolean;
  /** It is heard, but what it has sent whole ends over three of its heartbeats ago. */
  behind: boolean;
  simulated: boolean;
}

export const SCENES = ["overview", "calls", "freezes", "losses"] as const;
export type Scene = (typeof SCENES)[number];

/** Minutes that the charts of a scene reach back, the running one included. */
export const CHART_MINUTES: Record<Scene, number> = { overview: 60, calls: 180, freezes: 60, losses: 60 };

/** Lines of charts, by the minute; `@week` is the same minute a week before, drawn where it is compared. */
export type SeriesId =
  | "calls.offered"
  | "calls.answered"
  | "calls.abandoned"
  | "calls.offered@week"
  | "freezes.requested"
  | "freezes.held"
  | "freezes.requested@week";

/** Figures of the day so far by one dimension: a row a queue, a bank, a scam type, a province, a channel, a hop. */
export type TableId = "queues" | "banks" | "scamTypes" | "provinces" | "channels" | "hops";

export interface TableRow {
  /** The code of the slice. */
  code: string;
  th: string;
  en: string;
  /** By metric id. */
  figures: Record<string, Figure>;
}

/** Agents that the load of the last minutes asks for. Formulas and sources: backend/staffing/erlang.ts. */
export interface Staffing {
  /** The load is of this many minutes. */
  minutes: number;
  /** Calls an hour, mean handling seconds, and their product in erlangs. */
  callsPerHour: number;
  handleSeconds: number;
  erlangs: number;
  /** Agents for the objective: with callers who give up (Erlang A), and without (Erlang C), the upper bound. */
  agentsErlangA: number | null;
  agentsErlangC: number | null;
  /** Signed in now: ready and busy. */
  agentsNow: number | null;
  /** Share of callers who hear engaged, with the lines there are (Erlang B). */
  blocked: number | null;
  /**
   * What it assumes: objective, patience, and where the handling time is from. `last hour`: of the calls offered
   * 90 to 30 minutes ago, for of the newest only the short ones have ended. Work after the call is not in it.
   */
  assumed: { share: number; withinSeconds: number; patienceSeconds: number; handleOf: "last hour" | "today" };
}

/** What a scene shows. Figures are of the Bangkok day so far; `ID@week` is the same time a week before. */
export interface Scenery {
  /** Start of the Bangkok day that the figures are of. */
  day: number;
  simulated: boolean;
  /** By metric id, or `ID@week`. What the header's sentence judges by is there in every scene. */
  figures: Record<string, Figure>;
  /** As many buckets as the scene's charts have, oldest first, the last one running. */
  series: Partial<Record<SeriesId, Point[]>>;
  /** Only those that the scene shows. */
  tables: Partial<Record<TableId, TableRow[]>>;
  /** Open freezes, how many of them are past their hour, and of those the one whose hour ended last. */
  open: number;
  overdue: number;
  newestOverdue: OpenFreeze | null;
  /** At most five, the soonest deadlines that lie ahead, then the latest that have passed. */
  nearest: OpenFreeze[];
  /** Freezes: at most nine, by time left and baht; and what the others come to. */
  board: OpenFreeze[];
  boardRest: { count: number; satang: number | string };
  /** Freezes: open ones that will miss or have missed their hour, by bank. */
  willMiss: { bank: string; count: number; satang: number | string }[];
  /** Calls: of the last 15 and 30 minutes of which every call has come; empty without calls, or if those are past. */
  staffing: Staffing[];
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

/**
 * What changed since the frame before. In `series`, only the buckets that changed; in `tables`, only those that did,
 * whole. That sources were heard again comes with what changes, and by itself every five seconds.
 */
export interface Frame extends Stamp {
  changes: Partial<Omit<Scenery, "figures" | "series">> & {
    figures?: Record<string, Figure>;
    series?: Partial<Record<SeriesId, Point[]>>;
  };
}

/** Every second, changed or not. */
export interface Beat extends Stamp {
  sources: Pick<SourceLamp, "name" | "heard" | "silent" | "behind">[];
}

export const THEMES = ["dark", "light"] as const;
export type Theme = (typeof THEMES)[number];
export const LANGS = ["th", "en"] as const;
export type Lang = (typeof LANGS)[number];

/**
 * What a named screen must show now, and why. `rotation`: the scene whose turn it is; `pinned`: the scene that shows
 * what is broken, while the rotation waits; `takeover`: somebody took the screen over.
 */
export interface Assignment {
  screen: string;
  scene: Scene;
  theme: Theme;
  lang: Lang;
  thaiDigits: boolean;
  reason: "fixed" | "rotation" | "pinned" | "takeover";
  sound: boolean;
  /** With sound: when the newest unacknowledged breach began, epoch milliseconds; null: there is no alarm. */
  alarm: number | null;
}

/**
 * What a screen has. A wall with a scene in its address says that scene; one without says its own name (letters,
 * digits and . _ -, up to 60) and the scene that it has, null on its first time.
 */
export type Joining =
  | { scene: Scene; epoch: string | null; seq: number }
  | { screen: string; scene: Scene | null; epoch: string | null; seq: number };

export interface ServerToScreen {
  /** To a named screen, when its assignment changes; the snapshot of a new scene follows without a `join`. */
  assignment: (assignment: Assignment) => void;
  snapshot: (snapshot: Snapshot) => void;
  frame: (frame: Frame) => void;
  beat: (beat: Beat) => void;
}

export interface ScreenToServer {
  /**
   * On every (re)connection, and when it has missed frames: what the screen has. Answered by a snapshot, or by
   * nothing when it has all; a named screen gets its `assignment` first. `seq` counts for each scene by itself.
   */
  join: (joining: Joining) => void;
  /** What the screen has painted: after each snapshot and frame, and with a beat if it last said so `PAINTED_MS` ago. */
  painted: (seq: number) => void;
  /** A named screen: a person acknowledged everything that was broken up to then (epoch milliseconds). */
  acknowledge: (upTo: number) => void;
  /** Is the browser’s audio running? Sent when it changes, and on each connection. */
  audioReady: (isReady: boolean) => void;
}

/** A screen to which nothing new comes says after this long that it still paints. */
export const PAINTED_MS = 4_000;

/** A screen that hears nothing for this long says so across its whole width. */
export const SILENCE_MS = 5_000;
