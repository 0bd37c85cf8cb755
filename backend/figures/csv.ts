import { stamp } from "#calendar/stamp.ts";
import type { FigureRow } from "#wire/figures.ts";

/** Excel recognises UTF-8 only by a byte order mark. */
const BOM = "\uFEFF";
/** A spreadsheet runs a cell that begins like this as a formula (OWASP: CSV injection). */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

type Cell = string | number | null | undefined | { text: string };

/** Figures as CSV (RFC 4180), with the names of the JSON. Money is in satang, times are ISO 8601 with +07:00. */
export function csvOf(
  rows: readonly FigureRow[],
  { by, asOf, simulated }: { by: readonly string[]; asOf: number; simulated: boolean },
): string {
  const header = [
    ...["metric", "at", ...by, "value", "numerator", "denominator", "atLeast", "state", "heard"],
    ...["maxAgeSeconds", "missingSources", "missingOf", "asOf", "simulated"],
  ];
  const lines = rows.map((row) => [
    { text: row.metric },
    stamp(row.at),
    ...by.map((name) => ({ text: row.slice[name] ?? "" })),
    ...[row.value, row.numerator, row.denominator, row.atLeast ? "true" : "false", row.state],
    ...[row.heard === null ? null : stamp(row.heard), row.maxAgeSeconds],
    ...[{ text: row.missing?.sources.join(" ") ?? "" }, row.missing?.of],
    ...[stamp(asOf), String(simulated)],
  ]);
  return BOM + [header, ...lines].map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

function written(cell: Cell): string {
  if (typeof cell !== "object" || cell === null) return String(cell ?? "");
  const text = FORMULA.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
