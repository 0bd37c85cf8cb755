import { dayOf, startOfDay } from "#calendar/days.ts";
import { weekOf } from "#calendar/periods.ts";
import { DAY } from "#calendar/units.ts";
import type { Slice } from "#wire/figures.ts";
import type { Bars, Document, ReportFigure, Table } from "#wire/reports.ts";
import { hhmm, hhmmss, longDate, longMonth, shortDay } from "#writing/dates.ts";
import { formulaIn } from "#writing/formulas.ts";
import type { Lang } from "#writing/lang.ts";
import { marksOf } from "#writing/marks.ts";
import { count } from "#writing/numbers.ts";
import { inThai } from "#writing/numerals.ts";
import { whyText } from "#writing/whys.ts";
import {
  columnAim,
  comparedWithAim,
  judgedName,
  objectivesTexts,
  type Texts,
  targetsTexts,
} from "./aimed.ts";
import { codeOf } from "./canonical.ts";
import { drawable, type Piece, pieces } from "./printable.ts";
import { qualityLines } from "./quality.ts";
import { growthLines, leadLine } from "./sentences.ts";
import { changeText, isOfMoney, partsText, unitText, valueText } from "./values.ts";
import { REPORT_WORDS, type ReportWords } from "./words.ts";
import { type Writing, writingOf } from "./writing.ts";

/** How a document is printed. */
export interface Printing {
  lang: Lang;
  form: "plain" | "memo";
  /** Thai numerals. */
  thaiDigits: boolean;
  /** What its PDF conforms with; null: with none. */
  standard: Standard | null;
}
/** To be kept for long, its text readable (ISO 19005-2, level U); to be read by a screen reader (ISO 14289-1). */
export const STANDARDS = ["a-2u", "ua-1"] as const;
export type Standard = (typeof STANDARDS)[number];

/** What the template prints: texts in pieces, as they stand on the page. */
export interface Page {
  lang: Lang;
  form: Printing["form"];
  isDraft: boolean;
  draft: Piece[];
  title: string;
  centre: string;
  heading: Piece[];
  facts: [Piece[], Piece[]][];
  memo: { title: Piece[]; fields: [Piece[], Piece[]][]; to: [Piece[], Piece[]] } | null;
  lead: Piece[];
  /** Where what it says can be looked at; null: nowhere. */
  link: string | null;
  sections: { title: Piece[]; blocks: PageBlock[] }[];
  foot: Piece[];
  /** The hash is no number: its digits stay. */
  code: string;
  page: string[];
  thaiDigits: boolean;
}
export type PageBlock =
  | { kind: "lines"; lines: Piece[][] }
  | {
      kind: "table";
      head: Piece[][];
      widths: number;
      isLastWide?: true;
      rows: { cells: Piece[][]; isTotal: boolean }[];
    }
  | { kind: "bars"; alt: string; title: Piece[]; top: Piece[]; bars: PageBar[]; notes: Piece[][] };
/** Heights are shares of the chart's. */
interface PageBar {
  label: Piece[];
  text: Piece[];
  height: number;
  before: number | null;
  /** The numbers of what happened in it; empty: nothing. */
  marks: Piece[];
}

/** 21 พฤศจิกายน 2569; 15–21 …: the days of a period, both included. */
/** What the report is compared with, or why it is not; and the public holidays in which the two differ. */
export function comparedText({ document: { before, holidays, ...period }, words, lang }: Writing): string {
  if (!before) return words.notCompared;
  const within = ({ from, until }: { from: number; until: number }) =>
    (holidays ?? []).filter(({ at }) => at >= from && at < until).length;
  const [then, now] = [within(before), within(period)];
  const isDay = period.until - period.from === DAY;
  const told =
    then === now ? (isDay && now === 1 ? words.bothHolidays : null) : words.holidayCounts(then, now);
  return spanText(before, lang) + (told === null ? "" : ` (${told})`);
}

export function spanText({ from, until }: { from: number; until: number }, lang: Lang): string {
  const last = until - 1;
  if (dayOf(from) === dayOf(last)) return longDate(from, lang);
  return `${longDate(from, lang)} – ${longDate(last, lang)}`;
}

