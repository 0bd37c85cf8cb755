import { type Static, Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { COMPOSITION, REPORT_KINDS, SECTIONS } from "#wire/composition.schema.ts";
import { DOCUMENT, SIGNED } from "#wire/reportDocument.schema.ts";
import { CHECKED, ISSUED, OBSTACLE } from "#wire/reports.schema.ts";
import type { Composition, Document, Signed } from "#wire/reports.ts";
import { FILE_FORMATS, READERS } from "#wire/schedules.schema.ts";
import { MOMENT, nullable, oneOf } from "#wire/schema.ts";
import { FileReply, Reply, route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import { type Format, fileOf } from "./files.ts";
import { type Printing, STANDARDS, type Standard } from "./page.ts";
import type { Reports } from "./reports.ts";

export interface ReportNeeds {
  reports: Reports;
}

const PRINTING = {
  lang: Type.Optional(oneOf(["th", "en"])),
  form: Type.Optional(oneOf(["plain", "memo"])),
  digits: Type.Optional(oneOf(["arabic", "thai"])),
  standard: Type.Optional(
    oneOf(STANDARDS, {
      description:
        "of a PDF: `a-2u` to be archived (PDF/A-2u, ISO 19005-2), `ua-1` for screen readers (PDF/UA-1, ISO 14289-1)",
    }),
  ),
};
type PrintingQuery = {
  lang?: "th" | "en";
  form?: "plain" | "memo";
  digits?: "arabic" | "thai";
  standard?: Standard;
};
const codes = Type.Optional(Type.Array(Type.String({ maxLength: 20, description: "codes" })));
const DRAFT = Type.Object(
  {
    kind: oneOf(REPORT_KINDS),
    from: COMPOSITION.properties.from,
    to: COMPOSITION.properties.to,
    sections: Type.Optional(Type.Array(oneOf(SECTIONS))),
    banks: codes,
    provinces: codes,
    agencies: codes,
    public: Type.Optional(oneOf(["true", "false"])),
    unit: Type.Optional(Type.String({ maxLength: 200 })),
    number: Type.Optional(Type.String({ maxLength: 100 })),
    to_person: Type.Optional(Type.String({ maxLength: 200, description: "of a memo: เรียน" })),
    ...PRINTING,
    format: Type.Optional(
      oneOf(["pdf", "xlsx", "csv"], { description: "a draft is not signed: its JSON is the answer itself" }),
    ),
    asOf: Type.Optional(MOMENT),
  },
  { additionalProperties: false, description: "`asOf`: as it was known then" },
);
const ID = Type.Object({ id: Type.String({ maxLength: 60, description: "the id of an issued report" }) });
const FILES = {
  "application/pdf": "The report's pages.",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
    "Its figures, definitions and provenance.",
  "text/csv": "Its figures, one a line.",
};
const printingOf = ({ lang, form, digits, standard }: PrintingQuery): Printing => ({
  lang: lang ?? "th",
  form: form ?? "plain",
  thaiDigits: digits === "thai",
  standard: standard ?? null,
});

function compositionOf(query: Static<typeof DRAFT>): Composition {
  const { kind, from, to, sections, banks, provinces, agencies } = query;
  const given = { to, sections, banks, provinces, agencies };
  const { unit = "", number = "", to_person = "" } = query;
  return {
    kind,
    from,
    ...(Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    ) as Partial<Composition>),
    ...(query.public === "true" ? { public: true } : {}),
    ...(query.form === "memo" && query.public !== "true" ? { memo: { unit, number, to: to_person } } : {}),
  };
}

/** @param id of an issued report; "draft" */
async function fileReplyOf(
  reports: Reports,
  id: string,
  signed: Signed,
  format: Format,
  printing: Printing,
  signal: AbortSignal,
  count?: (run: Run) => Promise<void>,
): Promise<Reply> {
  const { name, type, bytes } = await fileOf(signed, format, printing, (...given) =>
    reports.print(...given, signal),
  );
  return new FileReply({ deed: "report.exported", of: { kind: "report", id } }, { name, type }, bytes, count);
}

const unsigned = (document: Document): Signed => ({ document, hash: "", signature: "", key: "" });
const PAGE_HEIGHT = 841.89;

export const REPORT_ROUTES = [
  route({
    method: "GET",
    path: "/v1/reports",
    right: "report",
    limit: "within",
    summary: "The reports that were issued, the newest first",
    description: "Who is limited is told of those inside the limit, and of public editions.",
    answer: Type.Array(ISSUED),
    examples: [{ what: "All" }],
    run: ({ reports }: ReportNeeds, { visitor }) => reports.list(visitor.scope),
  }),
  route({
    method: "GET",
    path: "/v1/reports/key",
    right: "anyone",
    summary: "The public key that reports are signed with (Ed25519, PEM)",
    answer: null,
    replies: { "application/x-pem-file": "The key." },
    examples: [{ what: "The key" }],
    run: ({ reports }: ReportNeeds) => new Reply({ "Content-Type": "application/x-pem-file" }, reports.pem),
  }),
  route({
    method: "GET",
    path: "/v1/reports/drawing",
    right: "report",
    limit: "same",
    summary: "How far the drawing of pages has got: one document is drawn at a time",
    answer: Type.Object({
      documents: Type.Integer({ description: "that are drawn or wait for it, of everybody" }),
      since: nullable(Type.Integer(), { description: "one is drawn since then, epoch ms; null: none is" }),
    }),
    examples: [{ what: "Now" }],
    run: ({ reports }: ReportNeeds) => reports.renderer.state(),
  }),
  route({
    method: "GET",
    path: "/v1/reports/draft",
    right: "report",
    limit: "within",
    summary: "A report as it would be now: a draft, marked as one",
    description:
      "Days are Bangkok days. A daily, weekly or monthly report is that of the period in which `from` lies; a custom one has whole days from `from` to `to`, both included. Without `format` the answer has the document, what would keep it from being issued, and its pages as one SVG: the compiler's own. Whoever closes the connection cancels it, and nothing is left of it.",
    query: DRAFT,
    answer: Type.Object({
      document: DOCUMENT,
      obstacles: Type.Array(OBSTACLE),
      svg: Type.String({ description: "all pages, one below the other" }),
      pages: Type.Integer(),
    }),
    replies: FILES,
    faults: ["bad-request", "too-many-rows", "busy", "unavailable"],
    examples: [
      { what: "A day", query: { kind: "daily", from: "2026-11-21" } },
      { what: "A week, as a spreadsheet", query: { kind: "weekly", from: "2026-11-16", format: "xlsx" } },
    ],
    run: async ({ reports }: ReportNeeds, { query, visitor, signal }) => {
      const asOf = query.asOf === undefined ? null : readMoment(query.asOf);
      if (asOf === null && query.asOf !== undefined)
        throw new Fault("bad-query", `asOf: ${MOMENT.description}`);
      const asked = compositionOf(query);
      const { document, obstacles } = await reports.draft(asked, visitor.scope, asOf, signal);
      const printing = printingOf(query);
      if (query.format)
        return fileReplyOf(reports, "draft", unsigned(document), query.format, printing, signal);
      const svg = String(await reports.print(unsigned(document), printing, "svg", signal));
      const height = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(svg)?.[1] ?? PAGE_HEIGHT);
      return { document, obstacles, svg, pages: Math.round(height / PAGE_HEIGHT) };
    },
  }),
  route({
    method: "POST",
    path: "/v1/reports",
    right: "report",
    limit: "within",
    summary: "Issues a report: stored, signed, and never changed",
    description:
      "Nothing is issued half: a figure that is missing or not settled refuses it with its name, unless its section is left out. Asked for twice, also at once, it is issued once.",
    body: COMPOSITION,
    answer: SIGNED,
    status: 201,
    faults: ["unsettled", "already-issued", "too-many-rows", "busy", "unavailable"],
    examples: [
      {
        what: "A week",
        isOnce: true,
        body: { kind: "weekly", from: "2026-11-16", sections: ["key", "calls", "definitions"] },
      },
    ],
    run: ({ reports }: ReportNeeds, { body, visitor, doer, signal }) =>
      reports.issue(body, visitor.scope, doer, signal),
  }),
  route({
    method: "POST",
    path: "/v1/reports/check",
    right: "report",
    limit: "within",
    summary: "Whether a report is ours, and each of its figures computed again as of now",
    body: Type.Object(
      {
        id: Type.Optional(
          Type.String({ maxLength: 60, description: "the id, or the check code at the foot of its pages" }),
        ),
        file: Type.Optional(SIGNED),
      },
      { additionalProperties: false, description: "The id, or the JSON file itself." },
    ),
    isLarge: true,
    answer: CHECKED,
    faults: ["not-found", "too-many-rows", "busy", "unavailable", "bad-query"],
    examples: [{ what: "By its id", isOnce: true, body: { id: "…" } }],
    run: async ({ reports }: ReportNeeds, { body: { id, file }, visitor, signal }) => {
      if ((id === undefined) === (file === undefined))
        throw new Fault("bad-request", "send either id or file");
      return reports.check(file ?? (await reports.find(id!, visitor.scope)), visitor.scope, signal);
    },
  }),
  route({
    method: "GET",
    path: "/v1/reports/:id",
    right: "report",
    limit: "within",
    summary: "An issued report with its signature",
    params: ID,
    answer: SIGNED,
    examples: [{ what: "A report", isOnce: true, params: { id: "1" } }],
    run: async ({ reports }: ReportNeeds, { params: { id }, visitor, doer, signal }) => {
      const signed = await reports.find(id, visitor.scope);
      const by = { by: doer.by.name, format: "json", lang: "th" } as const;
      return fileReplyOf(reports, id, signed, "json", printingOf({}), signal, (run) =>
        reports.downloaded(run, id, by),
      );
    },
  }),
  route({
    method: "GET",
    path: "/v1/reports/:id/readers",
    right: "report",
    limit: "within",
    summary: "Who got an issued report: by mail, and from the page or the API",
    params: ID,
    answer: READERS,
    examples: [{ what: "The log", isOnce: true, params: { id: "1" } }],
    run: ({ reports }: ReportNeeds, { params: { id }, visitor }) => reports.readers(id, visitor.scope),
  }),
  route({
    method: "GET",
    path: "/v1/reports/:id/file",
    right: "report",
    limit: "within",
    summary: "An issued report as a file",
    description: "The same report, format and form are the same bytes. Who got it is logged.",
    params: ID,
    query: Type.Object(
      { ...PRINTING, format: Type.Optional(oneOf(FILE_FORMATS)) },
      { additionalProperties: false },
    ),
    answer: SIGNED,
    replies: FILES,
    faults: ["busy", "unavailable"],
    examples: [
      { what: "As PDF, with Thai numerals", isOnce: true, params: { id: "1" }, query: { digits: "thai" } },
    ],
    run: async ({ reports }: ReportNeeds, { params: { id }, query, visitor, doer, signal }) => {
      const [format, printing] = [query.format ?? "pdf", printingOf(query)];
      const signed = await reports.find(id, visitor.scope);
      const by = { by: doer.by.name, format, lang: printing.lang };
      return fileReplyOf(reports, id, signed, format, printing, signal, (run) =>
        reports.downloaded(run, id, by),
      );
    },
  }),
  route({
    method: "POST",
    path: "/v1/reports/:id/editions",
    right: "report",
    limit: "within",
    summary: "Issues the next edition, with the list of what has changed",
    params: ID,
    answer: SIGNED,
    status: 201,
    faults: ["unsettled", "already-issued", "too-many-rows", "busy", "unavailable"],
    examples: [{ what: "Another edition", isOnce: true, params: { id: "1" } }],
    run: ({ reports }: ReportNeeds, { params: { id }, visitor, doer, signal }) =>
      reports.issueAgain(id, visitor.scope, doer, signal),
  }),
];
