import { BOM, lineOf } from "#writing/csv.ts";
import type { Column } from "../parts/sort.ts";

/** Whether the text stands in any column of the row, whatever the case. */
export function matches<Row>(row: Row, columns: readonly Column<Row>[], text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === "" || columns.some((column) => column.text(row).toLowerCase().includes(wanted));
}

/** The rows as CSV, with the texts that the table shows; columns without a label are for buttons. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const shown = columns.filter(({ label }) => label !== "");
  const head = lineOf(shown.map(({ label }) => ({ text: label })));
  return BOM + head + rows.map((row) => lineOf(shown.map(({ text }) => ({ text: text(row) })))).join("");
}
