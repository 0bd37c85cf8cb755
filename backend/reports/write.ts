import type { Document } from "#wire/reports.ts";
import { hhmmss, longDate } from "#writing/dates.ts";
import { formulaIn } from "#writing/formulas.ts";
import { inThai } from "#writing/numerals.ts";
import { objectivesTexts, type Texts, targetsTexts } from "./aimed.ts";
import { codeOf } from "./canonical.ts";
import { comparedText, scopeText, spanText, titleOf } from "./headings.ts";
import type { Page, PageBlock, Printing, Said } from "./page.ts";
import { barsOf } from "./pageBars.ts";
import { changesOf } from "./pageChanges.ts";
import { tableOf } from "./pageTable.ts";
import { drawable, type Piece, pieces } from "./printable.ts";
import { qualityLines } from "./quality.ts";
import { growthLines, leadLine } from "./sentences.ts";
import type { ReportWords } from "./words.ts";
import { type Writing, writingOf } from "./writing.ts";

/** The pages of a document, as texts: the same document and printing give the same texts. */
export function write(
  document: Document,
  hash: string,
  { lang, form, thaiDigits }: Pick<Printing, "lang" | "form" | "thaiDigits">,
): Page {
  const writing = writingOf(document, lang);
  const { words } = writing;
  const said = (text: string): Piece[] => pieces(drawable(thaiDigits ? inThai(text) : text));
  const asOf = `${longDate(document.asOf, lang)} ${hhmmss(document.asOf)}`;
  const title = titleOf(document, lang);
  const { memo } = document;
  const fact = (label: string, text: string): [Piece[], Piece[]] => [said(label), said(text)];
  return {
    lang,
    form: memo ? form : "plain",
    isDraft: document.isDraft,
    thaiDigits,
    draft: said(words.draft),
    title: drawable(title),
    centre: drawable(words.centre),
    heading: said(title),
    facts: [
      fact(words.period, spanText(document, lang)),
      fact(words.compared, comparedText(writing)),
      fact(words.scope, scopeText({ ...writing, scope: document.scope })),
      ...(document.edition > 0 ? [fact(words.edition, String(document.edition))] : []),
    ],
    memo: memo && {
      title: said(words.memo.title),
      fields: [
        fact(words.memo.unit, memo.unit || words.centre),
        fact(words.memo.number, memo.number),
        fact(words.memo.date, longDate(document.asOf, lang)),
        fact(words.memo.subject, title),
      ],
      to: fact(words.memo.to, memo.to),
    },
    lead: said(leadLine(writing)),
    link: null,
    sections: document.sections
      .map((section, place) => ({
        title: said(`${place + 1}. ${sectionTitle(section.id, document, words)}`),
        blocks: [
          ...(section.refused === null
            ? []
            : [linesOf([words.quality.refused(sectionTitle(section.id, document, words))], said)]),
          ...section.blocks.flatMap((block): PageBlock[] => {
            if (block.kind === "bars") return [barsOf(block, writing, said)];
            if (block.kind === "growth") return [linesOf(growthLines(block, writing), said)];
            if (block.kind === "objectives") return textsOf(objectivesTexts(block, writing), said);
            if (block.kind === "targets") return textsOf(targetsTexts(block, writing), said);
            return [tableOf(block, writing, said)];
          }),
          ...(section.id === "quality" ? [linesOf(qualityLines(writing), said)] : []),
          ...(section.id === "definitions"
            ? [linesOf(definitionLines(writing), (text) => pieces(drawable(text)))]
            : []),
          ...section.blocks.flatMap((block) =>
            block.kind === "table" && block.hidden > 0 ? [linesOf([words.hidden(block.hidden)], said)] : [],
          ),
        ],
      }))
      .concat(
        document.changes.length === 0
          ? []
          : [{ title: said(words.changes), blocks: [changesOf(writing, said)] }],
      ),
    foot: said(
      [
        words.asOf(asOf),
        ...(document.isDraft ? [words.draftFoot] : []),
        ...(document.isPublic ? [words.public] : []),
        ...(document.isSimulated ? [words.simulated] : []),
      ].join(" · "),
    ),
    code: document.isDraft ? "" : `${words.code} ${codeOf(hash)}`,
    page: [words.page[0]!, words.page[1]!],
  };
}

const linesOf = (lines: readonly string[], said: Said): PageBlock => ({
  kind: "lines",
  lines: lines.map(said),
});

const textsOf = ({ head, rows, lines }: Texts, said: Said): PageBlock[] => [
  ...(rows.length === 0
    ? []
    : [
        {
          kind: "table" as const,
          head: head.map(said),
          widths: head.length,
          rows: rows.map((cells) => ({ cells: cells.map(said), isTotal: false })),
        },
      ]),
  ...(lines.length === 0 ? [] : [linesOf(lines, said)]),
];

const sectionTitle = (id: Document["sections"][number]["id"], { isPublic }: Document, words: ReportWords) =>
  id === "freezes" && isPublic ? words.freezesPublic : words.sections[id];

function definitionLines({ document, metricName, lang }: Writing): string[] {
  return document.definitions.map(
    (each) =>
      `${metricName(each)} = ${formulaIn(lang, each)}${each.formulaId ? ` [${each.formulaId}]` : ""} (${each.metric})`,
  );
}
