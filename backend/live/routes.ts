import { SITUATION } from "#wire/situation.schema.ts";
import { route } from "../http/route.ts";
import type { Situations } from "./situation.ts";

export interface SituationNeeds {
  situations: Situations;
}

export const SITUATION_ROUTES = [
  route({
    method: "GET",
    path: "/v1/situation",
    right: "read",
    limit: "within",
    summary: "What the header of walls and pages says in one sentence is made of, and the open alerts",
    description:
      "It is read at most once a second, whoever asks. Who is limited to some banks, provinces or agencies is told of alerts within the limit alone.",
    answer: SITUATION,
    faults: ["busy", "unavailable"],
    examples: [{ what: "Now" }],
    run: ({ situations }: SituationNeeds, { visitor }) => situations.of(visitor.scope),
  }),
];
