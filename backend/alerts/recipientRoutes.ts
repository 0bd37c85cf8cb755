import { Type } from "@sinclair/typebox";
import { MESSAGE_ROW } from "#wire/alerts.schema.ts";
import { OUTLET_ROW } from "#wire/outlets.schema.ts";
import { CHANGED_RECIPIENT, NEW_RECIPIENT, RECIPIENT } from "#wire/recipients.schema.ts";
import { uuid } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import { addressFaults } from "./channels/addresses.ts";
import { requireHeard } from "./codes.ts";
import type { AlertNeeds } from "./routes.ts";

const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$" }) });
const recipient = {
  name: "หัวหน้าเวร",
  lang: "th",
  channels: [{ kind: "mail", to: "duty@example.go.th" }],
  hears: [{ policy: "duty", afterMinutes: 0 }],
  mostIn10Minutes: 10,
} as const;

export const RECIPIENT_ROUTES = [
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
    params: Type.Object({ message: uuid() }),
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
];

/** What the schema cannot say of addresses. */
function recipientRules({ channels }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(channels)) return [];
  return channels.flatMap((channel, place) =>
    addressFaults(channel).map((fault) => `channels.${place}.${fault}`),
  );
}
