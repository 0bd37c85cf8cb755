import { type Static, Type } from "@sinclair/typebox";
import { SCOPE } from "#wire/access.schema.ts";
import type { FigureRow, FigureState, PrintedAnswer } from "#wire/figures.ts";
import { nullable, oneOf } from "#wire/schema.ts";
import { FileReply, Reply, type ReplyBody, route } from "../http/route.ts";
import { CELLS } from "../store/cells.ts";
import { csvOf } from "./csv.ts";
import type { Figures } from "./figures.ts";
import { jsonOf } from "./json.ts";
import { DESCRIPTION } from "./metric.ts";
import { narrow } from "./narrow.ts";
import { inTurns } from "./pieces.ts";
import { FIGURES_QUERY, mostOf, questionOf, questionRules } from "./question.ts";
import { METRICS } from "./registry.ts";

export interface FigureNeeds {
  figures: Figures;
  /** Writes the rows of an answer as a workbook, in pieces. */
  sheetOf: (
    table: Pick<PrintedAnswer, "asOf" | "simulated" | "lang" | "scope"> & {
      rows: AsyncIterable<FigureRow>;
      metrics: readonly string[];
      by: readonly string[];
      link: string;
    },
  ) => AsyncIterable<Uint8Array>;
  /** The whole address of the page that shows an answer again. */
  linkOf: (asked: Pick<PrintedAnswer, "question" | "asOf" | "lang">) => string;
  /** Draws an answer as PDF. */
  pagesOf: (answer: PrintedAnswer, signal: AbortSignal) => Promise<Uint8Array>;
}

/** Rows of a PDF: about a hundred pages, and five seconds of drawing. */
const MOST_PRINTED = 4_000;

const STATES = ["open", "provisional", "settled", "no-data"] as const satisfies readonly FigureState[];
const number = Type.Union([Type.Number(), Type.String({ pattern: "^-?\\d+$" })], {
  description: "integers beyond 2^53 − 1 are a string of digits",
});
/** A row of an answer. */
export const FIGURE = Type.Object({
  metric: Type.String(),
  at: Type.String({ format: "date-time", description: "start of the bucket" }),
  slice: Type.Record(Type.String(), Type.String()),
  value: nullable(number, { description: "null: no data, or nothing to divide by" }),
  numerator: Type.Optional(number),
  denominator: Type.Optional(number),
  atLeast: Type.Optional(
    Type.Literal(true, { description: "the percentile lies past 7 days: value, or more" }),
  ),
  state: oneOf(STATES, {
    description:
      "open: the bucket is running. provisional: a source has not yet spoken past its end. settled: all have",
  }),
  heard: nullable(Type.Number(), { description: "its age counts from here; epoch ms; null: never" }),
  maxAgeSeconds: Type.Integer({
    description: "after so many seconds of silence it is no longer current",
  }),
  missing: Type.Optional(
    Type.Object(
      { sources: Type.Array(Type.String()), of: Type.Integer() },
      { description: "sources that are silent or behind, and so are missing from it, and of how many" },
    ),
  ),
});
const FIGURES_ANSWER = Type.Object({
  asOf: Type.String({ format: "date-time" }),
  simulated: Type.Optional(Type.Literal(true)),
  issued: Type.Optional(Type.Literal(false, { description: "of a file: it is no issued report" })),
  scope: Type.Optional(SCOPE),
  link: Type.Optional(Type.String({ description: "of a file: the page that shows the same figures" })),
  rows: Type.Array(FIGURE),
});
export type FiguresAnswer = Static<typeof FIGURES_ANSWER>;

const METRIC = Type.Object({
  ...DESCRIPTION.properties,
  dimensions: Type.Array(Type.String(), { description: "what it can be sliced and filtered by" }),
});

const november = { from: "2026-11-01", to: "2026-12-01" };

