import { MINUTE } from "#calendar/units.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { PaceUnit, TargetSlice } from "#wire/targets.ts";
import { CELLS, type Kind } from "../store/cells.ts";
import type { Fraction } from "./fraction.ts";

/**
 * How a figure is taken over several days. `sum`: so much a day, days added and divided. `share`: numerators added,
 * divided by denominators added. `times`: a percentile of all times of those days, which cannot be had from the days'.
 */
export type Taken = "sum" | "share" | "times";

/** A figure that can have a target. */
export interface Measure {
  metric: string;
  cells: Kind;
  taken: Taken;
  unit: PaceUnit;
  /** Only with `times`: the figure that counts them, which weighs the hours. */
  counts?: string;
}

export const MEASURES: readonly Measure[] = [
  { metric: "reports.loss_satang", cells: "reports", taken: "sum", unit: "satang" },
  { metric: "reports.filed", cells: "reports", taken: "sum", unit: "count" },
  { metric: "freezes.held_share_of_requested", cells: "freezes", taken: "share", unit: "share" },
  {
    metric: "freezes.p50_minutes",
    cells: "freezes",
    taken: "times",
    unit: "minutes",
    counts: "freezes.confirmed",
  },
  { metric: "freezes.requested", cells: "freezes", taken: "sum", unit: "count" },
  { metric: "freezes.sla_60m", cells: "freezes", taken: "share", unit: "share" },
  { metric: "freezes.held_satang", cells: "freezes", taken: "sum", unit: "satang" },
  { metric: "calls.offered", cells: "calls", taken: "sum", unit: "count" },
  { metric: "calls.service_level", cells: "calls", taken: "share", unit: "share" },
  { metric: "calls.abandon_rate", cells: "calls", taken: "share", unit: "share" },
  { metric: "refunds.paid_satang", cells: "refunds", taken: "sum", unit: "satang" },
];
const BY_METRIC = new Map(MEASURES.map((measure) => [measure.metric, measure]));
export const measureOf = (metric: string): Measure | undefined => BY_METRIC.get(metric);

/** By what it is counted, and so can be sliced. */
export const isCountedBy = ({ cells }: Measure, by: TargetSlice["by"]): boolean =>
  by === "all" || by in CELLS[cells].dimensions;

/** What a figure of one bucket is worth, as a ratio; null: there is no data, or it is a share of nothing. */
export function partOf(
  taken: Taken,
  row: Pick<FigureRow, "value" | "numerator" | "denominator" | "state">,
): Fraction | null {
  if (row.state === "no-data" || row.value === null) return null;
  if (taken === "sum") return { p: BigInt(row.value), q: 1n };
  if (taken === "share") {
    const [p, q] = [row.numerator, row.denominator].map((each) => BigInt(each ?? 0)) as [bigint, bigint];
    return q > 0n ? { p, q } : null;
  }
  // A percentile is a number of whole milliseconds.
  return { p: BigInt(Math.round(Number(row.value) * MINUTE)), q: BigInt(MINUTE) };
}

/** Several days as one; null: none has data. */
export function takenOver(
  taken: Exclude<Taken, "times">,
  days: readonly (Fraction | null)[],
): Fraction | null {
  const known = days.filter((day) => day !== null);
  if (known.length === 0) return null;
  const p = known.reduce((sum, day) => sum + day.p, 0n);
  const q = taken === "sum" ? BigInt(known.length) : known.reduce((sum, day) => sum + day.q, 0n);
  return { p, q };
}
