import { startOfDay } from "#calendar/days.ts";
import type { Bars, Document } from "#wire/reports.ts";
import { hhmm, shortDay } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { type Limits, marksOf, type Noted } from "#writing/marks.ts";
import { count } from "#writing/numbers.ts";
import type { PageBlock, Said } from "./page.ts";
import type { Piece } from "./printable.ts";
import { drawable } from "./printable.ts";
import type { Writing } from "./writing.ts";

/** What happened that a chart has room for; the newest. */
const MOST_MARKS = 9;

const limitsOf = ({ scope: { banks, provinces, agencies } }: Document) => ({
  ...(banks ? { bank: banks } : {}),
  ...(provinces ? { province: provinces } : {}),
  ...(agencies ? { agency: agencies } : {}),
});

/** 20 พ.ย., or with its time where it is of a moment. */
const whenText = (at: number, lang: Lang) =>
  startOfDay(at) === at ? shortDay(at, lang) : `${shortDay(at, lang)} ${hhmm(at)}`;

/**
 * What happened, as a chart of the page has it: numbers at its bars, and what they stand for below it.
 * @param begins when each bar begins, in order
 */
export function markedBars(
  noted: readonly Noted[],
  window: { from: number; until: number },
  limits: Limits,
  begins: readonly number[],
  { said, lang }: { said: Said; lang: Lang },
): { notes: Piece[][]; at(bar: number): Piece[] } {
  const marks = marksOf(noted, window, limits).slice(-MOST_MARKS);
  /** The bar that each begins in, or the first one. */
  const places = marks.map(({ note }) =>
    Math.max(
      0,
      begins.findLastIndex((from) => from <= note.from),
    ),
  );
  return {
    notes: marks.map(({ note }, at) => said(`${at + 1}. ${whenText(note.from, lang)} ${note.text}`)),
    at: (bar) => said(marks.flatMap((_, number) => (places[number] === bar ? [number + 1] : [])).join(" ")),
  };
}

/** A chart of the document as it stands on the page. */
export function barsOf({ step, bars }: Bars, writing: Writing, said: Said): PageBlock {
  const { document, words, figure, definition, metricName, lang } = writing;
  const sizes = bars.flatMap(({ figure: place, before }) => [
    Number(figure(place).value ?? 0),
    before === null ? 0 : Number(figure(before).value ?? 0),
  ]);
  const most = Math.max(1, ...sizes);
  const name = metricName(definition(figure(bars[0]!.figure)));
  const begins = bars.map(({ figure: place }) => figure(place).from);
  const marked = markedBars(document.annotations ?? [], document, limitsOf(document), begins, { said, lang });
  const title = `${name} ${words.steps[step]}`;
  return {
    kind: "bars",
    alt: drawable(words.barsAlt(name, words.steps[step])),
    title: said(bars.some(({ before }) => before !== null) ? `${title} (${words.barsBefore})` : title),
    top: said(count(most)),
    notes: marked.notes,
    bars: bars.map(({ figure: place, before }, at) => {
      const now = figure(place);
      const past = before === null ? null : figure(before);
      return {
        marks: marked.at(at),
        label: said(step === "hour" ? hhmm(now.from).slice(0, 2) : labelOf(now.from, step, lang)),
        text: bars.length <= 12 ? said(now.value === null ? "" : count(now.value)) : [],
        height: Number(now.value ?? 0) / most,
        before: past && past.value !== null ? Number(past.value) / most : null,
      };
    }),
  };
}

function labelOf(at: number, step: "day" | "month", lang: Lang): string {
  const [date, month] = shortDay(at, lang).split(" ");
  return step === "month" ? month! : date!;
}
