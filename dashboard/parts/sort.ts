/** By which column rows stand, and from which end. */
export interface Sort {
  by: string;
  isDescending: boolean;
}

export interface Column<Row> {
  id: string;
  label: string;
  /** What stands in the cell, and in an export. */
  text: (row: Row) => string;
  /** Numbers stand at the right, one below the other. */
  isNumber?: boolean;
  /** What it sorts by; without it the column does not sort. */
  order?: (row: Row) => number | string;
}

/** Reads `sort=minutes` or `sort=-minutes` of an address; what no column knows is none. */
export function readSort(text: string | null, columns: readonly Column<never>[]): Sort | null {
  const isDescending = text?.startsWith("-") ?? false;
  const by = text?.slice(isDescending ? 1 : 0);
  const column = columns.find(({ id, order }) => id === by && order);
  return column ? { by: column.id, isDescending } : null;
}

export function writeSort({ by, isDescending }: Sort): string {
  return `${isDescending ? "-" : ""}${by}`;
}

/** The sort after a press on a column's head: largest first, then smallest first. */
export function nextSort(sort: Sort | null, by: string): Sort {
  return { by, isDescending: sort?.by === by ? !sort.isDescending : true };
}

/** The rows in order; equal ones stay as they came. Text is in the order of its language. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | null,
  lang: string,
): readonly Row[] {
  const order = columns.find(({ id }) => id === sort?.by)?.order;
  if (!sort || !order) return rows;
  const collator = new Intl.Collator(lang, { numeric: true });
  const compare = (one: number | string, other: number | string) =>
    typeof one === "number" && typeof other === "number"
      ? one - other
      : collator.compare(String(one), String(other));
  const sign = sort.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(order(a), order(b)));
}
