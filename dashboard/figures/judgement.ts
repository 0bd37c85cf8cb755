import type { SceneVerdict } from "#wire/sceneParts.ts";
import type { FigureKey, VerdictKey } from "#wire/scenery.ts";

/** What the walls' tiles and sentence speak of: an objective, and the figure that they show beside its verdict. */
export interface Promised {
  objective: VerdictKey;
  metric: string;
  id: FigureKey;
}

const promised = (objective: VerdictKey, metric: string): Promised => ({
  objective,
  metric,
  id: `${metric}@today`,
});

export const SERVICE_LEVEL = promised("calls-20s", "calls.service_level");
export const HELD_IN_TIME = promised("freeze-60m", "freezes.sla_60m");

/** How a verdict looks. `few`: it is not judged, from too few cases or for want of data. */
export type Judgement = "met" | "watch" | "broken" | "few";

const LOOKS: Readonly<Record<SceneVerdict["kind"], Judgement>> = {
  good: "met",
  between: "watch",
  bad: "broken",
  few: "few",
  "no-data": "few",
};
export const lookOf = (verdict: SceneVerdict | undefined): Judgement =>
  verdict ? LOOKS[verdict.kind] : "few";

/** The target in percent: 95, or 99.5. */
export const targetOf = ({ target: { p, q } }: SceneVerdict): number => (p * 100) / q;
