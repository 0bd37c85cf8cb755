/** What each scene shows. */

import type { Figure } from "./figures.ts";
import type { WALL_OBJECTIVES } from "./promises.ts";
import type {
  BankRisk,
  Bar,
  OpenFreeze,
  SceneAnnotation,
  SceneObjective,
  ScenePace,
  SceneTrend,
  SceneVerdict,
  SourceLamp,
  Staffing,
  Strip,
  TableRow,
  Warning,
} from "./sceneParts.ts";

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

/** An objective, or one value of a dimension: `calls-20s`, `freeze-60m bank KBANK`. */
export type VerdictKey = `${(typeof WALL_OBJECTIVES)[number]}${"" | ` ${string}`}`;

/** Common to all scenes: today's figures, what the sentence in the header is derived from, and the sources. */
export interface CommonScenery {
  /** Start of the Bangkok day. */
  day: number;
  /** A simulator is among the sources. */
  simulated: boolean;
  figures: Record<FigureKey, Figure>;
  /** Whether promises are kept. One that is not judged (an objective that was switched off) is not there. */
  verdicts: Partial<Record<VerdictKey, SceneVerdict>>;
  /** Unanswered freezes of today and OPEN_DAYS before, and how many of them are over. */
  open: number;
  overdue: number;
  /** All of them of which something is said: of each kind first the bank whose is due next, or was due last. */
  risks: BankRisk[];
  /** At most five: the soonest deadlines ahead, then the latest past ones. */
  nearest: OpenFreeze[];
  sources: SourceLamp[];
  /** Worst first. */
  warnings: Warning[];
  strip: Strip;
}

interface Annotated {
  /** The annotations within the time of the scene's charts, in order. */
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
  overview: CommonScenery &
    Charts<SeriesId> & {
      /** The id of the target at each place on the wall. */
      trends: Record<string, SceneTrend>;
    };
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
    };
  losses: CommonScenery & Tables<"scamTypes" | "provinces" | "channels" | "hops" | "banks">;
  targets: CommonScenery &
    Annotated & {
      /** The objectives that have a place on the wall, by id. */
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
  risks: "whole",
  nearest: "whole",
  board: "whole",
  boardRest: "whole",
  staffing: "whole",
  paces: "by key",
  trends: "by key",
  objectives: "by key",
  annotations: "whole",
  sources: "whole",
  warnings: "whole",
  strip: "whole",
} as const satisfies Record<PartsOf<Scenery>, "whole" | "by key" | "by bar" | "by row">;
