import { type EventType, TYPE_PREFIX } from "#wire/events.ts";
import { isRawAccount, maskDigits, maskNumbers, maskPersonal } from "#writing/personal.ts";
import { DEFINITIONS, type EventDefinition } from "./definitions.ts";
import { dataOf } from "./payload.ts";
import { readTime } from "./rfc3339.ts";

/** The longest text of an event (backend/wire/events.ts). */
const LONGEST = 500;
const ENVELOPE = ["specversion", "id", "source", "type", "time"] as const;

/**
 * A rejected event as it may be kept: only the fields that an event of its type can have, texts cut to the longest that
 * is allowed, and without personal data: `•` stands for each digit of it. Null if it is no object.
 */
export function maskEvent(event: unknown): Record<string, unknown> | null {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return null;
  const envelope = event as Record<string, unknown>;
  const near = typeof envelope.time === "string" ? readTime(envelope.time) : null;
  const kept: Record<string, unknown> = {};
  for (const field of ENVELOPE) {
    const value = masked(envelope[field], near);
    if (value !== undefined) kept[field] = value;
  }
  const definition = definitionOf(envelope.type);
  if (!definition && typeof kept.type === "string") kept.type = maskNumbers(kept.type);
  const given = dataOf(envelope);
  if (definition && "data" in given && typeof given.data === "object" && given.data !== null)
    kept.data = maskData(given.data as Record<string, unknown>, definition, near);
  return kept;
}

function maskData(
  data: Readonly<Record<string, unknown>>,
  { fields, texts }: EventDefinition,
  near: number | null,
) {
  const kept: Record<string, unknown> = {};
  for (const field in fields) {
    if (!Object.hasOwn(data, field)) continue;
    const isText = texts.includes(field);
    const written = isText && typeof data[field] === "number" ? String(data[field]) : data[field];
    const value = masked(written, field === "reason" ? null : near);
    // A number where a text is due may be one that has lost its first 0; a token may be an account in disguise.
    const isHidden =
      typeof value === "string" &&
      ((isText && typeof data[field] === "number") || (field === "accountToken" && isRawAccount(value)));
    if (value !== undefined) kept[field] = isHidden ? maskDigits(value as string) : value;
  }
  if (typeof data.accountNumber === "string" || typeof data.accountNumber === "number")
    kept.accountNumber = maskDigits(String(data.accountNumber).slice(0, 40));
  return kept;
}

/** Lists and objects are not kept: no field of an event is one. */
function masked(value: unknown, near: number | null): unknown {
  if (typeof value === "string")
    return maskPersonal(value.slice(0, 2 * LONGEST), near)
      .slice(0, LONGEST)
      .toWellFormed()
      .replaceAll("\0", "");
  return typeof value === "number" || typeof value === "boolean" || value === null ? value : undefined;
}

function definitionOf(type: unknown): EventDefinition | null {
  if (typeof type !== "string" || !type.startsWith(TYPE_PREFIX)) return null;
  const name = type.slice(TYPE_PREFIX.length);
  return Object.hasOwn(DEFINITIONS, name) ? DEFINITIONS[name as EventType] : null;
}