export function titleOf(
  { kind, from, until }: Pick<Document, "kind" | "from" | "until">,
  lang: Lang,
): string {
  const words = REPORT_WORDS[lang];
  if (kind === "monthly") return words.ofMonth(words.titles.monthly, longMonth(from, lang));
  const week = kind === "weekly" ? ` ${words.week(weekOf(dayOf(from)).week)}` : "";
  return `${words.titles[kind]}${week} (${spanText({ from, until }, lang)})`;
}

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

type Said = (text: string) => Piece[];

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

export function scopeText({
  scope: { banks, provinces, agencies },
  words,
  nameOf,
}: Pick<Writing, "words" | "nameOf"> & Pick<Document, "scope">): string {
  const named = [
    ...(banks ?? []).map((code) => nameOf("bank", code)),
    ...(provinces ?? []).map((code) => nameOf("province", code)),
    ...(agencies ?? []).map((code) => nameOf("agency", code)),
  ];
  return banks === null && provinces === null && agencies === null ? words.everything : named.join(", ");
}

/** The name of a row. */
export function rowName({ words, nameOf }: Writing, by: string, slice: Slice): string {
  const code = new Map(Object.entries(slice)).get(by) ?? "";
  return by === "hop" ? `${words.dimensions.get(by)} ${code}` : nameOf(by, code);
}

function tableOf({ by, rows }: Table, writing: Writing, said: Said): PageBlock {
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

function barsOf({ step, bars }: Bars, writing: Writing, said: Said): PageBlock {
  const { document, words, figure, definition, metricName, lang } = writing;
  const sizes = bars.flatMap(({ figure: place, before }) => [
    Number(figure(place).value ?? 0),
    before === null ? 0 : Number(figure(before).value ?? 0),
  ]);
  const most = Math.max(1, ...sizes);
  const name = metricName(definition(figure(bars[0]!.figure)));
  const marks = marksOf(document.annotations ?? [], document, limitsOf(document)).slice(-MOST_MARKS);
  /** The bar that each begins in, or the first one. */
  const places = marks.map(({ note }) =>
    Math.max(
      0,
      bars.findLastIndex(({ figure: place }) => figure(place).from <= note.from),
    ),
  );
  const title = `${name} ${words.steps[step]}`;
  return {
    kind: "bars",
    alt: drawable(words.barsAlt(name, words.steps[step])),
    title: said(bars.some(({ before }) => before !== null) ? `${title} (${words.barsBefore})` : title),
    top: said(count(most)),
    notes: marks.map(({ note }, at) => said(`${at + 1}. ${whenText(note.from, lang)} ${note.text}`)),
    bars: bars.map(({ figure: place, before }, at) => {
      const now = figure(place);
      const past = before === null ? null : figure(before);
      return {
        marks: said(marks.flatMap((_, number) => (places[number] === at ? [number + 1] : [])).join(" ")),
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

function changesOf(writing: Writing, said: Said): PageBlock {
  const { document, words, definition, metricName, nameOf, lang } = writing;
  return {
    kind: "table",
    head: [words.item, words.period, words.was, words.now, words.why].map(said),
    widths: 5,
    isLastWide: true,
    rows: document.changes.map((change) => {
      const known = definition({ metric: change.metric } as ReportFigure);
      const name = Object.entries(change.slice).map(([by, code]) => nameOf(by, code));
      const text = (value: number | string | null) =>
        valueText({ ...change, value, state: "settled", hash: "" }, known, lang);
      return {
        isTotal: false,
        cells: [
          [metricName(known), ...judgedName(change, writing), ...name].join(" · "),
          spanText(change, lang),
          text(change.was),
          text(change.now),
          (change.whys ?? []).map((why) => whyText(why, lang)).join("; ") || words.none,
        ].map(said),
      };
    }),
  };
}

function definitionLines({ document, metricName, lang }: Writing): string[] {
  return document.definitions.map(
    (each) =>
      `${metricName(each)} = ${formulaIn(lang, each)}${each.formulaId ? ` [${each.formulaId}]` : ""} (${each.metric})`,
  );
}
