import { ValueErrorType } from "@sinclair/typebox/errors";
import { buddhistYearIn } from "#calendar/era.ts";
import { SECOND } from "#calendar/units.ts";
import { EVENT_TYPES, type EventType, LIMITED_TYPES, type RejectionCode, TYPE_PREFIX } from "#wire/events.ts";
import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import { inLargestUnit } from "#writing/durations.ts";
import {
  findPersonal,
  isRawAccount,
  maskNumbers,
  maskPersonal,
  type PersonalKind,
} from "#writing/personal.ts";
import type { Kind } from "../store/cells.ts";
import { type AccountKey, digitsOf, tokenOf } from "./accounts.ts";
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
  /** The banks that its source may speak for, of a report the agencies, in order of their codes; null: any. */
  speaksFor: readonly string[] | null;
  /** The known fields, as JSON. */
  data: string;
}

export interface Refusal {
  id: string | null;
  code: RejectionCode;
  detail: string;
}

/** What the source is allowed to send; `banks` and `agencies` null: any. */
export interface Scope {
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
  /** Whose reports. */
  agencies: ReadonlySet<string> | null;
  /** It may send an account number in place of a token; what is kept is a token. */
  accountNumbers: boolean;
}

export interface CheckRules {
  scope: Scope;
  /** The valid codes of each table (`bank` → KBANK …). */
  codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The latest time that it can be (epoch ms): an event may not lie far after it. */
  now: number;
  /** Older events are refused: the raw events of that time have already been dropped. */
  oldest: number;
  /** With what account numbers become tokens; null: this server takes none. */
  accountKey: AccountKey | null;
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

  const type = typeof envelope.type === "string" ? envelope.type.slice(TYPE_PREFIX.length) : "";
  const definition =
    Object.hasOwn(DEFINITIONS, type) && envelope.type === TYPE_PREFIX + type
      ? DEFINITIONS[type as EventType]
      : null;
  if (!definition) {
    say(
      "unknown-type",
      `type: ${quote(typeof envelope.type === "string" ? maskNumbers(envelope.type.slice(0, 200)) : envelope.type)} is not known; known are ${KNOWN_TYPES}`,
    );
    checkPersonal({ id, source }, ENVELOPE, time ?? rules.now, wrong);
    return refusal(envelope.id, wrong);
  }
  const { name, types, banks, agencies } = rules.scope;
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
  checkPersonal({ id, source }, ENVELOPE, time ?? rules.now, wrong);
  if (data) checkPersonal(data, definition.texts, time ?? rules.now, wrong);
  if (wrong.length > 0 || !data) return refusal(envelope.id, wrong);

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
    speaksFor: sortedOrNull(definition.kind === "reports" ? agencies : banks),
    // Serialised here, while other batches wait for the database, not later when the database would wait for us.
    data: JSON.stringify(data),
  };
}

const sortedOrNull = (limit: ReadonlySet<string> | null) => limit && [...limit].sort();
const LIMITED = new Set<string>(LIMITED_TYPES);
const ENVELOPE = ["id", "source"];

const KINDS: Record<PersonalKind, string> = {
  "national-id": "a national id",
  phone: "a phone number",
  account: "an account number",
};

/** Says first where personal data stands: that is then the event's code, and nothing of it is kept. */
function checkPersonal(
  values: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  near: number,
  wrong: { code: RejectionCode; detail: string }[],
) {
  for (const field of fields) {
    const text = values[field];
    if (typeof text !== "string") continue;
    const [found] = findPersonal(text, field === "reason" ? null : near);
    if (found || (field === "accountToken" && isRawAccount(text)))
      wrong.unshift({
        code: "personal-data",
        detail: `${field}: looks like it has ${KINDS[found?.kind ?? "account"]} in it (${maskNumbers(text).slice(0, 80)}); personal data is never kept`,
      });
  }
}

export function isRefusal(result: CheckedEvent | Refusal): result is Refusal {
  return "code" in result;
}

const KNOWN_TYPES = EVENT_TYPES.map((type) => TYPE_PREFIX + type).join(", ");

type Say = (code: RejectionCode, detail: string) => void;

function refusal(given: unknown, wrong: { code: RejectionCode; detail: string }[]): Refusal {
  // Masked before it is cut: half a number is not known for one.
  const id =
    typeof given === "string" ? maskPersonal(given.slice(0, 400)).slice(0, 200).toWellFormed() : null;
  return { id, code: wrong[0]!.code, detail: maskPersonal(wrong.map(({ detail }) => detail).join("; ")) };
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
  if (given.accountNumber !== undefined && given.accountNumber !== null) {
    const token = checkAccount(given, definition, rules, say);
    if (token === null) return data;
    data.accountToken = token;
  }
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
        missing
          ? `${field}: is missing`
          : `${field}: ${expectation(definition, field)}, not ${definition.texts.includes(field) ? quoteText(error.value) : quote(error.value)}`,
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
  const { name, banks, agencies } = rules.scope;
  if (banks && typeof data.bank === "string" && !banks.has(data.bank))
    say("not-allowed", `bank: the key of ${name} may send ${[...banks].join(", ")} only`);
  if (agencies && typeof data.agency === "string" && !agencies.has(data.agency))
    say("not-allowed", `agency: the key of ${name} may send reports of ${[...agencies].join(", ")} only`);
  return data;
}

/** The token of an account number that was sent in place of one; null: it is not taken. */
function checkAccount(
  { accountNumber, accountToken, bank }: Readonly<Record<string, unknown>>,
  definition: EventDefinition,
  { scope, accountKey }: CheckRules,
  say: Say,
): string | null {
  const digits = digitsOf(accountNumber);
  if (!scope.accountNumbers || !definition.fields.accountToken)
    say(
      "personal-data",
      `accountNumber: the key of ${scope.name} may not send ${definition.fields.accountToken ? "account numbers; send accountToken" : "one with this type"}; personal data is never kept`,
    );
  else if (accountKey === null)
    say("not-allowed", "accountNumber: this server has no key for account numbers (ACCOUNT_KEY_FILE)");
  else if (accountToken !== undefined && accountToken !== null)
    say("invalid-field", "accountNumber: stands beside accountToken; send one of them");
  else if (digits === null)
    say("invalid-field", "accountNumber: must be a text of 9 to 15 digits, with single dashes or spaces");
  else if (typeof bank !== "string") say("invalid-field", "bank: is missing");
  else return tokenOf(accountKey, bank, digits);
  return null;
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

/** Of a field that may hold an account or a person: no longer number is quoted, whatever it is joined to. */
function quoteText(value: unknown): string {
  if (typeof value === "number") return "a number";
  return quote(typeof value === "string" ? maskNumbers(value.slice(0, 200)) : value);
}

/** Quotes a value for a message, shortened: a deep or long value is not walked through. */
function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  // Masked before it is cut: half a number is not known for one.
  const text =
    typeof value === "string"
      ? JSON.stringify(maskPersonal(value.slice(0, 200)).slice(0, 80))
      : String(value);
  return (typeof value === "string" && value.length > 80 ? `${text}…` : text).toWellFormed();
}
