import { ADDITIVE } from "./additive.ts";
import { DERIVED } from "./derived.ts";
import type { Metric } from "./metric.ts";

/** Every figure there is: used by wall, API, alerts and reports. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [...ADDITIVE, ...DERIVED].map((metric) => [metric.id, metric]),
);
