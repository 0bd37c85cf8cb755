import { Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { extentOf } from "#wire/access.ts";
import { freeText, MOMENT } from "#wire/schema.ts";
import { ANNOTATION, TARGET_SLICE } from "#wire/targets.schema.ts";
import { route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Annotations } from "./annotations.ts";

export interface AnnotationNeeds {
  annotations: Annotations;
}

const ID = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "the id of an annotation" }),
});
const moment = (text: string, field: string) => {
  const at = readMoment(text);
  if (at === null) throw new Fault("bad-request", `${field}: ${MOMENT.description}`);
  return at;
};

export const ANNOTATION_ROUTES = [
  route({
    method: "GET",
    path: "/v1/annotations",
    right: "read",
    limit: "within",
    summary: "What happened, as people said it, of a time",
    description: "Who is limited is told of what is said of everything, and of its own part.",
    query: Type.Object(
      { from: Type.Optional(MOMENT), to: Type.Optional(MOMENT), at: Type.Optional(MOMENT) },
      { additionalProperties: false, description: "`at`: as they stood then" },
    ),
    answer: Type.Array(ANNOTATION),
    examples: [{ what: "Of a month", query: { from: "2026-11-01", to: "2026-12-01" } }],
    run: ({ annotations }: AnnotationNeeds, { query: { from, to, at }, visitor, signal }) =>
      annotations.list(
        visitor.scope,
        {
          from: from === undefined ? Number.NEGATIVE_INFINITY : moment(from, "from"),
          until: to === undefined ? Number.POSITIVE_INFINITY : moment(to, "to"),
        },
        at === undefined ? null : moment(at, "at"),
        signal,
      ),
  }),
  route({
    method: "POST",
    path: "/v1/annotations",
    right: "command",
    limit: { of: (_needs: AnnotationNeeds, { body: { slice } }) => [extentOf(slice)] },
    summary: "Says what happened: one line, of a moment, a day or a time",
    description:
      "It stands on charts of that time: of everything, or of one bank, province or other part. Do not name persons: a text with a number like that of a person, an account or a telephone is refused.",
    body: Type.Object(
      {
        from: MOMENT,
        until: Type.Optional(MOMENT),
        text: freeText(160, { minLength: 1 }),
        slice: TARGET_SLICE,
      },
      { additionalProperties: false, description: "without `until` it is of a moment or a day" },
    ),
    answer: ANNOTATION,
    status: 201,
    examples: [
      {
        what: "A new law",
        body: { from: "2026-11-20", text: "ประกาศใช้กฎหมายใหม่", slice: { by: "all", of: null } },
      },
    ],
    run: ({ annotations }: AnnotationNeeds, { body: { from, until, text, slice }, doer }) =>
      annotations.add(
        {
          text,
          slice,
          from: moment(from, "from"),
          until: until === undefined ? null : moment(until, "until"),
        },
        doer,
      ),
  }),
  route({
    method: "DELETE",
    path: "/v1/annotations/:id",
    right: "command",
    limit: {
      of: ({ annotations }: AnnotationNeeds, { params: { id } }) => annotations.extentsOf(Number(id)),
    },
    summary: "Takes an annotation off the charts; it is kept, and can be restored",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "An annotation", params: { id: "1" } }],
    run: async ({ annotations }: AnnotationNeeds, { params: { id }, doer }) => {
      await annotations.end(Number(id), doer);
    },
  }),
  route({
    method: "POST",
    path: "/v1/annotations/:id/restore",
    right: "command",
    limit: {
      of: ({ annotations }: AnnotationNeeds, { params: { id } }) => annotations.extentsOf(Number(id)),
    },
    summary: "Puts an annotation back that was taken off",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "An annotation", params: { id: "1" } }],
    run: async ({ annotations }: AnnotationNeeds, { params: { id }, doer }) => {
      await annotations.restore(Number(id), doer);
    },
  }),
];
