/**
 * The messages between server and screen: one map per direction.
 * Times are epoch milliseconds, money is satang, durations have their unit in their name.
 * Values are absolute, never differences, so applying a frame is idempotent.
 */

import type { Right, Role } from "./access.ts";
import type { Figure, FigureState } from "./figures.ts";
import type { WALL_OBJECTIVES } from "./promises.ts";
import type { Assignment } from "./screens.schema.ts";
import type { BudgetLeft, Objective, Verdict } from "./sla.ts";
import type { Annotation, Pace } from "./targets.ts";

/** The minutes of a bar: lines of small numbers per minute are noise from afar. They lie on the grid of the clock. */
export const BAR_MINUTES = 5;

/** A bar of a chart: the sum of its minutes so far, as far as they are known. */
export interface Bar {
  /** Its start. */
  at: number;
  /** Null: none of its minutes is known. */
  value: number | null;
  state: FigureState;
  /** So many of its minutes are not known: the true sum may be higher. Absent: all are known. */
  unknown?: number;
  /** The share of a source is missing from one of its minutes. Absent: none is missing. */
  missing?: true;
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
  /** When it was last heard or, if it is behind, its watermark; null: never. */
  heard: number | null;
  /** Not heard for three of its heartbeats. */
  silent: boolean;
  /** Heard, but its watermark is more than three of its heartbeats old. */
  behind: boolean;
  /** How far its clock is ahead of the server's, below 0 behind; null: by no more than `CLOCK_OFF_MS`, or not known. */
  clockOffSeconds: number | null;
  simulated: boolean;
}

export const SCENES = ["overview", "calls", "freezes", "losses", "targets", "sla"] as const;
export type Scene = (typeof SCENES)[number];

/** How many bars the charts of a scene have, the running one included: an hour, and three. */
export const CHART_BARS: Record<Scene, number> = {
  overview: 12,
  calls: 36,
  freezes: 0,
  losses: 0,
  targets: 0,
  sla: 0,
};

/**
 * A figure of a scene: the metric and its window. `today`: the Bangkok day so far; `2min`: the newest sample of the
 * last two minutes; `week`: the same part of the same weekday a week ago; `7days`: today and the seven days before; `90days`:
 * today and the 89 days before, read once a minute.
 */
export type FigureKey = `${string}@${"today" | "2min" | "week" | "7days" | "90days"}`;

/**
 * What charts show: what came, and how much of it was kept (of the calls offered then, those answered). `@week`: what
 * came at the same time a week ago, the whole bar, for comparison.
 */
export type SeriesId =
  | "calls.offered"
  | "calls.answered"
  | "calls.offered@week"
  | "freezes.requested"
  | "freezes.confirmed"
  | "freezes.requested@week";

/** Figures of the day so far by one dimension: a row for each queue, bank, scam type, province, channel, hop. */
export type TableId = "queues" | "banks" | "scamTypes" | "provinces" | "channels" | "hops";

/** What a code is called: the short form of `codes`. */
export interface Name {
  th: string;
  en: string;
}

export interface TableRow extends Name {
  /** The code of the slice. */
  code: string;
  /** Rows of a table are in ascending order of this number. */
  order: number;
  /** By metric id. */
  figures: Record<string, Figure>;
}

/**
 * What a scene says of a target: of its pace, what does not change with every second. Its name is what somebody wrote,
 * which no wall is sent.
 */
export type ScenePace = Pick<
  Pace,
  | "metric"
  | "slice"
  | "unit"
  | "place"
  | "start"
  | "due"
  | "state"
  | "why"
  | "days"
  | "value"
  | "planned"
  | "goal"
  | "now"
  | "landing"
  | "midnight"
  | "bars"
>;

/** What scenes say of an objective: of a verdict, what does not change with every second. */
export type SceneVerdict = Pick<Verdict, "kind" | "numerator" | "denominator" | "target"> & {
  /** How many more may miss; of the whole, on the overview and in the scene of the service level. */
  left?: BudgetLeft;
};

/**
 * What the scene of the service level says of an objective, as a whole. Its name is what somebody wrote, which no wall is
 * sent.
 */
export type SceneObjective = SceneVerdict &
  Pick<Verdict, "budget" | "month" | "lastHour"> &
  Pick<Objective, "metric" | "window" | "stretch"> & {
    /** Objectives are shown in ascending order of it. */
    place: number;
    /** Its figure counts those that missed, as abandoned calls. */
    countsMisses: boolean;
    /** A threshold of its burn fires. */
    isFast: boolean;
  };

/** An objective, or one value of a dimension: `calls-20s`, `freeze-60m bank KBANK`. */
export type VerdictKey = `${(typeof WALL_OBJECTIVES)[number]}${"" | ` ${string}`}`;

/** Agents needed for the load of the last minutes. Formulas and sources: backend/staffing/erlang.ts. */
export interface Staffing {
  /** The length of the period that the load is taken from. */
  minutes: number;
  /** Calls an hour, mean handling seconds, and their product in erlangs. */
  callsPerHour: number;
  handleSeconds: number;
  erlangs: number;
  /** Agents needed for the objective: if callers abandon (Erlang A), and if none does (Erlang C), the upper bound. */
  agentsErlangA: number | null;
  agentsErlangC: number | null;
  /** Signed in now: ready and busy. */
  agentsNow: number | null;
  /** Share of callers who hear the busy tone with the current lines (Erlang B). */
  blocked: number | null;
  /**
   * The assumptions: objective, patience, and the source of the handling time. `last hour`: the calls offered 90 to 30
   * minutes ago, because of newer calls only the short ones have ended. After-call work is not included.
   */
  assumed: { share: number; withinSeconds: number; patienceSeconds: number; handleOf: "last hour" | "today" };
}

