import { Type } from "@sinclair/typebox";
import { INGEST_ANSWER } from "#wire/events.ts";
import { FileReply, route } from "../http/route.ts";
import {
  CORRECTED,
  csvOf,
  filterOf,
  PAGE,
  pageOf,
  QUARANTINE_ANSWER,
  QUARANTINE_QUERY,
} from "./quarantined.ts";
import { type EventNeeds, offered, rulesOf } from "./routes.ts";

const held = Type.Object({ id: Type.String({ pattern: "^\\d{1,15}$" }) });

export const QUARANTINE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/quarantine",
    right: "administer",
    limit: "whole",
    summary: "The rejected events with their reason, the newest first",
    description:
      "An event that is rejected again for the same reason is one row. `from` is inclusive, `to` exclusive, of when it was last rejected. An answer has at most 100 rows; `next` is the `cursor` of those after them. `format=csv` answers with all, as CSV (UTF-8 with a byte order mark). Of a source the latest 2,000 are kept, of all the latest 20,000, for `QUARANTINE_DAYS`.",
    query: QUARANTINE_QUERY,
    answer: QUARANTINE_ANSWER,
    replies: { "text/csv": "All rows." },
    examples: [
      { what: "The newest" },
      {
        what: "Those of a source, for one reason, as CSV",
        query: { source: "first", code: "bad-time", format: "csv" },
      },
    ],
    run: async ({ quarantine }: EventNeeds, { query, signal }) => {
      if (query.format === "csv")
        return new FileReply(
          { deed: "quarantine.exported", of: { kind: "quarantine", id: "csv" } },
          { name: "quarantine.csv", type: "text/csv; charset=utf-8; header=present" },
          csvOf(quarantine.all(filterOf(query), signal)),
        );
      const before = query.cursor === undefined ? undefined : Number(query.cursor);
      return pageOf(await quarantine.list({ ...filterOf(query), before }, PAGE + 1));
    },
  }),
  route({
    method: "POST",
    path: "/v1/quarantine/:id",
    right: "administer",
    limit: "whole",
    summary: "Sends a rejected event again, corrected, as the source that sent it",
    description:
      "It is checked as if the source sent it now. When it is taken, or is a duplicate, it leaves the quarantine; the source does not count as heard.",
    params: held,
    body: CORRECTED,
    answer: INGEST_ANSWER,
    faults: ["not-found", "busy", "disk-full"],
    examples: [{ what: "A call whose time was wrong", params: { id: "1" }, body: { event: offered } }],
    run: ({ quarantine, sources, ...needs }: EventNeeds, { params: { id }, body, doer }) =>
      quarantine.resend(
        Number(id),
        body.event,
        async (name) => {
          const sender = await sources.senderOf(name);
          return { sender: sender.id, rules: rulesOf({ ...needs, quarantine, sources }, sender) };
        },
        doer,
      ),
  }),
  route({
    method: "DELETE",
    path: "/v1/quarantine/:id",
    right: "administer",
    limit: "whole",
    summary: "Discards a rejected event: it is in no list, and can be put back",
    params: held,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [{ what: "The second one", params: { id: "2" } }],
    run: ({ quarantine }: EventNeeds, { params: { id }, doer }) => quarantine.discard(Number(id), doer),
  }),
  route({
    method: "POST",
    path: "/v1/quarantine/:id/restore",
    right: "administer",
    limit: "whole",
    summary: "Puts a rejected event back that was discarded, until it is too old",
    params: held,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [{ what: "The second one", params: { id: "2" } }],
    run: ({ quarantine }: EventNeeds, { params: { id }, doer }) => quarantine.restore(Number(id), doer),
  }),
];
