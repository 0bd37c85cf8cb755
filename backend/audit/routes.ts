import { Type } from "@sinclair/typebox";
import { LISTS } from "#wire/deeds.ts";
import { oneOf } from "#wire/schema.ts";
import { FileReply, route } from "../http/route.ts";
import { AUDIT_ANSWER, AUDIT_QUERY, auditRules, filterOf } from "./asked.ts";
import type { Audit } from "./audit.ts";
import { csvOf } from "./csv.ts";

/** Names a list that the browser exports as a file. */
const LIST = Type.Object(
  {
    list: oneOf(LISTS, { description: "the list's name on its page" }),
    rows: Type.Integer({ minimum: 0, maximum: 1_000_000, description: "how many rows of it" }),
  },
  { additionalProperties: false },
);

export interface AuditNeeds {
  audit: Audit;
}

export const AUDIT_ROUTES = [
  route({
    method: "GET",
    path: "/v1/audit",
    right: "administer",
    limit: "whole",
    summary: "Who did what, when and from where, with the state before and after; the newest first",
    description:
      "`from` is inclusive, `to` exclusive. An answer has at most 100 rows; `next` is the `cursor` of those after them. `format=csv` answers with all rows that were asked for, up to 50,000, as CSV (UTF-8 with a byte order mark), and is itself audited.",
    query: AUDIT_QUERY,
    answer: AUDIT_ANSWER,
    replies: { "text/csv": "All rows." },
    faults: ["too-many-rows", "busy", "unavailable"],
    rules: (_needs, { query }) => auditRules(query),
    examples: [
      { what: "The newest deeds" },
      {
        what: "What was done to a screen in November, as CSV",
        query: { object: "screen/hall", from: "2026-11-01", to: "2026-12-01", format: "csv" },
      },
    ],
    run: async ({ audit }: AuditNeeds, { query, signal }) => {
      const { format, cursor, ...asked } = query;
      const filter = filterOf(asked);
      if (format !== "csv") return audit.list(filter, cursor === undefined ? null : Number(cursor), signal);
      return new FileReply(
        { deed: "audit.exported", of: { kind: "audit", id: "csv" } },
        { name: "audit.csv", type: "text/csv; charset=utf-8; header=present" },
        csvOf(await audit.all(filter, signal)),
      );
    },
  }),
  route({
    method: "POST",
    path: "/v1/exports",
    // Everybody who may read a list may export it, a visitor of a demo too.
    right: "read",
    limit: "within",
    summary:
      "Says that a page makes a file of a list that it shows: it is in the audit before the file is there",
    body: LIST,
    answer: null,
    faults: ["busy", "unavailable"],
    examples: [{ what: "Of the people", body: { list: "people", rows: 12 } }],
    run: ({ audit }: AuditNeeds, { body: { list, rows }, doer }) =>
      audit.exported(doer, { deed: "list.exported", of: { kind: "list", id: list } }, { rows }),
  }),
];