/**
 * What is wrong with the server itself. `clock-set`: its clock was set by so much, at a time by the new clock, within
 * the last hour. `clocks-differ`: its clock is so much ahead of the database's or of another backend's.
 * `disk-low`: so little of the database's disk is left; `disk-full`: too little to take events. `figures-differ`: the
 * cells of so many hours, the first at `since`, are not what the raw events say.
 */
export type Warning =
  | { kind: "clock-set"; byMs: number; at: number }
  | { kind: "clocks-differ"; byMs: number }
  | { kind: "disk-low" | "disk-full"; percent: number }
  | { kind: "figures-differ"; hours: number; since: number };

/** An alert as walls show it. Nobody's name: who has it is told by role. */
export interface StripAlert {
  /** Of its episode. */
  key: string;
  /** What and where, in a few words. */
  what: Name;
  look: "broken" | "watch" | "no-data";
  since: number;
  /** Null: nobody has acknowledged it. `unknown`: somebody has, whose role was not kept. */
  takenBy: Role | "unknown" | null;
}

/** Of the alerts that are open, so many are sent: the places of the strip, and those that may get one next. */
export const MOST_STRIP_ALERTS = 6;

/** The open alerts: first those that nobody has acknowledged, then the worst, then the oldest. */
export interface Strip {
  alerts: StripAlert[];
  /** How many there are in all, and how many of them nobody has acknowledged. */
  open: number;
  unacknowledged: number;
  /** Alerts were last judged then, too long ago to say that there is no other; 0: never. Null: they are judged. */
  judgedUntil: number | null;
}

/** Common to all scenes: today's figures, what the sentence in the header is derived from, and the sources. */
export interface CommonScenery {
  /** Start of the Bangkok day. */
  day: number;
  /** A simulator is among the sources. */
  simulated: boolean;
  figures: Record<FigureKey, Figure>;
  /** Whether promises are kept. One that is not judged (an objective that was switched off) is not there. */
  verdicts: Partial<Record<VerdictKey, SceneVerdict>>;
  /** Unanswered freezes of today and OPEN_DAYS before, how many of them are past their hour, and the one of those whose hour ended last. */
  open: number;
  overdue: number;
  newestOverdue: OpenFreeze | null;
  /** At most five: the soonest deadlines ahead, then the latest past ones. */
  nearest: OpenFreeze[];
  sources: SourceLamp[];
  /** Worst first. */
  warnings: Warning[];
  strip: Strip;
}

/** What happened, as a person said it: one line without numbers of persons. Nobody's name goes with it. */
export type SceneAnnotation = Pick<Annotation, "from" | "until" | "text" | "slice">;

/** Of a chart's time, so many are sent: the newest. */
export const MOST_ANNOTATIONS = 8;

interface Annotated {
  /** Of the time of the scene's charts, the first one first. */
  annotations: SceneAnnotation[];
}

interface Charts<Id extends SeriesId> extends Annotated {
  /** As many bars as the scene's charts have (`CHART_BARS`), oldest first, the last one running. */
  series: Record<Id, Bar[]>;
}

interface Tables<Id extends TableId> {
  tables: Record<Id, TableRow[]>;
}

export interface Sceneries {
  overview: CommonScenery & Charts<SeriesId>;
  calls: CommonScenery &
    Charts<"calls.offered" | "calls.answered" | "calls.offered@week"> &
    Tables<"queues"> & {
      /** For the last 15 and 30 complete minutes; empty if there were no calls, or if those minutes are too old. */
      staffing: Staffing[];
    };
  freezes: CommonScenery &
    Tables<"banks"> & {
      /** At most nine, by time left and amount; and the total of the others. */
      board: OpenFreeze[];
      boardRest: { count: number; satang: number | string };
      /** Unanswered freezes that will miss or have missed their hour, by bank. */
      willMiss: { bank: string; count: number; satang: number | string }[];
    };
  losses: CommonScenery & Tables<"scamTypes" | "provinces" | "channels" | "hops" | "banks">;
  targets: CommonScenery &
    Annotated & {
      /** Those that have a place on the wall, by id. */
      paces: Record<string, ScenePace>;
    };
  /** Banks by what they cost the promise of the hour, and of `90days` how far cases have come. */
  sla: CommonScenery &
    Tables<"banks"> & {
      /** By id. Windows of more than a day are judged once a minute. */
      objectives: Record<string, SceneObjective>;
    };
}

/** The contents of a scene. */
export type Scenery<S extends Scene = Scene> = Sceneries[S];

type PartsOf<S> = S extends unknown ? keyof S : never;

/** How each part of a scenery is sent when it changes. A part missing here is a compile error. */
export const SENT_AS = {
  day: "whole",
  simulated: "whole",
  figures: "by key",
  verdicts: "by key",
  series: "by bar",
  tables: "by row",
  open: "whole",
  overdue: "whole",
  newestOverdue: "whole",
  nearest: "whole",
  board: "whole",
  boardRest: "whole",
  willMiss: "whole",
  staffing: "whole",
  paces: "by key",
  objectives: "by key",
  annotations: "whole",
  sources: "whole",
  warnings: "whole",
  strip: "whole",
} as const satisfies Record<PartsOf<Scenery>, "whole" | "by key" | "by bar" | "by row">;

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

/** Of the failures of a screen, so many are told, and so many letters of each part and each error. */
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
