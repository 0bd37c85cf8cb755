import { startOfDay } from "#calendar/days.ts";
import { momentText } from "#calendar/stamp.ts";
import { type FigureRow, NO_CODE, type PrintedAnswer, type Slice } from "#wire/figures.ts";
import type { Definition, ReportFigure } from "#wire/reports.ts";
import { hhmm, hhmmss, longDate, shortDay } from "#writing/dates.ts";
import { formulaIn } from "#writing/formulas.ts";
import type { Lang } from "#writing/lang.ts";
import type { Noted } from "#writing/marks.ts";
import { count } from "#writing/numbers.ts";
import { hashOf } from "./canonical.ts";
import { type Words as Centre, definitionOf, registryOf } from "./compose.ts";
import { scopeText, spanText } from "./headings.ts";
import type { Page, PageBlock } from "./page.ts";
import { markedBars } from "./pageBars.ts";
import { drawable, type Piece, pieces } from "./printable.ts";
import { isOfMoney, partsText, unitText, valueText } from "./values.ts";
import { REPORT_WORDS } from "./words.ts";
import { nameless } from "./writing.ts";

/** Charts of an answer: each is of one figure and slice. */
const MOST_CHARTS = 8;
/** Bars that can still be told from one another across a page. */
const MOST_BARS = 400;
/** Labels that fit below them. */
const MOST_LABELS = 31;

const SAID = {
  th: {
    title: "ตัวเลขตามที่ถาม",
    asked: "ถาม",
    step: "ช่วงละ",
    steps: { minute: "นาที", hour: "ชั่วโมง", day: "วัน", total: "ทั้งช่วง" },
    by: "แยกตาม",
    time: "เวลา",
    charts: "แผนภูมิ",
    table: "ตาราง",
    registry: "รุ่นของนิยาม (SHA-256)",
    moreCharts: (shown: number, of: number) => `แสดงแผนภูมิ ${shown} จาก ${of} ค่าทั้งหมดอยู่ในตาราง`,
    notIssued: "ไม่ใช่รายงานที่ศูนย์ออก",
    lead: "เอกสารนี้เป็นคำตอบของคำถามหนึ่งครั้ง ไม่ใช่รายงานที่ศูนย์ออก จึงไม่มีลายเซ็นดิจิทัลและไม่มีฉบับที่เก็บไว้ ตรวจสอบตัวเลขได้จากลิงก์นี้ ซึ่งแสดงตัวเลขเดียวกัน ตามที่ทราบ ณ เวลาเดียวกัน แก่ผู้มีสิทธิ์ในขอบเขตนี้",
  },
  en: {
    title: "Figures as asked",
    asked: "Asked",
    step: "Step",
    steps: { minute: "a minute", hour: "an hour", day: "a day", total: "the whole window" },
    by: "By",
    time: "Time",
    charts: "Charts",
    table: "Table",
    registry: "Version of the definitions (SHA-256)",
    moreCharts: (shown: number, of: number) => `${shown} of ${of} charts are shown; the table has all values`,
    notIssued: "not an issued report",
    lead: "This is the answer to one question, not an issued report: it is not signed, and no copy of it is kept. Its figures can be checked by this link, which shows whoever has a right to this scope the same figures, as known at the same moment:",
  },
} as const;

/** Where /explore shows the answer again: the question as it stands in that page's address, as of the moment of the answer. */
export function addressOf({
  question,
  asOf,
  lang,
}: Pick<PrintedAnswer, "question" | "asOf" | "lang">): string {
  const { metrics, from, until, step, by = [], only = {} } = question;
  const asked = {
    metric: metrics.join(","),
    from: momentText(from),
    to: momentText(until),
    step,
    ...(by.length > 0 ? { by: by.join(",") } : {}),
    ...Object.fromEntries(Object.entries(only).map(([name, codes]) => [name, codes.join(",") || NO_CODE])),
    asOf: momentText(asOf),
    ...(lang === "en" ? { lang } : {}),
  };
  // Commas and colons need no code there, and are easier to read on paper.
  const written = (text: string) => encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `/explore?${Object.entries(asked)
    .map(([name, text]) => `${name}=${written(text)}`)
    .join("&")}`;
}

