import { Type } from "@sinclair/typebox";
import { MUTE, NEW_MUTE } from "#wire/alerts.schema.ts";
import { route } from "../http/route.ts";
import { extentOfMute, mutesWithin } from "./inScope.ts";
import type { AlertNeeds } from "./routes.ts";

const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$" }) });

export const MUTE_ROUTES = [
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
];
