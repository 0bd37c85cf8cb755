import { ZONE } from "#calendar/days.ts";
import type { Objective, ObjectiveVersion } from "#wire/sla.ts";
import { promisedOf } from "./promisedFigures.ts";

/** A metric, as far as the export says how it is counted. */
export interface Formula {
  formula: string;
  formulaId?: string | undefined;
}

/**
 * OpenSLO v1 documents of the objectives in force (github.com/OpenSLO/OpenSLO), one YAML document each; written as JSON,
 * which YAML 1.2 reads the same. A target there is below 1, so that an objective of all, as freshness, has none.
 */
export function openSlo(
  versions: readonly ObjectiveVersion[],
  formulaOf: (metric: string) => Formula | undefined,
): string {
  return versions
    .filter(({ objective: { enabled, target } }) => enabled && target.p < target.q)
    .map((version) => `---\n${JSON.stringify(documentOf(version, formulaOf), null, 2)}\n`)
    .join("");
}

function documentOf(
  { id, version, objective }: ObjectiveVersion,
  formulaOf: (metric: string) => Formula | undefined,
): object {
  const { formula, formulaId } = formulaOf(objective.metric) ?? { formula: objective.metric };
  const count = (which: "numerator" | "denominator") => ({
    metricSource: {
      type: "war-room-1441",
      spec: { path: "/v1/figures", metric: objective.metric, count: which },
    },
  });
  return {
    apiVersion: "openslo/v1",
    kind: "SLO",
    metadata: {
      name: id,
      displayName: objective.en,
      labels: { version: String(version), by: objective.by, ...(formulaId ? { formula: formulaId } : {}) },
    },
    spec: {
      // Labels and annotations take no Thai.
      description: `${objective.th}: ${formula}`,
      service: "aoc-1441",
      indicator: {
        metadata: { name: `${id}-ratio`, displayName: objective.en },
        spec: { ratioMetric: { counter: false, ...ratioOf(objective, count) } },
      },
      timeWindow: [timeWindowOf(objective.window)],
      budgetingMethod: "Occurrences",
      objectives: [{ displayName: objective.en, target: objective.target.p / objective.target.q }],
    },
  };
}

/** Where the numerator counts those that missed, OpenSLO calls it bad. */
function ratioOf(objective: Objective, count: (which: "numerator" | "denominator") => object) {
  const isBad = promisedOf(objective.metric)?.countsMisses;
  return { [isBad ? "bad" : "good"]: count("numerator"), total: count("denominator") };
}

function timeWindowOf(window: Objective["window"]): object {
  if (window.kind === "rolling") return { duration: `${window.minutes}m`, isRolling: true };
  // The first of January 2024 was a Monday and the first of a month.
  const calendar = { startTime: "2024-01-01 00:00:00", timeZone: ZONE };
  return { duration: { day: "1d", week: "1w", month: "1M" }[window.kind], isRolling: false, calendar };
}
