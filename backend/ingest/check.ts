import { ValueErrorType } from "@sinclair/typebox/errors";
import { buddhistYearIn } from "#calendar/era.ts";
import { SECOND } from "#calendar/units.ts";
import { EVENT_TYPES, type EventType, LIMITED_TYPES, type RejectionCode, TYPE_PREFIX } from "#wire/events.ts";
import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Kind } from "../store/cells.ts";
import { DEFINITIONS, type EventDefinition } from "./definitions.ts";
import { dataOf } from "./payload.ts";
import { readTime } from "./rfc3339.ts";

/** A valid event: every field checked, unknown fields removed, times in epoch milliseconds. */
export interface CheckedEvent {
  kind: Kind;
  type: EventType;
  source: string;
  id: string;
  entity: string;
  time: number;
  cohortAt: number | null;
  revision: number;
  /** The watermark of a `source.beat` event. */
  through: number | null;
  /** The banks that its source may speak for, in order of their codes; null: any. */
  speaksFor: readonly string[] | null;
  /** The known fields, as JSON. */
  data: string;
}

export interface Refusal {
  id: string | null;
  code: RejectionCode;
  detail: string;
}

/** What the source is allowed to send; `banks` null: any bank. */
export interface Scope {
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
}

export interface CheckRules {
  scope: Scope;
  /** The valid codes of each table (`bank` → KBANK …). */
  codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The latest time that it can be (epoch ms): an event may not lie far after it. */
  now: number;
  /** Older events are refused: the raw events of that time have already been dropped. */
  oldest: number;
}

/** Validates one parsed event and reports all its errors at once. */
export function checkEvent(event: unknown, rules: CheckRules): CheckedEvent | Refusal {
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return { id: null, code: "not-an-object", detail: "an event is a JSON object" };
  const envelope = event as Record<string, unknown>;
  const wrong: { code: RejectionCode; detail: string }[] = [];
  const say: Say = (code, detail) => wrong.push({ code, detail });

  if (envelope.specversion !== "1.0") say("invalid-field", 'specversion: must be "1.0"');
  const id = checkText(envelope.id, "id", 200, say);
  const source = checkText(envelope.source, "source", 200, say);
  const time = checkTime(envelope.time, "time", say);
  if (time !== null && time > rules.now + CLOCK_TOLERANCE_MS)
    say(
      "future",
      `time: lies ${said(time - rules.now)} in the future (${quote(envelope.time)}); ${MAY_DIFFER}`,
    );
  if (time !== null && time < rules.oldest)
    say("too-old", `time: older than ${new Date(rules.oldest).toISOString()}, the oldest that is accepted`);

  const shown = typeof envelope.id === "string" ? envelope.id.slice(0, 200).toWellFormed() : null;
  const type = typeof envelope.type === "string" ? envelope.type.slice(TYPE_PREFIX.length) : "";
  const definition =
    Object.hasOwn(DEFINITIONS, type) && envelope.type === TYPE_PREFIX + type
      ? DEFINITIONS[type as EventType]
      : null;
  if (!definition) {
    say("unknown-type", `type: ${quote(envelope.type)} is not known; known are ${KNOWN_TYPES}`);
    return refusal(shown, wrong);
  }
  const { name, types, banks } = rules.scope;
  if (!types.has(type)) say("not-allowed", `type: the key of ${name} may not send ${type}`);
  else if (banks && !LIMITED.has(type))
    say(
      "not-allowed",
      `type: ${type} is about a report, which is at no bank, and the key of ${name} may speak for ${[...banks].join(", ")} only`,
    );
  const given = dataOf(envelope);
  if ("wrong" in given) say("invalid-field", given.wrong);
  const data = "wrong" in given ? null : checkData(given.data, definition, rules, say);

  const cohortAt =
    definition.cohort && data?.[definition.cohort] !== undefined
      ? checkTime(data[definition.cohort], definition.cohort, say)
      : null;
  if (cohortAt !== null && time !== null && cohortAt > time + CLOCK_TOLERANCE_MS)
    say("cohort-after-time", `${definition.cohort}: lies ${said(cohortAt - time)} after time; ${MAY_DIFFER}`);
  if (cohortAt !== null && cohortAt < rules.oldest)
    say(
      "too-old",
      `${definition.cohort}: older than ${new Date(rules.oldest).toISOString()}, the oldest that is accepted`,
    );
  const through =
    type === "source.beat" && data?.through !== undefined ? checkTime(data.through, "through", say) : null;
  if (through !== null && through > rules.now + CLOCK_TOLERANCE_MS)
    say("future", `through: lies ${said(through - rules.now)} in the future; ${MAY_DIFFER}`);
  if (wrong.length > 0 || !data) return refusal(shown, wrong);

  return {
    kind: definition.kind,
    type: type as EventType,
    source: source!,
    id: id!,
    entity: definition.entity ? (data[definition.entity] as string) : "",
    time: time!,
    cohortAt,
    revision: (data.revision as number | undefined) ?? 0,
    through,
    speaksFor: banks && [...banks].sort(),
    // Serialised here, while other batches wait for the database, not later when the database would wait for us.
    data: JSON.stringify(data),
  };
}