export const FIGURE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/figures",
    right: "read",
    limit: "within",
    summary: "Figures of a window, by step and dimension, also as they were known at a moment",
    description:
      "`from` is inclusive, `to` exclusive; days are Bangkok days. `by` slices; a dimension's name filters. `asOf` gives the figures as they were known then. Money is in satang. Zero is a number, no data is not zero. A percentile is the time at the rank ⌈p ÷ 100 × n⌉ of n times in ascending order; from 1 s to 7 days it is within 1 % of the exact one. Who is limited to some banks, provinces or agencies is told of those alone; a metric that is not counted by what is limited is `forbidden`. `format=csv` answers with the same rows as CSV (UTF-8 with a byte order mark), times in Bangkok time; `format=xlsx` as a workbook with true numbers and dates, money in baht, named in the language of `lang`; `format=pdf` as pages of at most 4,000 rows with charts and definitions, which are no issued report: they are not signed; `format=json` as a file. Each of these files says so, with its moment, its scope and the link that shows the same figures: CSV and workbook in columns of their own (`issued`, `scope`, `link`), the link in the first row. Such an export is audited. Any other answer has up to 1,048,575 rows, a sheet's worth, in each format; more, or what takes the database over 30 s, is refused with what to ask instead.",
    query: FIGURES_QUERY,
    answer: FIGURES_ANSWER,
    replies: {
      "text/csv": "The same rows, a column for each dimension of `by`.",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "The same rows as a workbook.",
      "application/pdf": "The same rows as pages: what was asked, charts, a table and the definitions.",
    },
    faults: ["too-many-rows", "busy", "unavailable"],
    rules: (_needs, { query }) => questionRules(query),
    examples: [
      {
        what: "Freezes held within the hour, by bank and day",
        query: { metric: "freezes.sla_60m", ...november, step: "day", by: "bank" },
      },
      {
        what: "Two banks' freezes in total, as known at a moment, as CSV",
        query: {
          metric: "freezes.requested,freezes.held_satang",
          ...november,
          bank: "KBANK,SCB",
          asOf: "2026-11-21T14:05:00+07:00",
          format: "csv",
        },
      },
    ],
    run: async ({ figures, sheetOf, pagesOf, linkOf }: FigureNeeds, { query, visitor, signal }) => {
      const { asOf, ...question } = questionOf(query);
      const most = query.format === "pdf" ? Math.min(MOST_PRINTED, mostOf(query)) : mostOf(query);
      const answer = await figures.answer(visitor.scope, question, asOf, signal, most);
      const lang = query.lang ?? "th";
      const file = (format: string, type: string, body: ReplyBody) =>
        new FileReply(
          { deed: "figures.exported", of: { kind: "figures", id: format } },
          { name: `figures.${format}`, type },
          body,
        );
      const { asOf: moment, simulated } = answer;
      const { scope } = visitor;
      // Of what was answered: whoever may see more is shown no more by it.
      const answered = narrow(question, scope);
      const told = { scope, link: linkOf({ question: answered, asOf: moment, lang }) };
      switch (query.format) {
        case "xlsx":
          return file(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            sheetOf({
              ...answer,
              ...told,
              rows: inTurns(answer.rows),
              metrics: question.metrics,
              by: question.by ?? [],
              lang,
            }),
          );
        case "pdf": {
          const rows = [...answer.rows];
          const pages = await pagesOf(
            { question: answered, rows, asOf: moment, simulated, lang, scope },
            signal,
          );
          return file("pdf", "application/pdf", Buffer.from(pages));
        }
        case "csv":
          return file(
            "csv",
            "text/csv; charset=utf-8; header=present",
            csvOf(answer.rows, { by: question.by ?? [], asOf: moment, simulated, ...told }),
          );
        case "json":
          return file("json", "application/json; charset=utf-8", jsonOf(answer, told));
        default:
          return new Reply({ "Content-Type": "application/json; charset=utf-8" }, jsonOf(answer));
      }
    },
  }),
  route({
    method: "GET",
    path: "/v1/metrics",
    right: "read",
    limit: "same",
    isConstant: true,
    summary: "Every metric with its unit, formula and event types",
    answer: Type.Array(METRIC),
    examples: [{ what: "All metrics" }],
    run: () =>
      [...METRICS.values()].map(({ derive: _, times: _times, made: _made, ...metric }) => ({
        ...metric,
        dimensions: Object.keys(CELLS[metric.cells].dimensions),
      })),
  }),
];
