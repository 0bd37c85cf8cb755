import { type Static, Type } from "@sinclair/typebox";
import { oneOf } from "#wire/schema.ts";
import { CELLS, type Kind, type Times } from "../store/cells.ts";
import type { Distribution } from "./times.ts";

/** Sums of cells by column; all derived figures are computed from them. */
export type Sums = Record<string, bigint>;

/** A value before formatting: an exact integer, or a number; null if its denominator is 0. */
export interface Derived {
  value: bigint | number | null;
  numerator?: bigint;
  denominator?: bigint;
  atLeast?: true;
}

/**
 * The formulas in use for "service level", T being its seconds; on one set of data they give 81 to 86 %. From Call
 * Centre Helper (sl-1 to sl-3), ICMI 2002 and brightpattern (sl-4); sl-5 leaves out who hangs up at once, as CC Math
 * does. Ours is the strictest: every caller who gave up counts as not answered.
 */
export const SERVICE_LEVELS = {
  "sl-1": "(answered within T + abandoned within T) ÷ (answered + abandoned)",
  "sl-2": "answered within T ÷ answered",
  "sl-3": "answered within T ÷ (answered + abandoned)",
  "sl-4": "answered within T ÷ (answered + abandoned after T)",
  "sl-5": "(answered within T + abandoned within a few seconds) ÷ (answered + abandoned)",
} as const;

/** The entry of a metric in `GET /v1/metrics`. */
export const DESCRIPTION = Type.Object({
  id: Type.String(),
  cells: oneOf(Object.keys(CELLS) as Kind[]),
  unit: oneOf(["count", "satang", "seconds", "minutes", "share"]),
  th: Type.String(),
  en: Type.String(),
  formula: Type.String({ description: "for a person who asks where the number comes from" }),
  formulaTh: Type.String({ description: "the same in Thai" }),
  formulaId: Type.Optional(
    Type.String({
      description: `names the formula where several are in use for the same name; of the service level: ${Object.entries(
        SERVICE_LEVELS,
      )
        .map(([id, formula]) => `${id} = ${formula}`)
        .join("; ")}`,
    }),
  ),
  good: Type.Optional(oneOf(["high", "low"])),
  maxAgeSeconds: Type.Integer({
    description: "seconds of silence after which it must not be shown as current",
  }),
  minSample: Type.Integer({ description: "below this many in the denominator it is not judged" }),
  types: Type.Unsafe<readonly string[]>(
    Type.Array(Type.String(), { description: "the event types that it stands on" }),
  ),
  unanswered: Type.Optional(
    Type.Literal(true, { description: "also needs what is not decided yet, not only what has been counted" }),
  ),
});

/** Columns that are added up; one with a minus before its name is subtracted. */
export type Terms = readonly string[];

export const sumOf = (sums: Sums, terms: Terms): bigint =>
  terms.reduce((sum, term) => (term.startsWith("-") ? sum - sums[term.slice(1)]! : sum + sums[term]!), 0n);

/** A figure is declared once; wall, API, alerts and reports use this declaration. */
export interface Metric extends Static<typeof DESCRIPTION> {
  /** The distributions that it is derived from: `derive` gets them as one. */
  times?: readonly Times[];
  /** What it is the sum of; of a ratio, what stands above and below the line; of a percentile, its distributions. */
  made: { of: Terms } | { above: Terms; below: Terms } | { times: readonly Times[] };
  derive(sums: Sums, times: Distribution): Derived;
}

/** The columns above the line of a ratio; of anything else none. */
export const aboveOf = ({ made }: Pick<Metric, "made">): Terms => ("above" in made ? made.above : []);

export type Unit = Metric["unit"];

/**
 * Seconds of silence after which a figure of these cells must not be shown as current. Our choice, no published
 * source: longer for kinds whose events are rarer.
 */
export const MAX_AGE: Record<Kind, number> = {
  calls: 120,
  lines: 60,
  freezes: 180,
  reports: 600,
  refunds: 3600,
  arrests: 86_400,
};
