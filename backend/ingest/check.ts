import { SECOND } from "#calendar/units.ts";
import { EVENT_TYPES, type EventType, LIMITED_TYPES, type RejectionCode, TYPE_PREFIX } from "#wire/events.ts";
import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import { inLargestUnit } from "#writing/durations.ts";
import { maskNumbers, maskPersonal } from "#writing/personal.ts";
import { checkData } from "./checkData.ts";
import type { CheckedEvent, CheckRules, Refusal, Say } from "./checked.ts";
import { checkText, checkTime } from "./checkFields.ts";
import { checkPersonal } from "./checkPersonal.ts";
import { DEFINITIONS } from "./definitions.ts";
import { dataOf } from "./payload.ts";
import { quote } from "./quoted.ts";

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

const KNOWN_TYPES = EVENT_TYPES.map((type) => TYPE_PREFIX + type).join(", ");

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
