import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Ratio } from "#wire/sla.ts";
import { HELD_IN_TIME, type Judgement, lookOf } from "../figures/judgement.ts";

/** How many cases a bank has missed of the objective of the first hour. */
export interface Cost {
  /** The bank's code, which is also the row's key. */
  key: string;
  missed: bigint;
  of: bigint;
  /** `silent`: its source was last heard so long ago that its figures are not current. */
  look: Judgement | "silent";
}

/** Sorts banks by missed cases, most first; among equals the bank with fewer cases comes first. */
export function rankCosts(
  rows: readonly TableRow[],
  verdicts: Scenery["verdicts"],
  isCurrent: (figure: Figure) => boolean,
): Cost[] {
  return rows
    .flatMap(({ code, figures }): Cost[] => {
      const figure = figures[HELD_IN_TIME.metric];
      const verdict = verdicts[`${HELD_IN_TIME.objective} bank ${code}`];
      if (!figure || !verdict || verdict.kind === "no-data") return [];
      const of = BigInt(verdict.denominator);
      const look = isCurrent(figure) ? lookOf(verdict) : "silent";
      return of === 0n ? [] : [{ key: code, missed: of - BigInt(verdict.numerator), of, look }];
    })
    .sort((a, b) => Number(b.missed - a.missed) || Number(a.of - b.of) || (a.key < b.key ? -1 : 1));
}

/**
 * The bars of all rows on one scale, from 0 to 1: `used` is what a bank missed, `mark` what it may miss of its own
 * cases.
 */
export function scaled(costs: readonly Cost[], { p, q }: Ratio): Map<string, { used: number; mark: number }> {
  const markOf = ({ of }: Cost) => (Number(of) * (q - p)) / q;
  const most = Math.max(1, ...costs.flatMap((cost) => [Number(cost.missed), markOf(cost)]));
  return new Map(
    costs.map((cost) => [cost.key, { used: Number(cost.missed) / most, mark: markOf(cost) / most }]),
  );
}

/** Sums the banks that have no row. */
export function restOf(costs: readonly Cost[], seats: readonly (string | null)[]) {
  const rest = costs.filter(({ key }) => !seats.includes(key));
  const sum = (part: "missed" | "of") => rest.reduce((all, cost) => all + cost[part], 0n);
  return { banks: rest.length, missed: sum("missed"), of: sum("of") };
}
