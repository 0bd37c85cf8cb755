import { stamp } from "#calendar/stamp.ts";
import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { FigureRow } from "#wire/figures.ts";
import { BOM, type Cell, lineOf } from "#writing/csv.ts";
import { inPieces } from "./pieces.ts";

/** `all`, or what it is limited to: `bank=KBANK,SCB province=TH-10`. */
function scopeIn(scope: Scope): string {
  const limits = (Object.keys(DIMENSION_OF) as (keyof Scope)[]).flatMap((name) => {
    const codes = scope[name];
    return codes === null ? [] : [`${DIMENSION_OF[name]}=${codes.join()}`];
  });
  return limits.join(" ") || "all";
}

/**
 * Figures as CSV (RFC 4180), with the names of the JSON, in pieces. Money is in satang, times are ISO 8601 with +07:00. A
 * comment would be a row to those who parse it: that it is no issued report, and of which scope, stands in each row. The
 * link stands in the first one alone: it would double the size.
 */
export function* csvOf(
  rows: Iterable<FigureRow>,
  {
    by,
    asOf,
    simulated,
    scope,
    link,
  }: { by: readonly string[]; asOf: number; simulated: boolean; scope: Scope; link: string },
): Generator<string> {
  const header = [
    ...["metric", "at", ...by, "value", "numerator", "denominator", "atLeast", "state", "heard"],
    ...["maxAgeSeconds", "missingSources", "missingOf", "asOf", "simulated"],
    ...["issued", "scope", "link"],
  ];
  const limited = { text: scopeIn(scope) };
  let isFirst = true;
  const cellsOf = (row: FigureRow): Cell[] => [
    { text: row.metric },
    stamp(row.at),
    ...by.map((name) => ({ text: row.slice[name] ?? "" })),
    ...[row.value, row.numerator, row.denominator, row.atLeast ? "true" : "false", row.state],
    ...[row.heard === null ? null : stamp(row.heard), row.maxAgeSeconds],
    ...[{ text: row.missing?.sources.join(" ") ?? "" }, row.missing?.of],
    ...[stamp(asOf), String(simulated), "false", limited],
  ];
  const lineWith = (row: FigureRow) => {
    const line = lineOf([...cellsOf(row), isFirst ? { text: link } : null]);
    isFirst = false;
    return line;
  };
  yield BOM + lineOf(header);
  for (const piece of inPieces(rows)) yield piece.map(lineWith).join("");
}
