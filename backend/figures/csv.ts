import { stamp } from "#calendar/stamp.ts";
import type { FigureRow } from "#wire/figures.ts";
import { BOM, type Cell, lineOf } from "#writing/csv.ts";
import { inPieces } from "./pieces.ts";

/** Figures as CSV (RFC 4180), with the names of the JSON, in pieces. Money is in satang, times are ISO 8601 with +07:00. */
export function* csvOf(
  rows: Iterable<FigureRow>,
  { by, asOf, simulated }: { by: readonly string[]; asOf: number; simulated: boolean },
): Generator<string> {
  const header = [
    ...["metric", "at", ...by, "value", "numerator", "denominator", "atLeast", "state", "heard"],
    ...["maxAgeSeconds", "missingSources", "missingOf", "asOf", "simulated"],
  ];
  const cellsOf = (row: FigureRow): Cell[] => [
    { text: row.metric },
    stamp(row.at),
    ...by.map((name) => ({ text: row.slice[name] ?? "" })),
    ...[row.value, row.numerator, row.denominator, row.atLeast ? "true" : "false", row.state],
    ...[row.heard === null ? null : stamp(row.heard), row.maxAgeSeconds],
    ...[{ text: row.missing?.sources.join(" ") ?? "" }, row.missing?.of],
    ...[stamp(asOf), String(simulated)],
  ];
  yield BOM + lineOf(header);
  for (const piece of inPieces(rows)) yield piece.map((row) => lineOf(cellsOf(row))).join("");
}
