import type { Judgement, Objective, ObjectiveVersion, Ratio, Verdict } from "#wire/sla.ts";
import { mayMiss, percentOf } from "#writing/shares.ts";
import type { Answer } from "../api/call.ts";
import type { Look } from "../parts/look.ts";

type Objectives = Answer<"GET /v1/sla/objectives">;
export type Promisable = Objectives["promisable"][number];

/** An objective with the version that it was judged by. */
export interface Row {
  id: string;
  version: ObjectiveVersion;
  versions: readonly ObjectiveVersion[];
  /** How its figure is counted; undefined: no figure is counted so any more. */
  promisable: Promisable | undefined;
  /** Of the whole, and of each slice. Null: it is not judged. */
  whole: Verdict | null;
  slices: readonly Verdict[];
  /** Why it is not judged; null: it is. */
  unjudged: "disabled" | "not-yet" | "out-of-scope" | null;
}

/** Every objective with its verdicts, in the order of the objectives. */
export function rowsOf({ objectives, promisable }: Objectives, verdicts: readonly Verdict[]): Row[] {
  return objectives.map(({ id, version: forced, versions }) => {
    const own = verdicts.filter(({ objective }) => objective === id);
    const whole = own.find(({ slice }) => slice.of === null) ?? null;
    const number = own[0]?.version ?? forced ?? versions[0]!.version;
    const version = versions.find((each) => each.version === number)!;
    const unjudged = forced === null ? "not-yet" : version.objective.enabled ? "out-of-scope" : "disabled";
    return {
      id,
      version,
      versions,
      whole,
      promisable: promisable.find(({ metric }) => metric === version.objective.metric),
      slices: own.filter(({ slice }) => slice.of !== null),
      unjudged: own.length > 0 ? null : unjudged,
    };
  });
}

/** How a verdict is shown: a stretch is a goal to strive for, and what falls short of it is no broken promise. */
export type Standing = Judgement | "reached" | "not-reached";
export const standingOf = (kind: Judgement, { stretch }: Pick<Objective, "stretch">): Standing =>
  !stretch || kind === "few" || kind === "no-data" ? kind : kind === "good" ? "reached" : "not-reached";

export const LOOKS: Readonly<Record<Standing, Look>> = {
  good: "good",
  between: "watch",
  bad: "broken",
  few: "pending",
  "no-data": "no-data",
  reached: "good",
  "not-reached": "pending",
};

/** What the cases of a figure are called: its metric begins with their kind. */
export type Unit = "calls" | "freezes" | "reports" | "sources";
export const unitOf = ({ metric }: Pick<Objective, "metric">): Unit =>
  (["calls", "freezes", "reports"] as const).find((kind) => metric.startsWith(`${kind}.`)) ?? "sources";

/** ≥ 95 %, or ≤ 5 % where misses are counted. */
export function targetText(target: Ratio, countsMisses: boolean): string {
  return countsMisses ? `≤ ${percentOf(mayMiss(target))} %` : `≥ ${percentOf(target)} %`;
}

/** The order in which states are sorted: the worst first. */
export const SEVERITY: Readonly<Record<Standing, number>> = {
  bad: 4,
  between: 3,
  "no-data": 2,
  few: 1,
  "not-reached": 0,
  good: 0,
  reached: 0,
};
