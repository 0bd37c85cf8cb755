import { type Static, Type } from "@sinclair/typebox";
import { covers, sourcesWithin } from "#wire/access.ts";
import { ITS_VERSION, nullable } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import {
  CHANGE,
  CHANGED,
  KEY_STATE,
  MADE_READING_KEY,
  overlapOf,
  READING,
  READING_KEY,
  REGISTER,
  REGISTERED,
  ROTATE,
  ROTATED,
  registrationOf,
  registrationRules,
  scopeRules,
} from "./registration.ts";
import type { Code, Sources } from "./sources.ts";

export interface SourceNeeds {
  sources: Sources;
  codes: readonly Code[];
}

const time = nullable(Type.Integer());
const SOURCE = Type.Object({
  id: Type.Integer(),
  version: ITS_VERSION,
  name: Type.String(),
  nameTh: Type.String(),
  types: Type.Array(Type.String(), { description: "event types that it may send, without the prefix" }),
  banks: nullable(Type.Array(Type.String()), { description: "banks that it may speak of; null: any" }),
  agencies: nullable(Type.Array(Type.String()), { description: "whose reports it may send; null: any" }),
  beatSeconds: Type.Integer(),
  eventsPerMinute: nullable(Type.Integer(), { description: "null: what every source may send" }),
  mayRead: Type.Boolean({ description: "its keys read figures too" }),
  accountNumbers: Type.Boolean({ description: "it may send an account number in place of a token" }),
  simulated: Type.Boolean(),
  heard: nullable(Type.Integer(), {
    description: "when something of it was last accepted; epoch ms; null: never",
  }),
  heardTo: nullable(Type.Integer(), {
    description:
      "up to when it has been heard: its watermark or, without one, its latest event, if that lies over three heartbeats before `heard`",
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
  behind: Type.Boolean({
    description:
      "it is heard, but its watermark or, without one, its latest event lies over three heartbeats back",
  }),
  clockOff: Type.Boolean({ description: "its clock differs from the server's by over 2 seconds" }),
  rejected: Type.Integer({ description: "events of it that were rejected within the last 24 hours" }),
  keys: Type.Array(KEY_STATE, {
    description: "its keys, the newest first; those that ended or were revoked for 90 days more",
  }),
});

const params = Type.Object({ name: Type.String() });
const bank = { name: "KBANK" };
const keyParams = Type.Object({ name: Type.String(), number: Type.String({ pattern: "^[0-9]{1,9}$" }) });
const firstKey = { what: "The first key of the bank", params: { ...bank, number: "1" } };
const freezes = ["freeze.confirmed", "freeze.refused", "freeze.overturned", "freeze.released"];

const wantedScope = ({ banks = null, provinces = null, agencies = null }: Static<typeof READING>) => ({
  banks,
  provinces,
  agencies,
});

export const SOURCE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/sources",
    right: "read",
    limit: "within",
    summary:
      "The sources: what each may send, when it was last heard, up to when it has sent everything, and what its clock says",
    description:
      "Who is limited to some banks is told of the sources that may speak of those, and of no other bank.",
    answer: Type.Array(SOURCE),
    examples: [{ what: "All sources" }],
    run: async ({ sources }: SourceNeeds, { visitor }) => sourcesWithin(await sources.list(), visitor.scope),
  }),
  route({
    method: "POST",
    path: "/v1/sources",
    right: "administer",
    needsProof: true,
    limit: "whole",
    summary: "Registers a source, or renews it: another scope, and a key instead of all that it has",
    description: "The answer has the source's key. It is told this once and kept only as a hash.",
    body: REGISTER,
    answer: REGISTERED,
    status: 201,
    rules: ({ codes }, { body }) => registrationRules(body, codes),
    examples: [
      {
        what: "A bank that answers freezes",
        body: { name: "KBANK", nameTh: "ธนาคารกสิกรไทย", banks: ["KBANK"], beatSeconds: 15, types: freezes },
      },
    ],
    run: async ({ sources }: SourceNeeds, { body, doer }) => {
      const registration = registrationOf(body);
      const { key } = await sources.register(registration, doer);
      return { ...registration, key };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/sources/:name",
    right: "administer",
    needsProof: true,
    limit: "whole",
    summary: "Changes what a source may send, and how much of it; its keys stay",
    description: "All fields must be given, so that no limit is lifted by leaving it out.",
    params,
    body: CHANGE,
    answer: CHANGED,
    faults: ["not-found", "changed-meanwhile"],
    rules: ({ codes }, { body }) => registrationRules(body, codes),
    examples: [
      {
        what: "The bank that was registered, with a limit",
        params: bank,
        body: {
          nameTh: "ธนาคารกสิกรไทย",
          types: freezes,
          banks: ["KBANK"],
          agencies: null,
          beatSeconds: 15,
          eventsPerMinute: 6_000,
          mayRead: false,
          accountNumbers: false,
        },
      },
    ],
    run: async ({ sources }: SourceNeeds, { params: { name }, body: { version, ...body }, doer }) => ({
      version: await sources.change({ ...registrationOf({ name, ...body }), version }, doer),
    }),
  }),
  route({
    method: "POST",
    path: "/v1/sources/:name/keys",
    right: "administer",
    needsProof: true,
    limit: "whole",
    summary: "Rotates the key of a source: makes another one, and ends those that it has after some hours",
    params,
    body: ROTATE,
    answer: ROTATED,
    status: 201,
    faults: ["not-found"],
    examples: [{ what: "With both keys for two hours", params: bank, body: { overlapHours: 2 } }],
    run: ({ sources }: SourceNeeds, { params: { name }, body, doer }) =>
      sources.rotate(name, overlapOf(body), doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/sources/:name/keys/:number",
    right: "administer",
    limit: "whole",
    summary: "Revokes one key of a source: it is refused from now on",
    params: keyParams,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [firstKey],
    run: ({ sources }: SourceNeeds, { params: { name, number }, doer }) =>
      sources.revokeKey(name, Number(number), doer),
  }),
  route({
    method: "POST",
    path: "/v1/sources/:name/keys/:number/restore",
    right: "administer",
    needsProof: true,
    limit: "whole",
    summary: "Takes back that a key was revoked, within ten minutes",
    params: keyParams,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [firstKey],
    run: ({ sources }: SourceNeeds, { params: { name, number }, doer }) =>
      sources.restoreKey(name, Number(number), doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/sources/:name",
    right: "administer",
    limit: "whole",
    summary: "Revokes a source: its keys are refused from now on",
    params,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [{ what: "The bank that was registered", params: bank }],
    run: ({ sources }: SourceNeeds, { params: { name }, doer }) => sources.revoke(name, doer),
  }),
  route({
    method: "GET",
    path: "/v1/reading-keys",
    right: "administer",
    limit: "within",
    summary: "The keys for reading figures, the newest first",
    description: "Who is limited is told of those inside the limit, and makes no others.",
    answer: Type.Array(READING_KEY),
    examples: [{ what: "All keys for reading" }],
    run: async ({ sources }: SourceNeeds, { visitor }) =>
      (await sources.readingKeys()).filter(({ scope }) => covers(visitor.scope, scope)),
  }),
  route({
    method: "POST",
    path: "/v1/reading-keys",
    right: "administer",
    needsProof: true,
    limit: { of: (_needs: SourceNeeds, { body }) => [wantedScope(body)] },
    summary: "Makes a key for reading figures, within a scope",
    description: "The answer has the key. It is told this once and kept only as a hash.",
    body: READING,
    answer: MADE_READING_KEY,
    status: 201,
    rules: ({ codes }, { body }) => scopeRules(body, codes),
    examples: [
      { what: "A bank that reads its own figures", body: { name: "KBANK-reads", banks: ["KBANK"] } },
    ],
    run: async ({ sources }: SourceNeeds, { body, doer }) => {
      const wanted = { name: body.name, scope: wantedScope(body), endsAt: body.endsAt ?? null };
      return { key: await sources.makeReadingKey(wanted, doer) };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/reading-keys/:name",
    right: "administer",
    limit: {
      of: async ({ sources }: SourceNeeds, { params: { name } }) =>
        (await sources.readingKeys()).filter((key) => key.name === name).map(({ scope }) => scope),
    },
    summary: "Revokes a key for reading: it is refused from now on",
    params,
    answer: null,
    faults: ["bad-request", "not-found"],
    examples: [{ what: "The bank's key", params: { name: "KBANK-reads" } }],
    run: ({ sources }: SourceNeeds, { params: { name }, doer }) => sources.revokeReadingKey(name, doer),
  }),
  route({
    method: "GET",
    path: "/v1/codes",
    right: "read",
    limit: "same",
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
