import { stamp } from "#calendar/stamp.ts";
import type { Document } from "#wire/reports.ts";
import { BOM, type Cell, lineOf } from "#writing/csv.ts";
import { rowsOf } from "./rows.ts";

/** The figures of a report as CSV (RFC 4180), one a line. Money is in satang, times are ISO 8601 with +07:00. */
export function csvOf(document: Document, hash: string): string {
  const header = [
    ...[
      "section",
      "metric",
      "name",
      "from",
      "until",
      "slice",
      "sliceName",
      "value",
      "numerator",
      "denominator",
    ],
    ...[
      "unit",
      "state",
      "compared",
      "missingSources",
      "missingOf",
      "asOf",
      "report",
      "edition",
      "hash",
      "draft",
    ],
    ...["aim", "aimPart", "target", "targetPerDay", "missed", "pending", "verdict", "why"],
  ];
  const lines = rowsOf(document, "th").map(
    ({ section, figure, definition, isBefore, slice, sliceName, aim }) =>
      lineOf([
        ...[section, figure.metric, { text: definition.th }, stamp(figure.from), stamp(figure.until)],
        ...[{ text: slice }, { text: sliceName }, figure.value, figure.numerator, figure.denominator],
        ...[definition.unit, figure.state, isBefore ? "before" : "now"],
        ...[{ text: figure.missing?.sources.join(" ") ?? "" }, figure.missing?.of],
        ...[stamp(document.asOf), document.id, document.edition, hash, String(document.isDraft)],
        ...[aim && `${aim.aim.by}:${aim.aim.id}@${aim.aim.version}`, aim?.part, aim?.target],
        ...[aim && String(aim.aim.isPerDay), aim?.missed, figure.pending, aim?.verdict, aim?.why],
      ] satisfies Cell[]),
  );
  return [BOM, lineOf(header), ...lines].join("");
}
