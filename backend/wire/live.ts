/**
 * The messages between server and screen: one map per direction.
 * Times are epoch milliseconds, money is satang, durations have their unit in their name.
 * Values are absolute, never differences, so applying a frame is idempotent.
 */

import type { Right } from "./access.ts";
import type { Figure } from "./figures.ts";
import type {
  Bar,
  Name,
  SceneObjective,
  ScenePace,
  SceneTrend,
  SceneVerdict,
  SourceLamp,
  TableRow,
} from "./sceneParts.ts";
import type {
  CommonScenery,
  FigureKey,
  Scene,
  Sceneries,
  Scenery,
  SeriesId,
  TableId,
  VerdictKey,
} from "./scenery.ts";
import type { Assignment } from "./screens.schema.ts";

interface Stamp {
  /** Changes when the server starts: an older `seq` is then meaningless. */
  epoch: string;
  seq: number;
  /** The server's clock. */
  at: number;
}

export type Snapshot = {
  [S in Scene]: Stamp & {
    scene: S;
    /** The dashboard's build id: a screen running another build reloads itself. */
    build: string;
    /** The banks that are not written as their code, by code. */
    banks: Record<string, Name>;
    scenery: Scenery<S>;
  };
}[Scene];

type Parts = CommonScenery & Omit<Sceneries["calls"] & Sceneries["freezes"], "series" | "tables">;

/**
 * The changed parts: whole, or only the changed figures in `figures`, bars in `series` and rows in `tables`.
 * Removals are sent too (`null`, `gone`), so that no stale value remains.
 */
export interface Changes extends Partial<Omit<Parts, "figures" | "verdicts">> {
  figures?: Record<FigureKey, Figure | null>;
  verdicts?: Partial<Record<VerdictKey, SceneVerdict | null>>;
  series?: Partial<Record<SeriesId, Bar[] | null>>;
  paces?: Record<string, ScenePace | null>;
  trends?: Record<string, SceneTrend | null>;
  objectives?: Record<string, SceneObjective | null>;
  tables?: Partial<Record<TableId, { rows: TableRow[]; gone: string[] } | null>>;
}

/** What changed since the previous frame. New `heard` times come with other changes, or alone every five seconds. */
export interface Frame extends Stamp {
  changes: Changes;
}

/** Heartbeat: sent every second, whether or not anything changed. */
export interface Beat extends Stamp {
  sources: Pick<SourceLamp, "name" | "heard" | "silent" | "behind">[];
}

export const THEMES = ["dark", "light"] as const;
export type Theme = (typeof THEMES)[number];
export const LANGS = ["th", "en"] as const;
export type Lang = (typeof LANGS)[number];

export type { Assignment } from "./screens.schema.ts";

/**
 * What a screen already has. A wall with a scene in its address sends that scene; one without sends its own name
 * (letters, digits and . _ -, up to 60) and its current scene, null the first time.
 */
export type Joining =
  | { scene: Scene; epoch: string | null; seq: number }
  | { screen: string; scene: Scene | null; epoch: string | null; seq: number };

/** A part of a screen that could not be drawn, or an error that belongs to none, and the first line of the error. */
export interface Failure {
  /** Such as `calls/queues`. */
  part: string;
  error: string;
}

/** The most failures that a screen tells, and the most characters of each part and error. */
export const MOST_FAILURES = 5;
export const FAILURE_LETTERS = 120;

export interface ServerToScreen {
  /** To a named screen when its assignment changes; the snapshot of a new scene follows without a `join`. */
  assignment: (assignment: Assignment) => void;
  snapshot: (snapshot: Snapshot) => void;
  frame: (frame: Frame) => void;
  beat: (beat: Beat) => void;
}

export interface ScreenToServer {
  /**
   * On every (re)connection and after missed frames: what the screen has. The server answers with a snapshot, or with
   * nothing if the screen is up to date; a named screen gets its `assignment` first. `seq` is separate for each scene.
   */
  join: (joining: Joining) => void;
  /**
   * The last `seq` painted: sent after each snapshot and frame, and on a heartbeat if last sent `PAINTED_MS` ago. Never
   * for what could not be drawn; a scene of which single parts failed was painted.
   */
  painted: (seq: number) => void;
  /** From a named screen: a person acknowledged all breaches up to then (epoch milliseconds). */
  acknowledge: (upTo: number) => void;
  /** Is the browser’s audio running? Sent when it changes, and on each connection. */
  audioReady: (isReady: boolean) => void;
  /** All that cannot be shown now. Sent when it changes, and on each connection if there is any. */
  failed: (failures: Failure[]) => void;
}

/** The right that each message needs. Who may not join is sent away; another message without its right does nothing. */
export const RIGHT_OF_MESSAGE = {
  join: "watch",
  painted: "watch",
  acknowledge: "attend",
  audioReady: "watch",
  failed: "watch",
} as const satisfies Record<keyof ScreenToServer, Right>;

/** A screen that receives no changes confirms that it still paints at this interval. */
export const PAINTED_MS = 4_000;

/** A screen that receives nothing for this long shows a full-width warning. */
export const SILENCE_MS = 5_000;
