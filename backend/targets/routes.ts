import { type Static, Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { extentOf, type Scope } from "#wire/access.ts";
import type { Reading, Readings } from "#wire/figures.ts";
import { freeText, MOMENT, OF_VERSION, oneOf } from "#wire/schema.ts";
import {
  PACE,
  PACE_IN_FULL,
  TARGET,
  TARGET_DIMENSIONS,
  TARGET_VERSION,
  UNITS,
} from "#wire/targets.schema.ts";
import type { TargetVersion } from "#wire/targets.ts";
import { route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import { inForce } from "./inForce.ts";
import { isWithin } from "./inScope.ts";
import { isCountedBy, MEASURES } from "./measure.ts";
import type { Targets } from "./targets.ts";

export interface TargetNeeds {
  targets: Targets;
  figures: Readings;
  formulaOf(metric: string): { th: string; en: string; formula: string; formulaTh: string } | undefined;
}

const ID = Type.Object({
  id: freeText(60, {
    pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
    description: "the id of a target: small letters, digits and hyphens",
  }),
});

const moment = (text: string, field: string) => {
  const at = readMoment(text);
  if (at === null) throw new Fault("bad-request", `${field}: ${MOMENT.description}`);
  return at;
};
const read = <T>(
  { figures }: TargetNeeds,
  {
    scope,
    at,
    signal,
    instead,
  }: { scope: Scope; at: string | undefined; signal: AbortSignal; instead: string },
  deed: (reading: Reading) => Promise<T>,
) =>
  at === undefined
    ? figures.readPresent(scope, signal, deed)
    : figures.readPast(scope, moment(at, "at"), { signal, instead }, deed);
/** The newest version of each target that is not followed any more. */
function unfollowedIn(versions: readonly TargetVersion[], at: number): TargetVersion[] {
  const followed = new Set(inForce(versions, at).map(({ id }) => id));
  return [...new Map(versions.map((version) => [version.id, version])).values()].filter(
    ({ id }) => !followed.has(id),
  );
}
const example: Static<typeof TARGET> = {
  th: "เงินเสียหายต่อวัน",
  en: "Losses per day",
  metric: "reports.loss_satang",
  slice: { by: "all", of: null },
  baseline: {
    kind: "number",
    amount: { p: 709_700_000_000, q: 121 },
    source: "The Nation, 5 March 2024: 7,097 million baht from November 2023 to February 2024",
  },
  goal: { kind: "number", amount: { p: 5_000_000_000, q: 1 } },
  source: "มติที่ประชุม 26 พ.ย. 2569",
  assumed: false,
  start: "2026-10-01",
  due: "2026-12-31",
  path: { kind: "linear" },
  better: "down",
  place: 1,
  enabled: true,
};

export const TARGET_ROUTES = [
  route({
    method: "GET",
    path: "/v1/targets",
    right: "read",
    limit: "within",
    summary: "Where each target stands: against its path, and where it will land",
    description:
      "`value`, `planned`, `goal` and `now` are exact. `landing`, `midnight`, `week` and `month` are estimates, with the band in which they lie eight times in ten: a straight line through the last 28 days without holidays and what weekdays add, its slope damped by 2 % a day; until midnight the mean of the same weekday and hour of six weeks times the level of two days, which is left out where it was no better than last week. Who is limited is told of targets of its own slice alone.",
    query: Type.Object(
      { at: Type.Optional(MOMENT) },
      { additionalProperties: false, description: "`at`: as it was known then" },
    ),
    answer: Type.Object({
      at: Type.Integer(),
      simulated: Type.Boolean(),
      targets: Type.Array(PACE),
      unfollowed: Type.Array(TARGET_VERSION, {
        description: "the newest version of each target that is not in force yet, or is switched off",
      }),
      measures: Type.Array(
        Type.Object({
          metric: Type.String(),
          unit: oneOf(UNITS),
          by: Type.Array(oneOf(TARGET_DIMENSIONS)),
          th: Type.String(),
          en: Type.String(),
          formula: Type.String(),
          formulaTh: Type.String(),
        }),
        { description: "what can have a target, and what it can be sliced by" },
      ),
    }),
    examples: [{ what: "Now" }, { what: "As it was known on a day", query: { at: "2026-11-20" } }],
    run: async (needs: TargetNeeds, { query: { at }, visitor: { scope }, signal }) => {
      const { targets, formulaOf } = needs;
      const versions = await targets.versions();
      const instead = "ask for one target by its id, or as of an earlier moment";
      return read(needs, { scope, at, signal, instead }, async (reading) => ({
        at: reading.now,
        simulated: await reading.simulated(),
        targets: await targets.pace(reading, versions, { scope }),
        unfollowed: unfollowedIn(versions, reading.now).filter(({ target }) => isWithin(target.slice, scope)),
        measures: MEASURES.map((measure) => {
          const { th = "", en = "", formula = "", formulaTh = "" } = formulaOf(measure.metric) ?? {};
          const by = TARGET_DIMENSIONS.filter((each) => isCountedBy(measure, each));
          return { metric: measure.metric, unit: measure.unit, by, th, en, formula, formulaTh };
        }),
      }));
    },
  }),
  route({
    method: "GET",
    path: "/v1/targets/:id",
    right: "read",
    limit: "within",
    summary: "Where one target stands, day by day",
    description:
      "What `GET /v1/targets` says of it, and each day with what was, what is planned, and of the days to come where the mean of 7 days is expected, with its band.",
    params: Type.Object({ id: Type.String({ description: "the id of a target that is followed" }) }),
    query: Type.Object(
      { at: Type.Optional(MOMENT) },
      { additionalProperties: false, description: "`at`: as it was known then" },
    ),
    answer: PACE_IN_FULL,
    faults: ["not-found"],
    examples: [{ what: "A shipped target", params: { id: "losses-per-day" } }],
    run: async (needs: TargetNeeds, { params: { id }, query: { at }, visitor: { scope }, signal }) => {
      const { targets } = needs;
      const versions = await targets.versions();
      const instead = "ask for its figure by the day, of a shorter window";
      return read(needs, { scope, at, signal, instead }, async (reading) => {
        const version = inForce(versions, reading.now).find((each) => each.id === id);
        const found =
          version && isWithin(version.target.slice, scope) ? await targets.inFull(reading, version) : null;
        if (!found)
          throw new Fault("not-found", `no target ${id} is followed; GET /v1/targets lists those that are`);
        return found;
      });
    },
  }),
  route({
    method: "GET",
    path: "/v1/targets/:id/versions",
    right: "read",
    limit: "within",
    summary: "The versions of a target, the first one first, with baseline, goal, path and their sources",
    params: Type.Object({ id: Type.String({ description: "the id of a target" }) }),
    answer: Type.Array(TARGET_VERSION),
    faults: ["not-found"],
    examples: [{ what: "A shipped target", params: { id: "losses-per-day" } }],
    run: async ({ targets }: TargetNeeds, { params: { id }, visitor: { scope } }) => {
      const found = (await targets.versions()).filter(
        (version) => version.id === id && isWithin(version.target.slice, scope),
      );
      if (found.length === 0)
        throw new Fault("not-found", `there is no target ${id}; GET /v1/targets lists them`);
      return found;
    },
  }),
  route({
    method: "PUT",
    path: "/v1/targets/:id",
    right: "administer",
    limit: {
      of: async ({ targets }: TargetNeeds, { params: { id }, body: { slice } }) => [
        extentOf(slice),
        ...(await targets.versions())
          .filter((version) => version.id === id)
          .map(({ target }) => extentOf(target.slice)),
      ],
    },
    summary: "Sets or changes a target: makes a new version, in force from `from` on, or at once",
    description:
      "Versions are never changed: what was judged before is judged by what was in force then. What the newest version says already makes none: it is answered.",
    params: ID,
    body: Type.Object(
      { ...TARGET.properties, from: Type.Optional(MOMENT), ...OF_VERSION },
      { additionalProperties: false },
    ),
    answer: TARGET_VERSION,
    faults: ["changed-meanwhile"],
    examples: [{ what: "Losses", params: { id: "losses-per-day" }, body: example }],
    run: ({ targets }: TargetNeeds, { params: { id }, body: { from, ...target }, doer, requireWithin }) =>
      targets.change(id, target, from === undefined ? null : moment(from, "from"), doer, requireWithin),
  }),
];