const LIMITED = new Set<string>(LIMITED_TYPES);

export function isRefusal(result: CheckedEvent | Refusal): result is Refusal {
  return "code" in result;
}

const KNOWN_TYPES = EVENT_TYPES.map((type) => TYPE_PREFIX + type).join(", ");

type Say = (code: RejectionCode, detail: string) => void;

function refusal(id: string | null, wrong: { code: RejectionCode; detail: string }[]): Refusal {
  return { id, code: wrong[0]!.code, detail: wrong.map(({ detail }) => detail).join("; ") };
}

const MAY_DIFFER = `clocks may differ by ${said(CLOCK_TOLERANCE_MS)}`;

/** 6 min (360.5 s): the largest unit is cut off. */
function said(ms: number): string {
  return `${inLargestUnit(Math.floor(ms / SECOND), "en")} (${ms / SECOND} s)`;
}

function checkText(value: unknown, field: string, longest: number, say: Say): string | null {
  if (typeof value !== "string" || value.length === 0 || value.length > longest)
    say("invalid-field", `${field}: must be a text of 1 to ${longest} characters`);
  else if (!isWritable(value)) say("bad-text", `${field}: has a NUL or half a character (a lone surrogate)`);
  else return value;
  return null;
}

function checkTime(value: unknown, field: string, say: Say): number | null {
  const era = typeof value === "string" ? buddhistYearIn(value) : null;
  if (era) {
    say("bad-time", `${field}: ${era}`);
    return null;
  }
  const time = typeof value === "string" ? readTime(value) : null;
  if (time === null)
    say(
      "bad-time",
      `${field}: must be a date and time with an offset, as 2026-11-21T14:05:00+07:00 (RFC 3339), not ${quote(value)}`,
    );
  return time;
}

/** Checks the declared fields of `data`; null if it is not an object. */
function checkData(
  value: unknown,
  definition: EventDefinition,
  rules: CheckRules,
  say: Say,
): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    say("invalid-field", "data: must be an object");
    return null;
  }
  const given = value as Record<string, unknown>;
  const data: Record<string, unknown> = {};
  for (const field in definition.fields)
    if (Object.hasOwn(given, field) && given[field] !== null) data[field] = given[field];
  if (!definition.check.Check(data)) {
    const named = new Set<string>();
    for (const error of definition.check.Errors(data)) {
      const field = error.path.slice(1);
      if (named.has(field)) continue;
      named.add(field);
      const missing = error.type === ValueErrorType.ObjectRequiredProperty;
      const code = field.endsWith("Satang") && !missing ? "bad-money" : "invalid-field";
      say(
        code,
        `${field}: ${missing ? "is missing" : `${expectation(definition, field)}, not ${quote(error.value)}`}`,
      );
    }
  }
  for (const field in data) {
    const text = data[field];
    if (typeof text === "string" && !isWritable(text))
      say("bad-text", `${field}: has a NUL or half a character (a lone surrogate)`);
  }
  for (const field of definition.codes) {
    const code = data[field];
    if (typeof code === "string" && !rules.codes.get(field)?.has(code))
      say(
        "unknown-code",
        `${field}: ${quote(code)} is not among the ${field} codes (GET /v1/codes has them)`,
      );
  }
  const { banks } = rules.scope;
  if (banks && typeof data.bank === "string" && !banks.has(data.bank))
    say("not-allowed", `bank: the key of ${rules.scope.name} may send ${[...banks].join(", ")} only`);
  return data;
}

function expectation(definition: EventDefinition, field: string): string {
  const schema = definition.fields[field];
  if (schema?.type === "integer") return `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema?.type === "string") return `must be a text of up to ${schema.maxLength} characters`;
  const values = (schema?.anyOf as { const: string }[] | undefined)?.map(({ const: value }) => value);
  return `must be one of ${values?.join(", ")}`;
}

/** False for text that cannot be stored: PostgreSQL has no NUL, and UTF-8 no lone surrogate. */
function isWritable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/** Quotes a value for a message, shortened: a deep or long value is not walked through. */
function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
  return (typeof value === "string" && value.length > 80 ? `${text}…` : text).toWellFormed();
}
