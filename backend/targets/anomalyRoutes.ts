import { Type } from "@sinclair/typebox";
import { readDate } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { MOMENT, oneOf } from "#wire/schema.ts";
import { ANOMALIES, DATE, TARGET_DIMENSIONS } from "#wire/targets.schema.ts";
import { route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Anomalies } from "./anomalies.ts";

export interface AnomalyNeeds {
  anomalies: Anomalies;
}

const day = (text: string, field: string) => {
  const found = readDate(text);
  if (found === null) throw new Fault("bad-query", `${field}: there is no day ${text}`);
  return found;
};

export const ANOMALY_ROUTES = [
  route({
    method: "GET",
    path: "/v1/anomalies",
    right: "read",
    limit: "within",
    summary: "Days outside what was to be expected, and what moved them",
    description:
      "A day is named that lies further from its forecast than any of the 28 days before lay from theirs; by chance one in 15 does. `moved` has the slices that moved it away from the mean of `likeDays`, the largest changes first: changes add up to `change`, and shares to 1, exactly, with what `others` has. `similar` has the days of the year before whose hours are nearest. At most the newest five days are told of `found`.",
    query: Type.Object(
      {
        metric: Type.String({ maxLength: 60 }),
        by: Type.Optional(oneOf(TARGET_DIMENSIONS, { description: "all if absent" })),
        of: Type.Optional(Type.String({ maxLength: 60, description: "one value of the dimension" })),
        from: Type.Optional(DATE),
        to: Type.Optional(DATE),
        asOf: Type.Optional(MOMENT),
      },
      {
        additionalProperties: false,
        description:
          "`from` and `to` (not included): the last four weeks if both are absent; `asOf`: as they were known then, days more than four weeks before it as they are known now",
      },
    ),
    answer: ANOMALIES,
    faults: ["busy", "unavailable", "too-many-rows"],
    examples: [
      { what: "Losses", query: { metric: "reports.loss_satang" } },
      { what: "As they were known on a day", query: { metric: "reports.filed", asOf: "2026-11-20" } },
    ],
    run: ({ anomalies }: AnomalyNeeds, { query, visitor, signal }) => {
      const { metric, by = "all", of, from, to } = query;
      const asOf = query.asOf === undefined ? null : readMoment(query.asOf);
      if ((from === undefined) !== (to === undefined))
        throw new Fault("bad-query", "from, to: must both be there, or neither");
      const days = from && to ? { from: day(from, "from"), until: day(to, "to") } : null;
      return anomalies.find(visitor.scope, { metric, slice: { by, of: of ?? null }, days, asOf }, signal);
    },
  }),
];
