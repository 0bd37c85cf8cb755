import { Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { MOMENT, oneOf } from "#wire/schema.ts";
import { FORECAST, TARGET_DIMENSIONS } from "#wire/targets.schema.ts";
import { route } from "../http/route.ts";
import type { Forecasts } from "./forecasts.ts";

export interface ForecastNeeds {
  forecasts: Pick<Forecasts, "forecast">;
}

const momentOf = (text: string | undefined) => (text === undefined ? null : readMoment(text));

export const FORECAST_ROUTES = [
  route({
    method: "GET",
    path: "/v1/forecast",
    right: "read",
    limit: "within",
    summary: "What will be counted in the next hours and days, with bands, and what the method was worth",
    description:
      "Of figures that are counted, not of shares or times. A forecast is given only if over the days of the last year, at least 28 of them, it was better than to expect what the same hour of the week before had; else `why` says that it was not, and there is none. Eight times in ten an hour shall lie inside its band: `error.coverage` says how often it did. Who is limited is told of its own part alone, as of figures.",
    query: Type.Object(
      {
        metric: Type.String({ maxLength: 60 }),
        by: Type.Optional(oneOf(TARGET_DIMENSIONS, { description: "all if absent" })),
        of: Type.Optional(Type.String({ maxLength: 60, description: "one value of the dimension" })),
        until: Type.Optional(MOMENT),
        asOf: Type.Optional(MOMENT),
      },
      {
        additionalProperties: false,
        description:
          "`until`: the next midnight if absent, at most 14 days; `asOf`: what was foretold then, by what was known then of the four weeks before it, and of earlier days by what is known now",
      },
    ),
    answer: FORECAST,
    faults: ["busy", "unavailable", "too-many-rows"],
    examples: [
      { what: "Reports until midnight", query: { metric: "reports.filed" } },
      {
        what: "As it was foretold at a moment",
        query: { metric: "reports.filed", asOf: "2026-11-21T14:05:00+07:00" },
      },
      { what: "Freezes of a bank", query: { metric: "freezes.requested", by: "bank", of: "KBANK" } },
    ],
    run: (
      { forecasts }: ForecastNeeds,
      { query: { metric, by = "all", of, until, asOf }, visitor, signal },
    ) =>
      forecasts.forecast(
        visitor.scope,
        { metric, slice: { by, of: of ?? null }, until: momentOf(until), asOf: momentOf(asOf) },
        signal,
      ),
  }),
];
