import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Dimension } from "#wire/sla.ts";
import { CELLS, type Kind } from "../store/cells.ts";

/** A figure that an objective may be made of: a share of cases, counted one by one. */
export interface Promised {
  metric: string;
  cells: Kind;
  /** Its numerator counts missed cases, not kept ones. */
  countsMisses?: true;
  /** The promised time. A younger case may still keep it, so burn counts older cases only. */
  withinMs: number;
  /** The figure that counts undecided cases. Absent: each case is decided at once. */
  pending?: string;
}

/** Of the holds that were found to be wrong, those that were released in time. */
export const RELEASED = "freezes.release_4h_share";

/**
 * The figures of the registry that can be promised, in the order in which a person reads them: first what the victim is
 * promised. Money cannot be: what is allowed is counted in cases.
 */
const PROMISED: readonly Promised[] = [
  { metric: "freezes.sla_60m", cells: "freezes", withinMs: HOUR, pending: "freezes.pending" },
  { metric: "freezes.sla_15m", cells: "freezes", withinMs: 15 * MINUTE, pending: "freezes.pending" },
  { metric: "freezes.answered_share_60m", cells: "freezes", withinMs: HOUR, pending: "freezes.pending" },
  { metric: "calls.service_level", cells: "calls", withinMs: 20 * SECOND },
  { metric: "calls.abandon_rate", cells: "calls", countsMisses: true, withinMs: 0 },
  // Its four hours begin when the hold was found to be wrong, not when it was asked for: no age decides it.
  { metric: RELEASED, cells: "freezes", withinMs: 0, pending: "freezes.release_pending" },
  {
    metric: "reports.complaint_72h_share",
    cells: "reports",
    withinMs: 3 * DAY,
    pending: "reports.complaint_pending",
  },
];
const BY_METRIC = new Map(PROMISED.map((promised) => [promised.metric, promised]));
export const promisedOf = (metric: string) => BY_METRIC.get(metric);

/** Freshness is no figure: each source is heard in time and has sent everything, or not. */
export const FRESHNESS = "sources.fresh";

const SLICED: readonly Dimension[] = ["bank", "agency", "queue", "province", "channel"];

/** What can be promised, with the dimensions that it can be judged by. */
export const PROMISABLE: readonly { metric: string; by: readonly Dimension[]; countsMisses: boolean }[] = [
  ...PROMISED.map(({ metric, cells, countsMisses = false }) => ({
    metric,
    by: dimensionsOf(cells),
    countsMisses,
  })),
  { metric: FRESHNESS, by: ["all", "source"], countsMisses: false },
];

function dimensionsOf(cells: Kind): Dimension[] {
  return ["all", ...SLICED.filter((dimension) => dimension in CELLS[cells].dimensions)];
}
