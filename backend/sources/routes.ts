import { Type } from "@sinclair/typebox";
import { nullable } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import { REGISTER, REGISTERED, registrationOf, registrationRules } from "./registration.ts";
import type { Code, Sources } from "./sources.ts";

export interface SourceNeeds {
  sources: Sources;
  codes: readonly Code[];
}

const time = nullable(Type.Integer());
const SOURCE = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  nameTh: Type.String(),
  types: Type.Array(Type.String(), { description: "event types that it may send, without the prefix" }),
  banks: nullable(Type.Array(Type.String()), { description: "banks that it may speak of; null: any" }),
  beatSeconds: Type.Integer(),
  simulated: Type.Boolean(),
  heard: nullable(Type.Integer(), {
    description: "when something of it was last accepted; epoch ms; null: never",
  }),
  heardTo: nullable(Type.Integer(), {
    description:
      "up to when it has been heard: its watermark, if that lies over three heartbeats before `heard`",
  }),
  through: nullable(Type.Integer(), {
    description: "its watermark: all that happened up to then has been sent",
  }),
  since: time,
  clockOffsetMs: nullable(Type.Integer(), {
    description:
      "how far its clock was ahead of the server's when its last heartbeat came, by the heartbeat's `time`, its way included; negative: behind; null: not known",
  }),
  silent: Type.Boolean({ description: "nothing was heard of it for three of its heartbeats" }),
  behind: Type.Boolean({ description: "it is heard, but its watermark lies over three heartbeats back" }),
  clockOff: Type.Boolean({ description: "its clock differs from the server's by over 2 seconds" }),
});

export const SOURCE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/sources",
    right: "anyone",
    summary:
      "The sources: what each may send, when it was last heard, up to when it has sent everything, and what its clock says",
    answer: Type.Array(SOURCE),
    examples: [{ what: "All sources" }],
    run: ({ sources }: SourceNeeds) => sources.list(),
  }),
  route({
    method: "POST",
    path: "/v1/sources",
    right: "first-source",
    summary: "Registers a source, or renews it: another key and scope",
    description: "The answer has the source's key. It is told this once and kept only as a hash.",
    body: REGISTER,
    answer: REGISTERED,
    status: 201,
    rules: ({ codes }, { body }) => registrationRules(body, codes),
    examples: [
      {
        what: "A bank that answers freezes",
        body: {
          ...{ name: "KBANK", nameTh: "ธนาคารกสิกรไทย", banks: ["KBANK"], beatSeconds: 15 },
          types: ["freeze.confirmed", "freeze.refused", "freeze.released"],
        },
      },
    ],
    run: async ({ sources }: SourceNeeds, { body, doer }) => {
      const registration = registrationOf(body);
      const { key } = await sources.register(registration, doer);
      return { ...registration, key };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/sources/:name",
    right: "first-source",
    summary: "Revokes a source: its key is refused from now on",
    params: Type.Object({ name: Type.String() }),
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [{ what: "The bank that was registered", params: { name: "KBANK" } }],
    run: ({ sources }: SourceNeeds, { params: { name }, doer }) => sources.revoke(name, doer),
  }),
  route({
    method: "GET",
    path: "/v1/codes",
    right: "anyone",
    isConstant: true,
    summary: "The codes of banks, scam types, provinces, channels, agencies and queues, with their names",
    answer: Type.Array(
      Type.Object({
        kind: Type.String(),
        code: Type.String(),
        nameTh: Type.String(),
        nameEn: Type.String(),
        shortTh: Type.String({
          description: "for a row of a list; the full name where that is short enough",
        }),
        shortEn: Type.String(),
      }),
    ),
    examples: [{ what: "All codes" }],
    run: ({ codes }: SourceNeeds) => [...codes],
  }),
];
