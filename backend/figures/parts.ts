import { CELLS, type Kind } from "../store/cells.ts";
import { isOpenColumn } from "./additive.ts";
import type { Metric } from "./metric.ts";
import { columnsOf } from "./weights.ts";

/** What a question reads of one kind of cells. */
export interface Part {
  cells: Kind;
  metrics: Metric[];
  /** Some metrics need no cells but only what is not decided yet, and most others need only the cells. */
  counted: boolean;
  unanswered: boolean;
  /** The columns that its metrics need, and those that tell whether anything was counted: others are not added up. */
  columns: readonly string[];
}

export function partsOf(metrics: readonly Metric[]): Part[] {
  const kinds = [...new Set(metrics.map((metric) => metric.cells))];
  return kinds.map((cells) => {
    const own = metrics.filter((metric) => metric.cells === cells);
    // What is due is what was counted, less what is pending.
    const isUncounted = ({ id }: Metric) => {
      const column = id.slice(cells.length + 1);
      return isOpenColumn(cells, column) && !column.endsWith("due");
    };
    return {
      cells,
      metrics: own,
      counted: !own.every(isUncounted),
      unanswered: own.some((metric) => metric.unanswered),
      columns: [...new Set([...CELLS[cells].counting, ...own.flatMap(columnsOf)])],
    };
  });
}
