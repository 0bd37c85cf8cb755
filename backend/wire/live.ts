/**
 * What the server tells a screen, and what the screen answers: one map per direction.
 * Times are epoch milliseconds, money is satang, durations say their unit in their name.
 * Everything is absolute, never a difference: applying a frame twice is harmless.
 */

import type { Figure, FigureState } from "./figures.ts";
import type { Assignment } from "./screens.schema.ts";

/** A bucket of a chart: `at` is its start. */
export interface Point {
  at: number;
  value: number | null;
  state: FigureState;
}

/** A freeze request that no bank has answered yet. Its hour ends at `deadline`. */
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

/**
 * A figure of a scene: the metric and its window. `today`: the Bangkok day so far; `2min`: the newest sample of the
 * last two minutes; `week`: the same part of the same weekday a week ago; `ever`: whenever it began.
 */
export type FigureKey = `${string}@${"today" | "2min" | "week" | "ever"}`;

/** Lines of charts, by the minute. `@week`: the same minute a week ago, drawn where it is compared. */
export type SeriesId =
  | "calls.offered"
  | "calls.answered"
  | "calls.abandoned"
  | "calls.offered@week"
  | "freezes.requested"
  | "freezes.held"
  | "freezes.requested@week";

/** Figures of the day so far by one dimension: a row for each queue, bank, scam type, province, channel, hop. */
export type TableId = "queues" | "banks" | "scamTypes" | "provinces" | "channels" | "hops";

export interface TableRow {
  /** The code of the slice. */
  code: string;
  /** Rows of a table are in ascending order of this number. */
  order: number;
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

/** What every scene has: today, what the header's sentence is judged by, and the sources. */
export interface CommonScenery {
  /** Start of the Bangkok day. */
  day: number;
  /** A simulator is among the sources. */
  simulated: boolean;
  figures: Record<FigureKey, Figure>;
  /** Unanswered freezes, how many of them are past their hour, and of those the one whose hour ended last. */
  open: number;
  overdue: number;
  newestOverdue: OpenFreeze | null;
  /** At most five: the soonest deadlines ahead, then the latest that have passed. */
  nearest: OpenFreeze[];
  sources: SourceLamp[];
}

interface Charts<Id extends SeriesId> {
  /** As many buckets as the scene's charts have, oldest first, the last one running. */
  series: Record<Id, Point[]>;
}

interface Tables<Id extends TableId> {
  tables: Record<Id, TableRow[]>;
}

export interface Sceneries {
  overview: CommonScenery & Charts<Exclude<SeriesId, "calls.answered">>;
  calls: CommonScenery &
    Charts<"calls.offered" | "calls.answered" | "calls.abandoned"> &
    Tables<"queues"> & {
      /** Of the last 15 and 30 minutes that are complete; empty without calls, or if those minutes are too old. */
      staffing: Staffing[];
    };
  freezes: CommonScenery &
    Tables<"banks"> & {
      /** At most nine, by time left and baht; and what the others come to. */
      board: OpenFreeze[];
      boardRest: { count: number; satang: number | string };
      /** Unanswered freezes that will miss or have missed their hour, by bank. */
      willMiss: { bank: string; count: number; satang: number | string }[];
    };
  losses: CommonScenery & Tables<"scamTypes" | "provinces" | "channels" | "hops" | "banks">;
}

/** What a scene shows. */
export type Scenery<S extends Scene = Scene> = Sceneries[S];

type PartsOf<S> = S extends unknown ? keyof S : never;

/** How each part of a scenery is sent when it changed. A part that is missing here does not compile. */
export const SENT_AS = {
  day: "whole",
  simulated: "whole",
  figures: "by key",
  series: "by bucket",
  tables: "by row",
  open: "whole",
  overdue: "whole",
  newestOverdue: "whole",
  nearest: "whole",
  board: "whole",
  boardRest: "whole",
  willMiss: "whole",
  staffing: "whole",
  sources: "whole",
} as const satisfies Record<PartsOf<Scenery>, "whole" | "by key" | "by bucket" | "by row">;

interface Stamp {
  /** Changes when the server starts: an older `seq` means nothing to it. */
  epoch: string;
  seq: number;
  /** The server's clock. */
  at: number;
}

export type Snapshot = {
  [S in Scene]: Stamp & {
    scene: S;
    /** The dashboard's build: a screen that runs another one reloads itself. */
    build: string;
    scenery: Scenery<S>;
  };
}[Scene];

type Parts = CommonScenery & Omit<Sceneries["calls"] & Sceneries["freezes"], "series" | "tables">;

/**
 * The parts that changed: whole, or in `figures` the figures, in `series` the buckets, in `tables` the rows that did.
 * What is not there any more is named too (`null`, `gone`), so that no old value can stay.
 */
export interface Changes extends Partial<Omit<Parts, "figures">> {
  figures?: Record<FigureKey, Figure | null>;
  series?: Partial<Record<SeriesId, Point[] | null>>;
  tables?: Partial<Record<TableId, { rows: TableRow[]; gone: string[] } | null>>;
}

/** What changed since the frame before. New `heard` times come with other changes, and alone every five seconds. */
export interface Frame extends Stamp {
  changes: Changes;
}

/** Every second, changed or not. */
export interface Beat extends Stamp {
  sources: Pick<SourceLamp, "name" | "heard" | "silent" | "behind">[];
}

export const THEMES = ["dark", "light"] as const;
export type Theme = (typeof THEMES)[number];
export const LANGS = ["th", "en"] as const;
export type Lang = (typeof LANGS)[number];

export type { Assignment } from "./screens.schema.ts";

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
