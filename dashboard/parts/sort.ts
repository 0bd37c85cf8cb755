/** The sort: a column and a direction. */
export interface Sort {
  by: string;
  isDescending: boolean;
}

export interface Column<Row> {
  id: string;
  label: string;
  /** The text of the cell, in an export too. */
  text: (row: Row) => string;
  /** Numbers are right-aligned. */
  isNumber?: boolean;
  /** The sort key; absent: the column cannot be sorted. */
  order?: (row: Row) => number | string;
}

/** Reads `sort=minutes` or `sort=-minutes` of an address; null if no column has that name. */
export function readSort(text: string | null, columns: readonly Column<never>[]): Sort | null {
  const isDescending = text?.startsWith("-") ?? false;
  const by = text?.slice(isDescending ? 1 : 0);
  const column = columns.find(({ id, order }) => id === by && order);
  return column ? { by: column.id, isDescending } : null;
}

export function writeSort({ by, isDescending }: Sort): string {
  return `${isDescending ? "-" : ""}${by}`;
}

/** The sort after a click on a column's header: largest first, then smallest first. */
export function nextSort(sort: Sort | null, by: string): Sort {
  return { by, isDescending: sort?.by === by ? !sort.isDescending : true };
}

/** The rows, sorted; equal rows keep their order (stable). Text is in the order of its language. */
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
