import type { Kind, Times } from "../store/cells.ts";
import { UNANSWERED } from "./additive.ts";
import type { Metric } from "./metric.ts";

/** What a question reads of one kind of cells. */
export interface Part {
  cells: Kind;
  metrics: Metric[];
  /** Metrics of open freezes do not need the cells, and the other metrics do not need the open freezes. */
  counted: boolean;
  unanswered: boolean;
  /** The distributions of times that its metrics need. */
  times: Times[];
}

export function partsOf(metrics: readonly Metric[]): Part[] {
  const kinds = [...new Set(metrics.map((metric) => metric.cells))];
  return kinds.map((cells) => {
    const own = metrics.filter((metric) => metric.cells === cells);
    const isUnanswered = ({ id }: Metric) => id !== "freezes.due" && UNANSWERED.has(id.slice(8));
    return {
      cells,
      metrics: own,
      counted: cells !== "freezes" || !own.every(isUnanswered),
      unanswered: own.some((metric) => metric.unanswered),
      times: [...new Set(own.flatMap(({ times = [] }) => times))],
    };
  });
}
