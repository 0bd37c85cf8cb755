import { Reply, route } from "../http/route.ts";
import { AUDIT_ANSWER, AUDIT_QUERY, auditRules, filterOf } from "./asked.ts";
import type { Audit } from "./audit.ts";
import { csvOf } from "./csv.ts";

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
    run: async ({ audit }: AuditNeeds, { query, doer, signal }) => {
      const { format, cursor, ...asked } = query;
      const filter = filterOf(asked);
      if (format !== "csv") return audit.list(filter, cursor === undefined ? null : Number(cursor), signal);
      return new Reply(
        {
          "Content-Type": "text/csv; charset=utf-8; header=present",
          "Content-Disposition": 'attachment; filename="audit.csv"',
        },
        csvOf(await audit.export(filter, { ...asked }, doer, signal)),
      );
    },
  }),
];
