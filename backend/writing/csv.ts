/** Excel recognises UTF-8 only by a byte order mark. */
export const BOM = "\uFEFF";
/** A spreadsheet runs a cell that begins like this as a formula (OWASP: CSV injection). */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** A text may begin like a formula; numbers and what is ours do not. */
export type Cell = string | number | null | undefined | { text: string };

/** One line of CSV (RFC 4180), with its end. */
export const lineOf = (cells: readonly Cell[]) => `${cells.map(written).join(",")}\r\n`;

function written(cell: Cell): string {
  if (typeof cell !== "object" || cell === null) return String(cell ?? "");
  const text = FORMULA.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
