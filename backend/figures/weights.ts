import type { Kind } from "../store/cells.ts";
import type { Weights } from "./behindQueries.ts";
import type { Metric, Terms } from "./metric.ts";

/**
 * Which list of a figure: what it is the sum of; of a ratio what stands above and below the line, and what is below but
 * not above: what keeps a share from 100 %.
 */
export const LISTS = ["of", "above", "below", "rest"] as const;
export type ListName = (typeof LISTS)[number];

/** Columns that no entity has: computed from others, which it has (`completed` in rows.ts). */
const COMPUTED: ReadonlyMap<string, Terms> = new Map([
  ["freezes.due", ["requested", "-pending"]],
  ["freezes.release_due", ["overturned", "-release_pending"]],
  ["reports.complaint_due", ["filed", "-complaint_pending"]],
]);

/** The lists that a metric has; the first is what it is about. */
export function listsOf({ made, unit }: Metric): readonly [ListName, ...ListName[]] {
  if (!("above" in made)) return ["of"];
  return unit === "share" ? ["above", "rest", "below"] : ["below", "above"];
}

/** The columns that a metric is made of: those of cells, and of what is not decided yet. */
export function columnsOf(metric: Pick<Metric, "cells" | "made">): string[] {
  const lists: readonly ListName[] = "above" in metric.made ? ["above", "below"] : ["of"];
  return lists.flatMap((list) => Object.keys(weightsOf(metric, list)));
}

/** What a list takes of each column of an entity's contribution. */
export function weightsOf({ cells, made }: Pick<Metric, "cells" | "made">, list: ListName): Weights {
  if ("times" in made) return Object.fromEntries(made.times.map((column) => [column, 1]));
  if ("of" in made) return summed(cells, made.of);
  if (list !== "rest") return summed(cells, list === "above" ? made.above : made.below);
  return summed(cells, [...made.below, ...made.above.map(negated)]);
}

/** The columns of a metric's arithmetic with their signs, each of which is a metric itself. */
export function termsOf({
  made,
}: Metric): { stands: "of" | "above" | "below"; sign: 1 | -1; column: string }[] {
  if ("times" in made) return [];
  const sides =
    "of" in made
      ? ([["of", made.of]] as const)
      : ([
          ["above", made.above],
          ["below", made.below],
        ] as const);
  return sides.flatMap(([stands, terms]) =>
    terms.map(
      (term) => ({ stands, sign: term.startsWith("-") ? -1 : 1, column: term.replace("-", "") }) as const,
    ),
  );
}

const negated = (term: string) => (term.startsWith("-") ? term.slice(1) : `-${term}`);

function summed(cells: Kind, terms: Terms): Weights {
  const weights = new Map<string, number>();
  const add = (term: string, sign: number): void => {
    const column = term.replace("-", "");
    const own = term.startsWith("-") ? -sign : sign;
    const computed = COMPUTED.get(`${cells}.${column}`);
    if (computed) for (const part of computed) add(part, own);
    else weights.set(column, (weights.get(column) ?? 0) + own);
  };
  for (const term of terms) add(term, 1);
  return Object.fromEntries(weights);
}
