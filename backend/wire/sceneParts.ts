/**
 * What scenes are composed of. Times are epoch milliseconds, money is satang, durations have their unit in their name.
 */

import type { Role } from "./access.ts";
import type { Figure, FigureState } from "./figures.ts";
import type { BudgetLeft, FreezeRisk, Objective, Verdict } from "./sla.ts";
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
  /** How many of its minutes are unknown, so that the true sum may be higher. Absent: none. */
  unknown?: number;
  /** The share of a source is missing from one of its minutes. Absent: none is missing. */
  missing?: true;
}

/** A freeze request that no bank has answered yet. Its time is over at `dueAt`. */
export interface OpenFreeze {
  key: string;
  bank: string;
  hop: number;
  amountSatang: number | string;
  requestedAt: number;
  dueAt: number;
  /** What is said of it from when on, if nothing comes: of what has begun, the latest. Nothing before the first. */
  saidFrom: Partial<Record<FreezeRisk, number>>;
}

/** The open freezes of a bank of which the same is said. */
export interface BankRisk {
  why: FreezeRisk;
  bank: string;
  /** Null: they are at several hops. */
  hop: number | null;
  count: number;
  satang: number | string;
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
  | "better"
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

/** What the overview says of a target: how it stands, and of the one of its own figure where the day will land. */
export type SceneTrend = Pick<Pace, "metric" | "slice" | "unit" | "place" | "state" | "why"> &
  Partial<Pick<Pace, "planned" | "midnight">>;

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
  /** The id of its episode. */
  key: string;
  /** What and where, in a few words. */
  what: Name;
  look: "broken" | "watch" | "no-data";
  since: number;
  /** Null: nobody has acknowledged it. `unknown`: somebody has, whose role was not kept. */
  takenBy: Role | "unknown" | null;
}

/** The most open alerts that are sent: the places of the strip, and the next in line. */
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

/** What happened, as a person said it: one line without numbers of persons. Nobody's name goes with it. */
export type SceneAnnotation = Pick<Annotation, "from" | "until" | "text" | "slice">;

/** The most annotations that are sent within the time of a chart: the newest ones. */
export const MOST_ANNOTATIONS = 8;
