import type { Kind } from "../store/cells.ts";

/** Sums of cells, by column; and over a slice of them, everything that is derived. */
export type Sums = Record<string, bigint>;

export type Unit = "count" | "satang" | "seconds" | "minutes" | "share";

/** A value before it is written: an exact integer, or a number; null where its denominator is 0. */
export interface Derived {
  value: bigint | number | null;
  numerator?: bigint;
  denominator?: bigint;
  atLeast?: true;
}

/** A figure is declared once; wall, API, alert and report take it from here. */
export interface Metric {
  id: string;
  cells: Kind;
  unit: Unit;
  th: string;
  en: string;
  /** In words, for a person who asks where the number comes from. */
  formula: string;
  /** Names the formula where several are in use for the same name. */
  formulaId?: string;
  good?: "high" | "low";
  /** Seconds of silence after which it must not be shown as current. */
  maxAgeSeconds: number;
  /** Below this many in the denominator it is not judged. */
  minSample: number;
  /** The event types that it stands on. */
  types: readonly string[];
  /** Needs what stands open, not only what has been counted. */
  standing?: true;
  derive(sums: Sums): Derived;
}

/** Seconds of silence after which a figure of these cells must not be shown as current. */
export const MAX_AGE: Record<Kind, number> = {
  calls: 120,
  lines: 60,
  freezes: 180,
  reports: 600,
  refunds: 3600,
  arrests: 86_400,
};
