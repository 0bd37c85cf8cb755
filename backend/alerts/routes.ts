import { Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { extentOf, type Scope } from "#wire/access.ts";
import { LOAD } from "#wire/alertLoad.schema.ts";
import { EPISODE_ANSWER, EPISODE_ROW } from "#wire/alerts.schema.ts";
import type { Subject } from "#wire/alerts.ts";
import { freeText, MOMENT, oneOf, uuid } from "#wire/schema.ts";
import type { BurnPair } from "#wire/sla.ts";
import { route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Alerts } from "./alerts.ts";
import type { KnownCodes } from "./codes.ts";
import { isWithin, rulesWithin, subjectsWithin } from "./inScope.ts";

export interface AlertNeeds {
  alerts: Alerts;
  /** The objectives that a rule may name, by version: what each is judged by, and its pairs of windows. */
  objectives(): Promise<readonly { id: string; by: readonly string[]; burn: readonly BurnPair[] }[]>;
  codes: KnownCodes;
  clock: Clock;
}

const closed = { additionalProperties: false } as const;
const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$" }) });
const NOTE = freeText(1_000);
/** How long one holds an alert: an hour unless one says otherwise; a shift at most. */
const MINUTES = Type.Integer({ minimum: 1, maximum: 720 });

/** Throws `not-found`. */
const aboutAlert = async ({ alerts }: AlertNeeds, { params: { id } }: { params: { id: string } }) => [
  extentOf((await alerts.read(Number(id))).episode.subject),
];

export const ALERT_ROUTES = [
  route({
    method: "GET",
    path: "/v1/alerts",
    right: "read",
    limit: "within",
    summary: "Alerts, the newest first: those that are open, or the history",
    query: Type.Object({
      state: Type.Optional(oneOf(["open", "history"])),
      mine: Type.Optional(oneOf(["true"])),
      before: Type.Optional(Type.String({ pattern: "^\\d{1,9}$", description: "older than this one" })),
      asOf: Type.Optional({ ...MOMENT, description: "those that were open then, each as it is now" }),
      group: Type.Optional(
        uuid({ description: "only those that this message tells, also where they are over" }),
      ),
    }),
    answer: Type.Object({
      at: Type.Integer(),
      judgedAt: Type.Integer(),
      rules: Type.Integer(),
      rows: Type.Array(EPISODE_ROW),
    }),
    examples: [{ what: "What is open" }, { what: "The history", query: { state: "history" } }],
    run: async (
      { alerts, clock }: AlertNeeds,
      { query: { state = "open", mine, before, asOf, group }, doer, visitor },
    ) => ({
      at: clock.now(),
      judgedAt: (await alerts.health()).judgedAt,
      rules: rulesWithin(await alerts.rules(), visitor.scope).filter(({ isOn }) => isOn).length,
      rows: within(
        visitor,
        await alerts.list({
          state,
          owner: mine ? doer.by.name : null,
          before: before === undefined ? null : Number(before),
          ...(asOf === undefined ? {} : { asOf: readMoment(asOf)! }),
          ...(group === undefined ? {} : { group }),
          // Those of others take no places of the list.
          subjects: subjectsWithin(visitor.scope),
        }),
      ),
    }),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/load",
    right: "read",
    limit: "within",
    summary:
      "How many alerts people get, how soon somebody takes one, which nobody ever touched, and by which rules",
    description:
      "Who is limited is told of alerts of the limit alone: digests, which may tell of others, are not counted then.",
    query: Type.Object({ days: Type.Optional(Type.String({ pattern: "^([1-9]|[1-8]\\d|9[0-2])$" })) }),
    answer: LOAD,
    examples: [{ what: "Of a week" }, { what: "Of a day", query: { days: "1" } }],
    run: ({ alerts }: AlertNeeds, { query: { days = "7" }, visitor: { scope } }) =>
      alerts.load(Number(days), subjectsWithin(scope)),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/:id",
    right: "read",
    limit: "within",
    summary: "One alert: what happened when and why, and each message with what became of it",
    description:
      "`known` is what a message that was made at `asOf` told, also later: the links of messages have their moment.",
    params: ID,
    query: Type.Object({ asOf: Type.Optional(MOMENT) }, closed),
    answer: EPISODE_ANSWER,
    faults: ["not-found"],
    examples: [{ what: "An alert", params: { id: "1" }, isOnce: true }],
    run: async ({ alerts }: AlertNeeds, { params: { id }, query: { asOf }, visitor }) =>
      seen(alerts, Number(id), visitor, asOf === undefined ? undefined : readMoment(asOf)!),
  }),
  route({
    method: "POST",
    path: "/v1/alerts/:id/acknowledge",
    right: "command",
    limit: { of: aboutAlert },
    summary: "Takes an alert: nobody else is told of it until that ends, but that it is over",
    params: ID,
    body: Type.Object({ note: Type.Optional(NOTE), minutes: Type.Optional(MINUTES) }, closed),
    answer: null,
    faults: ["not-found", "bad-request"],
    examples: [
      { what: "For an hour", params: { id: "1" }, body: { note: "โทรแล้ว", minutes: 60 }, isOnce: true },
    ],
    run: async (
      { alerts }: AlertNeeds,
      { params: { id }, body: { note = null, minutes = 60 }, doer, visitor: { role } },
    ) => {
      await alerts.acknowledge(Number(id), { note: note || null, minutes, role }, doer);
    },
  }),
  route({
    method: "POST",
    path: "/v1/alerts/:id/give-back",
    right: "command",
    limit: { of: aboutAlert },
    summary: "Gives an alert back that somebody has taken: its chain goes on where it stood",
    params: ID,
    answer: null,
    faults: ["not-found", "bad-request"],
    examples: [{ what: "An alert", params: { id: "1" }, isOnce: true }],
    run: ({ alerts }: AlertNeeds, { params: { id }, doer }) => alerts.giveBack(Number(id), doer),
  }),
  route({
    method: "POST",
    path: "/v1/alerts/:id/resolve",
    right: "command",
    limit: { of: aboutAlert },
    summary: "Closes an alert by hand; while it stays broken it is not opened again for four hours",
    params: ID,
    body: Type.Object({ note: Type.Optional(NOTE) }, closed),
    answer: null,
    faults: ["not-found", "bad-request"],
    examples: [{ what: "A test", params: { id: "1" }, body: { note: "ทดสอบ" }, isOnce: true }],
    run: ({ alerts }: AlertNeeds, { params: { id }, body: { note = null }, doer }) =>
      alerts.close(Number(id), note || null, doer),
  }),
];

/** Who reads. */
type Reader = { scope: Scope };

const within = <Row extends { subject: Subject }>({ scope }: Reader, rows: readonly Row[]) =>
  rows.filter(({ subject }) => isWithin(subject, scope));

/** Throws `not-found`, also for one that the visitor must not know of. */
async function seen(alerts: Alerts, id: number, { scope }: Reader, asOf?: number) {
  const answer = await alerts.read(id, asOf);
  if (!isWithin(answer.episode.subject, scope))
    throw new Fault("not-found", `there is no alert ${id}; GET /v1/alerts lists them`);
  return answer;
}
