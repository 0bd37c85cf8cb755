import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Ratio } from "#wire/sla.ts";
import { HELD_IN_TIME, type Judgement, lookOf } from "../figures/judgement.ts";

/** What a bank cost the promise of the hour. */
export interface Cost {
  /** The code; also the row's key. */
  key: string;
  missed: bigint;
  of: bigint;
  /** `silent`: it has not been heard for too long to take its figures as current. */
  look: Judgement | "silent";
}

/** Banks by what they missed, the most first; of as many, the one with fewer cases. */
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

/** The bars of the rows, on one scale: what a bank missed, and what of its own cases may miss, from 0 to 1. */
export function scaled(costs: readonly Cost[], { p, q }: Ratio): Map<string, { used: number; mark: number }> {
  const markOf = ({ of }: Cost) => (Number(of) * (q - p)) / q;
  const most = Math.max(1, ...costs.flatMap((cost) => [Number(cost.missed), markOf(cost)]));
  return new Map(
    costs.map((cost) => [cost.key, { used: Number(cost.missed) / most, mark: markOf(cost) / most }]),
  );
}

/** Those that have no row, as one. */
export function restOf(costs: readonly Cost[], seats: readonly (string | null)[]) {
  const rest = costs.filter(({ key }) => !seats.includes(key));
  const sum = (part: "missed" | "of") => rest.reduce((all, cost) => all + cost[part], 0n);
  return { banks: rest.length, missed: sum("missed"), of: sum("of") };
}
