import type { Slice } from "#wire/figures.ts";
import type { ReportFigure, Table } from "#wire/reports.ts";
import { columnAim, comparedWithAim } from "./aimed.ts";
import type { PageBlock, Said } from "./page.ts";
import { changeText, isOfMoney, partsText, unitText, valueText } from "./values.ts";
import type { Writing } from "./writing.ts";

/** The name of a row. */
function rowName({ words, nameOf }: Writing, by: string, slice: Slice): string {
  const code = new Map(Object.entries(slice)).get(by) ?? "";
  return by === "hop" ? `${words.dimensions.get(by)} ${code}` : nameOf(by, code);
}

/** A table of the document as it stands on the page. */
export function tableOf({ by, rows }: Table, writing: Writing, said: Said): PageBlock {
  const { words, figure, definition, metricName, lang, ratio } = writing;
  if (by === null) {
    const aims = rows.map(({ figures: [place] }) =>
      comparedWithAim(figure(place!), definition(figure(place!)), writing),
    );
    const isCompared = aims.some((text) => text !== "");
    return {
      kind: "table",
      head: [words.item, words.value, words.before, words.change, ...(isCompared ? [words.aim] : [])].map(
        said,
      ),
      widths: isCompared ? 5 : 4,
      ...(isCompared ? { isLastWide: true as const } : {}),
      rows: rows.map(({ figures: [place], before: [then] }, at) => {
        const now = figure(place!);
        const known = definition(now);
        const past = then === null || then === undefined ? null : figure(then);
        const parts = partsText(now, known);
        return {
          isTotal: false,
          cells: [
            metricName(known),
            [valueText(now, known, lang), hasValue(now) ? unitText(known, lang) : "", parts && `(${parts})`]
              .filter(Boolean)
              .join(" "),
            past ? valueText(past, known, lang) : words.none,
            changeText(now, past, known, ratio, lang) || words.none,
            ...(isCompared ? [aims[at] || words.none] : []),
          ].map(said),
        };
      }),
    };
  }
  const columns = rows[0]?.figures.map((place) => definition(figure(place))) ?? [];
  const isPattern = columns[0]?.metric === "reports.filed";
  return {
    kind: "table",
    head: [
      words.dimensions.get(by) ?? by,
      ...columns.map((each) => {
        const unit = unitText(each, lang);
        const aim = columnAim(each.metric, by, each, writing);
        return [metricName(each), unit && `(${unit})`, aim && `(${words.aim} ${aim})`]
          .filter(Boolean)
          .join(" ");
      }),
      ...(isPattern ? [words.change] : []),
    ].map(said),
    widths: columns.length + 1 + (isPattern ? 1 : 0),
    rows: rows.map((row) => {
      const [first] = row.figures;
      const [then] = row.before;
      return {
        isTotal: row.isTotal ?? false,
        cells: [
          row.isTotal ? words.total : rowName(writing, by, row.slice),
          ...row.figures.map((place) => {
            const now = figure(place);
            const known = definition(now);
            const parts = isOfMoney(known.metric) ? "" : partsText(now, known);
            return [valueText(now, known, lang), parts && `(${parts})`].filter(Boolean).join(" ");
          }),
          ...(isPattern
            ? [
                changeText(
                  figure(first!),
                  then === null || then === undefined ? null : figure(then),
                  columns[0]!,
                  ratio,
                  lang,
                ) || words.none,
              ]
            : []),
        ].map(said),
      };
    }),
  };
}

const hasValue = ({ value, state }: ReportFigure) => value !== null && state !== "no-data";
