import { type Static, Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { MOMENT, nullable, oneOf } from "#wire/schema.ts";
import type { Filter } from "./queries.ts";

const text = (pattern: string, description: string) => Type.Optional(Type.String({ pattern, description }));

/** `GET /v1/audit`. */
export const AUDIT_QUERY = Type.Object(
  {
    who: text("^.{1,200}$", "the name of who did it, up to 200 characters"),
    deed: text("^[\\w.-]{1,100}$", "a deed, or the first part of some: screen.removed, or screen"),
    object: text("^[\\w-]{1,50}(/.{1,200})?$", "what it was done to: screen/hall, or screen for all of them"),
    from: Type.Optional(MOMENT),
    to: Type.Optional(MOMENT),
    cursor: text("^\\d{1,15}$", "the next of an answer"),
    format: Type.Optional(oneOf(["json", "csv"])),
  },
  { additionalProperties: false },
);
export type AuditQuery = Static<typeof AUDIT_QUERY>;

const json = Type.Unknown({
  description: "what the deed changed; null: there was nothing, or there is nothing",
});

/** A page of the audit. */
export const AUDIT_ANSWER = Type.Object({
  rows: Type.Array(
    Type.Object({
      place: Type.Integer({ description: "its place in the chain, 1 for the first" }),
      at: Type.Integer({ description: "epoch ms" }),
      by: Type.Object({
        kind: oneOf(["person", "display", "key", "console", "server"]),
        id: nullable(Type.String()),
        name: Type.String(),
      }),
      deed: Type.String(),
      of: Type.Object({ kind: Type.String(), id: Type.String() }),
      before: json,
      after: json,
      address: nullable(Type.String(), { description: "from where; null: not over the network" }),
      hash: Type.String({ description: "SHA-256 in hex; chains it to the row before it" }),
    }),
  ),
  next: nullable(Type.String(), { description: "the cursor of the next page; null: this is the last one" }),
});

export function filterOf({ who, deed, object, from, to }: AuditQuery): Filter {
  const [kind = null, ...id] = object?.split("/") ?? [];
  return {
    who: who ?? null,
    deed: deed ?? null,
    kind,
    id: id.length > 0 ? id.join("/") : null,
    from: from === undefined ? null : readMoment(from),
    until: to === undefined ? null : readMoment(to),
  };
}

/** What the schema cannot check. */
export function auditRules({ from, to }: Readonly<Record<string, unknown>>): string[] {
  const [since, until] = [from, to].map((text) => (typeof text === "string" ? readMoment(text) : null));
  return since != null && until != null && since >= until ? ["from: must lie before to"] : [];
}
