import type { FigureRow, Slice } from "#wire/figures.ts";
import type { ReportFigure } from "#wire/reports.ts";
import { canonical, hashOf } from "./canonical.ts";
import type { Span } from "./period.ts";

/** The figures of a document, each once, by their places. */
export interface Book {
  figures: ReportFigure[];
  add(row: FigureRow, span: Span): number;
  /** One that is not an answer of the figures. */
  put(figure: Omit<ReportFigure, "hash">): number;
}

type Question = Pick<ReportFigure, "metric" | "slice" | "from" | "until" | "judged">;

/** What a figure answers: the same question is the same text. */
export const keyOf = ({ metric, slice, from, until, judged }: Question) =>
  canonical({
    metric,
    slice,
    from,
    until,
    judged: judged && { by: judged.by, id: judged.id, part: judged.part },
  });

/** @param isPublic sources are counted, not named: a name may be a bank's */
export function openBook(isPublic: boolean): Book {
  const figures: ReportFigure[] = [];
  const places = new Map<string, number>();
  function put(given: Omit<ReportFigure, "hash">): number {
    const key = keyOf(given);
    const known = places.get(key);
    if (known !== undefined) return known;
    const missing = given.missing && { ...given.missing, sources: isPublic ? [] : given.missing.sources };
    const figure = { ...given, ...(missing ? { missing } : {}) };
    places.set(key, figures.length);
    figures.push({ ...figure, hash: hashOf(figure) });
    return figures.length - 1;
  }
  return {
    figures,
    put,
    add(row, { from, until }) {
      const { metric, slice, value, numerator, denominator, atLeast, state, missing } = row;
      return put({
        metric,
        slice,
        from,
        until,
        value,
        state,
        ...(numerator === undefined ? {} : { numerator }),
        ...(denominator === undefined ? {} : { denominator }),
        ...(atLeast ? { atLeast } : {}),
        ...(missing ? { missing } : {}),
      });
    },
  };
}

/** Slices in one order, so that the same data is the same document. */
export const sliceKey = (slice: Slice) => canonical(slice);
