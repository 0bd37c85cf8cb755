import type { SceneTrend } from "#wire/sceneParts.ts";
import type { FigureKey } from "#wire/scenery.ts";
import type { PaceState } from "#wire/targets.ts";
import type { WallContext } from "./wallContext.svelte.ts";

/** What scenes say of how a target stands: the verdict is the server's. */
export const LOOKS = {
  "on-course": "met",
  "at-risk": "watch",
  "off-course": "broken",
  "too-early": "no-data",
} as const satisfies Record<PaceState, string>;

/** What says of each kind of cells whether its sources report: it is a number as soon as they do. */
const COUNTED = new Map<string, FigureKey>([
  ["reports", "reports.loss_satang@today"],
  ["freezes", "freezes.requested_satang@today"],
  ["calls", "calls.offered@today"],
  ["refunds", "refunds.paid@today"],
]);

export const kindOf = (metric: string): string => metric.split(".")[0]!;
export const countedOf = (metric: string): FigureKey => COUNTED.get(kindOf(metric)) ?? "calls.offered@today";

/** What is measured, and of which part. */
export function labelOf(
  { metric, slice: { by, of } }: Pick<SceneTrend, "metric" | "slice">,
  wall: WallContext,
) {
  const label = new Map(Object.entries(wall.words.trends.labels)).get(metric) ?? metric;
  return of === null ? label : `${label} · ${by === "bank" ? wall.bank(of) : of}`;
}

export const stateOf = ({ state, why }: Pick<SceneTrend, "state" | "why">, { words }: WallContext): string =>
  words.trends.ended[why] ?? words.trends.states[state];

/** The one that asks for the most first; of equals the first on the wall. */
export const SEVERITY: readonly PaceState[] = ["off-course", "at-risk", "too-early", "on-course"];
