import { type Static, Type } from "@sinclair/typebox";
import { startOfDay } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { EVERYTHING, isEverything, type Scope } from "#wire/access.ts";
import type { Reading, Readings } from "#wire/figures.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import { MOMENT, nullable, OF_VERSION, oneOf } from "#wire/schema.ts";
import { DEADLINE, DIMENSIONS, OBJECTIVE, VERDICT, VERSION } from "#wire/sla.schema.ts";
import { FileReply, route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Turn } from "../store/turns.ts";
import { judgeAll } from "./all.ts";
import { deadlines, nextDue } from "./deadlines.ts";
import { inForce } from "./inForce.ts";
import { type Formula, openSlo } from "./openslo.ts";
import { inOrder } from "./order.ts";
import type { Expected } from "./plan.ts";
import { PROMISABLE } from "./promisedFigures.ts";
import type { Sla } from "./sla.ts";

/** How the figures are read: who is limited gets no statement of its own. */
interface Figures extends Pick<Readings, "readPast"> {
  read<T>(
    scope: typeof EVERYTHING,
    turn: Turn,
    deed: (reading: Reading & { run: Run }) => Promise<T>,
  ): Promise<T>;
  read<T>(scope: Scope, turn: Turn, deed: (reading: Reading) => Promise<T>): Promise<T>;
}

export interface SlaNeeds {
  sla: Sla;
  clock: Clock;
  figures: Figures;
  lampsOf(run: Run): Promise<SourceLamp[]>;
  /** How many cases the running day will have; of a reading of everything, as of now. */
  expectedOf(reading: Reading): Promise<Expected>;
  formulaOf(metric: string): (Formula & { th: string; en: string; formulaTh: string }) | undefined;
}

const ID = Type.Object({ id: Type.String({ maxLength: 60, description: "the id of an objective" }) });
const OBJECTIVES = Type.Object({
  objectives: Type.Array(
    Type.Object({
      id: Type.String(),
      version: nullable(Type.Integer(), { description: "the one in force; null: none is yet" }),
      versions: Type.Array(VERSION),
    }),
  ),
  promisable: Type.Array(
    Type.Object({
      metric: Type.String(),
      by: Type.Array(oneOf(DIMENSIONS)),
      countsMisses: Type.Boolean({ description: "the figure counts those that missed, as abandoned calls" }),
      th: Type.Optional(Type.String()),
      en: Type.Optional(Type.String()),
      formula: Type.Optional(Type.String()),
      formulaTh: Type.Optional(Type.String()),
      formulaId: Type.Optional(Type.String()),
    }),
    { description: "what can be promised, and what it can be judged by" },
  ),
});
/** Throws `bad-request`. */
export const moment = (text: string, field: string) => {
  const at = readMoment(text);
  if (at === null) throw new Fault("bad-request", `${field}: ${MOMENT.description}`);
  return at;
};
const example: Static<typeof OBJECTIVE> = {
  th: "รับสายใน 20 วินาที",
  en: "Answered within 20 s",
  metric: "calls.service_level",
  target: { p: 85, q: 100 },
  watch: { p: 80, q: 100 },
  minimumSample: 20,
  window: { kind: "day" },
  by: ["all", "queue"],
  burn: [],
  stretch: false,
  enabled: true,
};