/**
 * The pages of an answer: what was asked, a chart for each figure and slice, the table, and the definitions.
 * @param noted what happened, as it was known at the moment of the answer
 * @param linkTo the whole address of one of our pages
 */
export function figuresPage(
  { question, rows, asOf, simulated, lang, scope }: PrintedAnswer,
  centre: Centre,
  noted: readonly Noted[],
  linkTo: (page: string) => string,
): Page {
  const [words, told] = [REPORT_WORDS[lang], SAID[lang]];
  const { from, until, step, by = [], only = {} } = question;
  const said = (text: string): Piece[] => pieces(drawable(text));
  const definitions = new Map(question.metrics.map((id) => [id, definitionOf(id, centre)]));
  const names = new Map(
    centre.codes.map(({ kind, code, shortTh, shortEn }) => [
      `${kind} ${code}`,
      lang === "th" ? shortTh : shortEn,
    ]),
  );
  const dimension = (name: string) => words.dimensions.get(name) ?? name;
  const nameOf = (name: string, code: string) =>
    name === "hop" ? `${dimension(name)} ${code}` : (names.get(`${name} ${code}`) ?? nameless(code, words));
  const sliceName = (slice: Slice) =>
    Object.entries(slice)
      .map(([name, code]) => nameOf(name, code))
      .join(" · ");
  const timed = (at: number) => `${longDate(at, lang)} ${hhmm(at)}`;
  const isOfDays = [from, until].every((at) => startOfDay(at) === at);
  const fact = (label: string, text: string): [Piece[], Piece[]] => [said(label), said(text)];
  const title = `${told.title}: ${[...definitions.values()].map((each) => each[lang]).join(", ")}`;
  const charts = chartsOf(rows);
  const shown = charts.slice(0, MOST_CHARTS);
  const labelOf = (at: number) =>
    step === "day" ? shortDay(at, lang).split(" ")[0]! : step === "hour" ? hhmm(at).slice(0, 2) : hhmm(at);

  function chart({ metric, slice, rows: bars }: Chart): PageBlock {
    const definition = definitions.get(metric)!;
    const most = Math.max(0, ...bars.map(({ value }) => Number(value ?? 0)));
    const every = Math.ceil(bars.length / MOST_LABELS);
    const of = Object.entries(slice).map(([name, code]) => [name, [code]]);
    const limits = { ...only, ...Object.fromEntries(of) };
    const begins = bars.map(({ at }) => at);
    const marked = markedBars(noted, { from, until }, limits, begins, { said, lang });
    const name = [definition[lang], sliceName(slice)].filter(Boolean).join(" · ");
    return {
      kind: "bars",
      alt: drawable(words.barsAlt(name, told.steps[step])),
      title: said(`${name} (${told.step} ${told.steps[step]})`),
      top: said(
        most === 0
          ? "0"
          : valueText({ ...figureOf(bars[0]!), state: "settled", value: most }, definition, lang),
      ),
      notes: marked.notes,
      bars: bars.map((row, place) => ({
        marks: marked.at(place),
        label: place % every === 0 ? said(labelOf(row.at)) : [],
        text:
          bars.length <= 12 && definition.unit === "count" && row.value !== null
            ? said(count(row.value))
            : [],
        height: most === 0 ? 0 : Number(row.value ?? 0) / most,
        before: null,
      })),
    };
  }
  const isMarked = rows.some(({ state }) => state === "open" || state === "provisional");
  return {
    lang,
    form: "plain",
    isDraft: false,
    thaiDigits: false,
    draft: [],
    title: drawable(title),
    centre: drawable(words.centre),
    heading: said(title),
    facts: [
      fact(words.period, isOfDays ? spanText(question, lang) : `${timed(from)} – ${timed(until)}`),
      fact(told.step, told.steps[step]),
      fact(words.scope, scopeText({ scope, words, nameOf })),
      ...(by.length > 0 ? [fact(told.by, by.map(dimension).join(", "))] : []),
      ...Object.entries(only).map(([name, codes]) =>
        fact(dimension(name), codes.map((code) => nameOf(name, code)).join(", ") || words.none),
      ),
    ],
    memo: null,
    lead: said(told.lead),
    link: linkTo(addressOf({ question, asOf, lang })),
    sections: [
      ...(shown.length === 0
        ? []
        : [
            {
              title: said(told.charts),
              blocks: [
                ...shown.map(chart),
                ...(shown.length < charts.length
                  ? [{ kind: "lines" as const, lines: [said(told.moreCharts(shown.length, charts.length))] }]
                  : []),
              ],
            },
          ]),
      {
        title: said(told.table),
        blocks: [
          table(),
          { kind: "lines", lines: [...(isMarked ? [words.marked] : []), words.quality.zero].map(said) },
        ],
      },
      {
        title: said(words.sections.definitions),
        blocks: [
          {
            kind: "lines",
            lines: [
              ...[...definitions.values()].map(
                (each) => `${each[lang]} = ${formulaIn(lang, each)} (${each.metric})`,
              ),
              `${told.registry}: ${registryOf(centre)}`,
            ].map((text) => pieces(drawable(text))),
          },
        ],
      },
    ],
    foot: said(
      [
        words.asOf(`${longDate(asOf, lang)} ${hhmmss(asOf)}`),
        told.notIssued,
        ...(simulated ? [words.simulated] : []),
      ].join(" · "),
    ),
    code: `SHA-256 ${hashOf({ question, asOf, registry: registryOf(centre), rows }).slice(0, 16)}`,
    page: [words.page[0]!, words.page[1]!],
  };

  function table(): PageBlock {
    const lines = new Map<string, { at: number; slice: Slice; cells: Map<string, FigureRow> }>();
    for (const row of rows) {
      const key = `${row.at} ${JSON.stringify(row.slice)}`;
      const line = lines.get(key) ?? { at: row.at, slice: row.slice, cells: new Map() };
      lines.set(key, line);
      line.cells.set(row.metric, row);
    }
    const head = [
      told.time,
      ...by.map(dimension),
      ...[...definitions.values()].map((each) => {
        const unit = unitText(each, lang);
        return unit ? `${each[lang]} (${unit})` : each[lang];
      }),
    ];
    return {
      kind: "table",
      head: head.map(said),
      widths: head.length,
      rows: [...lines.values()]
        .sort((a, b) => a.at - b.at)
        .map(({ at, slice, cells }) => ({
          isTotal: false,
          cells: [
            step === "day" ? longDate(at, lang) : timed(at),
            ...by.map((name) => nameOf(name, new Map(Object.entries(slice)).get(name) ?? "")),
            ...[...definitions].map(([metric, definition]) => {
              const row = cells.get(metric);
              return row ? cellOf(figureOf(row), definition, lang) : words.none;
            }),
          ].map(said),
        })),
    };
  }

  function figureOf(row: FigureRow): ReportFigure {
    return { ...row, from: row.at, until: row.at, hash: "" } as ReportFigure;
  }
}

function cellOf(figure: ReportFigure, definition: Definition, lang: Lang): string {
  const parts = isOfMoney(definition.metric) ? "" : partsText(figure, definition);
  return [valueText(figure, definition, lang), parts && `(${parts})`].filter(Boolean).join(" ");
}

interface Chart {
  metric: string;
  slice: Slice;
  rows: FigureRow[];
}

/** Each figure and slice over time, as far as there are bars to draw. */
function chartsOf(rows: readonly FigureRow[]): Chart[] {
  const charts = new Map<string, Chart>();
  for (const row of rows) {
    const key = `${row.metric} ${JSON.stringify(row.slice)}`;
    const chart = charts.get(key) ?? { metric: row.metric, slice: row.slice, rows: [] };
    charts.set(key, chart);
    chart.rows.push(row);
  }
  return [...charts.values()].filter(({ rows: bars }) => bars.length > 1 && bars.length <= MOST_BARS);
}
