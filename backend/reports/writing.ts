import type { Definition, Document, ReportFigure } from "#wire/reports.ts";
import type { Lang } from "#writing/lang.ts";
import { REPORT_WORDS, type ReportWords } from "./words.ts";

/** What the texts of a document are made with. */
export interface Writing {
  document: Document;
  words: ReportWords;
  lang: Lang;
  figure(place: number): ReportFigure;
  definition(figure: ReportFigure): Definition;
  nameOf(by: string, code: string): string;
  metricName(definition: Definition): string;
  /** The length of the period ÷ that of the one before. */
  ratio: number;
}

/** A channel or agency that no source has named, as the cells call it. */
const UNSAID = "unknown";

/** What stands for a code that has no name. */
export const nameless = (code: string, words: Pick<ReportWords, "unknown">) =>
  code === UNSAID ? words.unknown : code;

export function writingOf(document: Document, lang: Lang): Writing {
  const { before } = document;
  const words = REPORT_WORDS[lang];
  const definitions = new Map(document.definitions.map((each) => [each.metric, each]));
  const names = new Map(document.names.map((each) => [`${each.by} ${each.code}`, each[lang]]));
  return {
    document,
    lang,
    words,
    figure: (place) => document.figures[place]!,
    definition: ({ metric }) => definitions.get(metric)!,
    nameOf: (by, code) => names.get(`${by} ${code}`) ?? nameless(code, words),
    metricName: (definition) => definition[lang],
    ratio: before ? (document.until - document.from) / (before.until - before.from) : 1,
  };
}