export const SLA_ROUTES = [
  route({
    method: "GET",
    path: "/v1/sla",
    right: "read",
    limit: "within",
    summary: "Whether each promise is kept, and why: of the whole and of each bank, queue and source",
    description:
      "`at` judges the window that a past moment lies in, by the versions that were in force then, or with `versions=now` by those of now. It counts what is known of that window by now; with `known=then` what was known at that moment, without what came and was left out later; what was still to come then goes by last week. `numerator` and `denominator` are without what exclusions leave out; `beforeExclusions` has the figure with it. Who is limited is told of what is counted by the limit alone, and of no source. What is still to come today is forecast for the whole, from the same weekday and hour of six weeks, and left out where that was no better than last week; for a bank or queue it is what came in the same part of last week (`expectedBy`).",
    query: Type.Object(
      {
        at: Type.Optional(MOMENT),
        versions: Type.Optional(oneOf(["then", "now"])),
        known: Type.Optional(oneOf(["then", "now"])),
      },
      { additionalProperties: false, description: "`versions` and `known` are of `at`: then, or now." },
    ),
    answer: Type.Object({
      at: Type.Integer({ description: "judged as of" }),
      knownAt: Type.Integer({ description: "what was known at this moment is counted" }),
      simulated: Type.Boolean(),
      verdicts: Type.Array(VERDICT),
    }),
    examples: [
      { what: "Now" },
      { what: "A past day, by the objectives of now", query: { at: "2026-11-20", versions: "now" } },
      { what: "As it was known then", query: { at: "2026-11-20T14:05:00+07:00", known: "then" } },
    ],
    run: async ({ sla, clock, figures, lampsOf, expectedOf }: SlaNeeds, { query, visitor, signal }) => {
      const { scope } = visitor;
      const turn = { class: "pages", signal } as const;
      const asked = query.at === undefined ? null : moment(query.at, "at");
      const rules = await sla.rules();
      const judge = async (reading: Reading, run: Run | null) => {
        const at = asked ?? reading.now;
        if (at > reading.now) throw new Fault("bad-query", "at: lies in the future");
        const lamps = run && asked === null ? { lamps: await lampsOf(run) } : {};
        const isToday = startOfDay(at) === startOfDay(reading.now);
        const versionsAt = query.versions === "now" ? clock.now() : at;
        const verdicts = await judgeAll(rules, reading, at, {
          scope,
          versionsAt,
          isDetailed: true,
          ...lamps,
          ...(run && isToday ? { expected: () => expectedOf(reading) } : {}),
        });
        return { at, knownAt: reading.now, simulated: await reading.simulated(), verdicts };
      };
      if (asked !== null && query.known === "then" && asked < clock.now()) {
        const instead = "ask with known=now, or as of an earlier moment";
        return figures.readPast(scope, asked, { signal, instead }, (reading) => judge(reading, null));
      }
      return isEverything(scope)
        ? figures.read(EVERYTHING, turn, (reading) => judge(reading, reading.run))
        : figures.read(scope, turn, (reading) => judge(reading, null));
    },
  }),
  route({
    method: "GET",
    path: "/v1/sla/deadlines",
    right: "read",
    limit: "within",
    summary:
      "The times that run out: of freezes without an answer, of holds found to be wrong, and of cases without a police complaint",
    description:
      "At risk, sure to miss, or over; of each kind those that are due first. A freeze is sure to miss with 5 minutes left, or from half of its hour on at a bank that missed most of the freezes that were decided in the last hour, five at least. What has been over for long is left out: a freeze after an hour, a complaint or a release after a day.",
    answer: Type.Object({
      at: Type.Integer(),
      nextAt: nullable(Type.Integer(), {
        description:
          "when something else is to be said of one of them, if nothing comes; null: never, or the visitor is limited",
      }),
      deadlines: Type.Array(DEADLINE),
    }),
    examples: [{ what: "All of them" }],
    run: ({ figures }: SlaNeeds, { visitor: { scope }, signal }) =>
      figures.read(EVERYTHING, { class: "pages", signal }, async (reading) => {
        const at = reading.now;
        const [told, nextAt] = await Promise.all([
          deadlines(reading.run, at, scope),
          // It would tell of others' freezes.
          isEverything(scope) ? nextDue(reading.run, at) : null,
        ]);
        return { at, nextAt, deadlines: told };
      }),
  }),
  route({
    method: "GET",
    path: "/v1/sla/objectives",
    right: "read",
    limit: "same",
    summary: "The objectives with all their versions, and what can be promised",
    answer: OBJECTIVES,
    examples: [{ what: "All objectives" }],
    run: async ({ sla, clock, formulaOf }: SlaNeeds) => {
      const { versions } = await sla.rules();
      const forced = new Map(inForce(versions, clock.now()).map((each) => [each.id, each]));
      const newest = new Map(versions.map((each) => [each.id, each]));
      return {
        objectives: inOrder([...newest.values()].map((each) => forced.get(each.id) ?? each)).map(
          ({ id }) => ({
            id,
            version: forced.get(id)?.version ?? null,
            versions: versions.filter((each) => each.id === id),
          }),
        ),
        promisable: PROMISABLE.map(({ metric, by, countsMisses }) => ({
          metric,
          by: [...by],
          countsMisses,
          ...describedBy(formulaOf(metric)),
        })),
      };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/sla/objectives/:id",
    right: "administer",
    limit: "whole",
    summary: "Changes an objective: makes a new version, in force from `from` on, or at once",
    description:
      "Versions are never changed: what was judged before is judged by what was in force then. What the newest version says already makes none: it is answered.",
    params: ID,
    body: Type.Object(
      { ...OBJECTIVE.properties, from: Type.Optional(MOMENT), ...OF_VERSION },
      { additionalProperties: false },
    ),
    answer: VERSION,
    faults: ["not-found", "changed-meanwhile"],
    examples: [{ what: "A higher target", params: { id: "calls-20s" }, body: example }],
    run: ({ sla }: SlaNeeds, { params: { id }, body: { from, ...objective }, doer }) =>
      sla.change(id, objective, from === undefined ? null : moment(from, "from"), doer),
  }),
  route({
    method: "GET",
    path: "/v1/sla/openslo",
    right: "read",
    limit: "same",
    summary:
      "The objectives in force as OpenSLO v1 documents, but those that promise all, which it cannot say",
    answer: Type.String(),
    replies: { "application/yaml": "A YAML document for each objective." },
    examples: [{ what: "All objectives" }],
    run: async ({ sla, clock, formulaOf }: SlaNeeds) =>
      new FileReply(
        { deed: "objective.exported", of: { kind: "objective", id: "openslo" } },
        { name: "objectives.openslo.yaml", type: "application/yaml; charset=utf-8" },
        openSlo(inForce((await sla.rules()).versions, clock.now()), formulaOf),
      ),
  }),
];

const describedBy = (found: ReturnType<SlaNeeds["formulaOf"]>) =>
  found
    ? {
        th: found.th,
        en: found.en,
        formula: found.formula,
        formulaTh: found.formulaTh,
        ...(found.formulaId ? { formulaId: found.formulaId } : {}),
      }
    : {};
