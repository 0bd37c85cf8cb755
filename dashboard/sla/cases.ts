import type { SceneObjective } from "#wire/sceneParts.ts";
import type { FigureKey } from "#wire/scenery.ts";

/** What is promised of. */
export type Cases = "calls" | "freezes" | "reports";

export const casesOf = ({ metric }: Pick<SceneObjective, "metric">): Cases =>
  (["calls", "freezes"] as const).find((kind) => metric.startsWith(`${kind}.`)) ?? "reports";

/** What says whether the sources of its cases report: it is a number as soon as they do. */
export const COUNTED: Readonly<Record<Cases, FigureKey>> = {
  calls: "calls.offered@today",
  freezes: "freezes.requested@today",
  reports: "reports.filed@today",
};
