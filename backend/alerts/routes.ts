import { Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { extentOf, type Scope } from "#wire/access.ts";
import {
  CHANGED_RECIPIENT,
  EPISODE_ANSWER,
  EPISODE_ROW,
  LOAD,
  MESSAGE_ROW,
  MUTE,
  NEW_MUTE,
  NEW_RECIPIENT,
  OUTLET_ROW,
  RECIPIENT,
} from "#wire/alerts.schema.ts";
import type { Subject } from "#wire/alerts.ts";
import { freeText, MOMENT, oneOf } from "#wire/schema.ts";
import type { BurnPair } from "#wire/sla.ts";
import { route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { addressFaults } from "./addresses.ts";
import type { Alerts } from "./alerts.ts";
import { type KnownCodes, requireHeard } from "./codes.ts";
import { extentOfMute, isWithin, mutesWithin, subjectsWithin } from "./within.ts";

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
const recipient = {
  name: "หัวหน้าเวร",
  lang: "th",
  channels: [{ kind: "mail", to: "duty@example.go.th" }],
  hears: [{ policy: "duty", afterMinutes: 0 }],
  mostIn10Minutes: 10,
} as const;

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
        Type.String({
          pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
          description: "only those that this message tells, also where they are over",
        }),
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
      rules: (await alerts.rules()).filter(({ isOn }) => isOn).length,
      rows: within(
        visitor,
        await alerts.list({
          state,
          owner: mine ? doer.by.name : null,
          before: before === undefined ? null : Number(before),
          ...(asOf === undefined ? {} : { asOf: readMoment(asOf)! }),
          ...(group === undefined ? {} : { group }),
        }),
      ),
    }),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/recipients",
    right: "administer",
    limit: "whole",
    summary: "Who is told of alerts, by which channels, of which rules and how soon",
    answer: Type.Array(RECIPIENT),
    examples: [{ what: "All recipients" }],
    run: ({ alerts }: AlertNeeds) => alerts.recipients(),
  }),
  route({
    method: "POST",
    path: "/v1/alerts/recipients",
    right: "administer",
    limit: "whole",
    needsProof: true,
    summary: "Makes a recipient; the answer has the secret that signs what goes to its webhooks, this once",
    body: NEW_RECIPIENT,
    answer: RECIPIENT,
    status: 201,
    faults: ["bad-request"],
    rules: (_needs, { body }) => recipientRules(body),
    examples: [
      { what: "The head of the shift, by mail", body: recipient },
      {
        what: "What is grave at once; of one bank all, later",
        body: {
          ...recipient,
          name: "ผู้ประสานธนาคาร",
          hears: [
            { policy: "duty", severities: ["high"], afterMinutes: 0 },
            { policy: "duty", subjects: ["bank:KBANK"], afterMinutes: 10 },
          ],
        },
      },
    ],
    run({ alerts, codes }: AlertNeeds, { body, doer }) {
      requireHeard(codes, body.hears);
      return alerts.addRecipient(body, doer);
    },
  }),
  route({
    method: "PUT",
    path: "/v1/alerts/recipients/:id",
    right: "administer",
    limit: "whole",
    needsProof: true,
    summary:
      "Changes a recipient; its secret stays, unless a new one is asked for or it had no webhook before",
    params: ID,
    body: CHANGED_RECIPIENT,
    answer: RECIPIENT,
    faults: ["not-found", "bad-request", "changed-meanwhile"],
    rules: (_needs, { body }) => recipientRules(body),
    examples: [
      {
        what: "With a second channel",
        params: { id: "1" },
        body: {
          ...recipient,
          channels: [
            ...recipient.channels,
            { kind: "webhook", url: "https://alerts.example.go.th/in", format: "standard" },
          ],
        },
      },
    ],
    run({ alerts, codes }: AlertNeeds, { params: { id }, body, doer }) {
      requireHeard(codes, body.hears);
      return alerts.putRecipient(Number(id), body, doer);
    },
  }),
  route({
    method: "POST",
    path: "/v1/alerts/recipients/:id/test",
    right: "administer",
    limit: "whole",
    summary: "Sends a test to a recipient; what becomes of it is said of its message",
    params: ID,
    answer: Type.Object({ message: Type.String() }),
    faults: ["not-found"],
    examples: [{ what: "A test", params: { id: "1" } }],
    run: async ({ alerts }: AlertNeeds, { params: { id }, doer }) => ({
      message: await alerts.test(Number(id), doer),
    }),
  }),
  route({
    method: "POST",
    path: "/v1/alerts/recipients/:id/switch-on",
    right: "administer",
    limit: "whole",
    summary: "Sends to the webhooks of a recipient again, whose receivers had said that they are gone",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "Its webhooks", params: { id: "1" } }],
    run: ({ alerts }: AlertNeeds, { params: { id }, doer }) => alerts.switchWebhooksOn(Number(id), doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/alerts/recipients/:id",
    right: "administer",
    limit: "whole",
    summary: "Removes a recipient: nothing more is sent to it",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "A recipient", params: { id: "1" } }],
    run: ({ alerts }: AlertNeeds, { params: { id }, doer }) => alerts.removeRecipient(Number(id), doer),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/messages/:message",
    right: "administer",
    limit: "whole",
    summary: "One message: what became of it, and what its receiver said",
    params: Type.Object({ message: Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" }) }),
    answer: MESSAGE_ROW,
    faults: ["not-found"],
    examples: [{ what: "A test", params: { message: "7d444840-9dc0-51d1-b245-5ffdce74fad2" }, isOnce: true }],
    run: ({ alerts }: AlertNeeds, { params: { message } }) => alerts.message(message),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/channels",
    right: "administer",
    limit: "whole",
    summary: "By what alerts can be sent here",
    answer: Type.Array(OUTLET_ROW),
    examples: [{ what: "All channels" }],
    run: ({ alerts }: AlertNeeds) => alerts.outlets(),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/mutes",
    right: "read",
    limit: "within",
    summary: "Mutes that hold or will hold: what they put off is sent at their end, if it is still true",
    answer: Type.Array(MUTE),
    examples: [{ what: "All mutes" }],
    run: async ({ alerts }: AlertNeeds, { visitor }) => mutesWithin(await alerts.mutes(), visitor.scope),
  }),
  route({
    method: "POST",
    path: "/v1/alerts/mutes",
    right: "command",
    limit: { of: (_needs: AlertNeeds, { body: { subject } }) => [extentOfMute(subject)] },
    summary: "Mutes messages for a time; what is muted is judged and shown all the same",
    body: NEW_MUTE,
    answer: MUTE,
    status: 201,
    rules: (_needs, { body: { from, until } }) =>
      typeof from === "number" && typeof until === "number" && until <= from
        ? ["until: must be later than from"]
        : [],
    examples: [
      {
        what: "A source at night, across midnight",
        body: {
          rule: "source-silent",
          subject: "source:TTB",
          from: 1_795_000_000_000,
          until: 1_796_000_000_000,
          daily: { from: 1_320, until: 360 },
          reason: "ปิดปรับปรุงระบบ",
        },
      },
    ],
    run: ({ alerts }: AlertNeeds, { body, doer }) => alerts.mute(body, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/alerts/mutes/:id",
    right: "command",
    limit: {
      of: async ({ alerts }: AlertNeeds, { params: { id } }) =>
        (await alerts.mutes())
          .filter((mute) => mute.id === Number(id))
          .map(({ subject }) => extentOfMute(subject)),
    },
    summary: "Ends a mute: what it put off is sent now, if it is still true",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "A mute", params: { id: "1" }, isOnce: true }],
    run: ({ alerts }: AlertNeeds, { params: { id }, doer }) => alerts.endMute(Number(id), doer),
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

/** What the schema cannot say of addresses. */
function recipientRules({ channels }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(channels)) return [];
  return channels.flatMap((channel, place) =>
    addressFaults(channel).map((fault) => `channels.${place}.${fault}`),
  );
}
