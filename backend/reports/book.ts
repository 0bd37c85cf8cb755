import type { FigureRow, Slice } from "#wire/figures.ts";
import type { ReportFigure } from "#wire/reports.ts";
import { canonical, hashOf } from "./canonical.ts";
import type { Span } from "./period.ts";

/** The figures of a document, each once, by their places. */
export interface Book {
  figures: ReportFigure[];
  add(row: FigureRow, span: Span): number;
}

type Question = Pick<ReportFigure, "metric" | "slice" | "from" | "until">;

/** What a figure answers: the same question is the same text. */
export const keyOf = ({ metric, slice, from, until }: Question) => canonical({ metric, slice, from, until });

/** @param isPublic sources are counted, not named: a name may be a bank's */
export function openBook(isPublic: boolean): Book {
  const figures: ReportFigure[] = [];
  const places = new Map<string, number>();
  return {
    figures,
    add(row, { from, until }) {
      const key = keyOf({ ...row, from, until });
      const known = places.get(key);
      if (known !== undefined) return known;
      const { metric, slice, value, numerator, denominator, atLeast, state } = row;
      const missing = row.missing && { ...row.missing, sources: isPublic ? [] : row.missing.sources };
      const figure = {
        ...{ metric, slice, from, until, value, state },
        ...(numerator === undefined ? {} : { numerator }),
        ...(denominator === undefined ? {} : { denominator }),
        ...(atLeast ? { atLeast } : {}),
        ...(missing ? { missing } : {}),
      };
      places.set(key, figures.length);
      figures.push({ ...figure, hash: hashOf(figure) });
      return figures.length - 1;
    },
  };
}

/** Slices in one order, so that the same data is the same document. */
export const sliceKey = (slice: Slice) => canonical(slice);
