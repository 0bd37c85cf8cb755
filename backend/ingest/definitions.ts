import { type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { CODE_TABLES, EVENT_FIELDS, EVENT_TYPES, type EventType, REVISION } from "#wire/events.ts";
import type { Kind } from "../store/cells.ts";

/** How events of one type are processed. */
export interface EventDefinition {
  /** The kind of cells that it counts in. A heartbeat counts in none; it is written along with the samples. */
  kind: Kind;
  /** The field with the entity's id; null for samples and heartbeats. */
  entity: string | null;
  /** The field with the entity's cohort time, for events that may carry it. */
  cohort: string | null;
  /** Fields whose value is a code from the table of the same name. */
  codes: readonly string[];
  /** Fields with an id, a token or a text that people wrote. */
  texts: readonly string[];
  fields: TProperties;
  check: ReturnType<typeof TypeCompiler.Compile>;
}

/** By the first word of the event type. */
const ABOUT: Record<string, Pick<EventDefinition, "kind" | "entity" | "cohort">> = {
  call: { kind: "calls", entity: "callId", cohort: "offeredAt" },
  lines: { kind: "lines", entity: null, cohort: null },
  report: { kind: "reports", entity: "reportId", cohort: "reportedAt" },
  freeze: { kind: "freezes", entity: "freezeId", cohort: "requestedAt" },
  refund: { kind: "refunds", entity: "refundId", cohort: null },
  arrest: { kind: "arrests", entity: "arrestId", cohort: null },
  source: { kind: "lines", entity: null, cohort: null },
};

function define(type: EventType): EventDefinition {
  const fields: TProperties = { ...EVENT_FIELDS[type], ...REVISION };
  const { kind, entity, cohort } = ABOUT[type.split(".")[0]!]!;
  const isCode = (field: string) => (CODE_TABLES as readonly string[]).includes(field);
  const isText = ({ type, format }: TSchema) => type === "string" && format === undefined;
  return {
    kind,
    entity,
    cohort: cohort !== null && cohort in fields ? cohort : null,
    codes: Object.keys(fields).filter(isCode),
    texts: Object.keys(fields).filter((field) => isText(fields[field]!) && !isCode(field)),
    fields,
    check: TypeCompiler.Compile(Type.Object(fields)),
  };
}

export const DEFINITIONS = Object.fromEntries(EVENT_TYPES.map((type) => [type, define(type)])) as Record<
  EventType,
  EventDefinition
>;
