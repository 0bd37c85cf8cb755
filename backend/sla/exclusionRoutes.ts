import { Type } from "@sinclair/typebox";
import { extentOf } from "#wire/access.ts";
import { freeText, MOMENT } from "#wire/schema.ts";
import { EXCLUSION, SLICE } from "#wire/sla.schema.ts";
import { route } from "../http/route.ts";
import { moment, type SlaNeeds } from "./routes.ts";

const NUMBER = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "the id of an exclusion" }),
});
/** Why something is left out, or counts again: not blanks alone. */
const REASON = freeText(500, { minLength: 1, pattern: "\\S" });
const END = Type.Object({ reason: REASON }, { additionalProperties: false });
const EXCLUDE = Type.Object(
  {
    objective: Type.String({ maxLength: 60 }),
    slice: SLICE,
    from: MOMENT,
    until: MOMENT,
    reason: REASON,
  },
  { additionalProperties: false, description: "From and until are whole minutes." },
);

export const EXCLUSION_ROUTES = [
  route({
    method: "GET",
    path: "/v1/sla/exclusions",
    right: "read",
    limit: "within",
    summary: "What is left out of the objectives, by whom and why; also what was",
    answer: Type.Array(EXCLUSION),
    examples: [{ what: "All exclusions" }],
    run: async ({ sla }: SlaNeeds, { visitor }) => sla.exclusions(visitor.scope),
  }),
  route({
    method: "POST",
    path: "/v1/sla/exclusions",
    right: "command",
    limit: { of: (_needs: SlaNeeds, { body: { slice } }) => [extentOf(slice)] },
    summary: "Leaves a time out of an objective, of the whole or of one bank, for a reason",
    description: "Both figures stay, with and without it. It is audited, and can be ended but not deleted.",
    body: EXCLUDE,
    answer: EXCLUSION,
    status: 201,
    examples: [
      {
        what: "A bank's announced outage",
        body: {
          objective: "freeze-60m",
          slice: { by: "bank", of: "GSB" },
          from: "2026-11-21T02:00:00+07:00",
          until: "2026-11-21T04:00:00+07:00",
          reason: "ปิดปรับปรุงระบบตามประกาศ",
        },
      },
    ],
    run: ({ sla }: SlaNeeds, { body: { from, until, ...what }, doer }) =>
      sla.exclude({ ...what, from: moment(from, "from"), until: moment(until, "until") }, doer),
  }),
  route({
    method: "POST",
    path: "/v1/sla/exclusions/:id/end",
    right: "command",
    limit: {
      of: async ({ sla }: SlaNeeds, { params: { id } }) =>
        (await sla.rules()).exclusions
          .filter((each) => each.id === Number(id))
          .map(({ slice }) => extentOf(slice)),
    },
    summary: "Ends an exclusion, for a reason: what it left out counts again",
    params: NUMBER,
    body: END,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "An exclusion", params: { id: "1" }, body: { reason: "ประกาศถูกยกเลิก" } }],
    run: ({ sla }: SlaNeeds, { params: { id }, body: { reason }, doer }) =>
      sla.include(Number(id), reason, doer),
  }),
];
