import { type Static, Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { stamp } from "#calendar/stamp.ts";
import { REJECTION_CODES } from "#wire/events.ts";
import { MOMENT, nullable, oneOf } from "#wire/schema.ts";
import { BOM, lineOf } from "#writing/csv.ts";
import type { Quarantined, QuarantineFilter } from "./quarantineRows.ts";

/** `GET /v1/quarantine`. */
export const QUARANTINE_QUERY = Type.Object(
  {
    source: Type.Optional(Type.String({ maxLength: 100, description: "the name of a registered source" })),
    code: Type.Optional(oneOf([...REJECTION_CODES, "not-json", "too-large"])),
    from: Type.Optional(MOMENT),
    to: Type.Optional(MOMENT),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "the next of an answer" })),
    format: Type.Optional(oneOf(["json", "csv"])),
  },
  { additionalProperties: false },
);

export const filterOf = ({ source, code, from, to }: Static<typeof QUARANTINE_QUERY>): QuarantineFilter => ({
  source,
  code,
  from: from === undefined ? undefined : (readMoment(from) ?? undefined),
  to: to === undefined ? undefined : (readMoment(to) ?? undefined),
});

const time = Type.Integer({ description: "epoch ms" });
const EVENT = Type.Object({}, { additionalProperties: true });

export const QUARANTINE_ANSWER = Type.Object({
  rows: Type.Array(
    Type.Object({
      id: Type.Integer(),
      source: Type.String({ description: "the registered source that sent it" }),
      code: Type.String({ description: "why it was rejected" }),
      detail: Type.String(),
      firstAt: time,
      lastAt: time,
      times: Type.Integer({
        description: "how often it was rejected for this; the rest is of the last time",
      }),
      event: nullable(EVENT, {
        description:
          "its known fields, with `•` for each digit of what looks like personal data; null: it could not be read",
      }),
    }),
  ),
  next: nullable(Type.String(), { description: "the cursor of the next page; null: this is the last one" }),
});

/** `POST /v1/quarantine/:id`. */
export const CORRECTED = Type.Object(
  { event: Type.Object({}, { additionalProperties: true, description: "the whole event, corrected" }) },
  { additionalProperties: false },
);

/** Rows of a page. */
export const PAGE = 100;

/** A page of what was found with one row more than fits. */
export function pageOf(rows: readonly Quarantined[]): Static<typeof QUARANTINE_ANSWER> {
  const shown = rows.slice(0, PAGE);
  return { rows: shown, next: rows.length > PAGE ? String(shown.at(-1)!.id) : null };
}

const HEADER = ["id", "source", "code", "detail", "firstAt", "lastAt", "times", "event"];

/** The quarantine as CSV, in pieces. Times are ISO 8601 with +07:00; the event is JSON. */
export async function* csvOf(pieces: AsyncIterable<readonly Quarantined[]>): AsyncGenerator<string> {
  yield BOM + lineOf(HEADER);
  for await (const rows of pieces)
    yield rows
      .map(({ id, source, code, detail, firstAt, lastAt, times, event }) =>
        lineOf([
          ...[id, { text: source }, code, { text: detail }, stamp(firstAt), stamp(lastAt), times],
          { text: event ? JSON.stringify(event) : "" },
        ]),
      )
      .join("");
}
