import { stamp } from "#calendar/stamp.ts";
import { BOM, lineOf } from "#writing/csv.ts";
import type { AuditRow } from "./chain.ts";

const HEADER = [
  ...[
    "place",
    "at",
    "byKind",
    "byId",
    "byName",
    "deed",
    "ofKind",
    "ofId",
    "before",
    "after",
    "address",
    "hash",
  ],
];
/** Rows that are written at once: a millisecond or two. */
const PIECE = 100;

/** The audit as CSV, in pieces. Times are ISO 8601 with +07:00; what was before and after is JSON. */
export function* csvOf(rows: readonly AuditRow[]): Generator<string> {
  yield BOM + lineOf(HEADER);
  for (let at = 0; at < rows.length; at += PIECE)
    yield rows
      .slice(at, at + PIECE)
      .map(({ place, at, by, deed, of, before, after, address, hash }) =>
        lineOf([
          ...[place, stamp(at), by.kind],
          ...[by.id, by.name, deed, of.kind, of.id, written(before), written(after), address, hash].map(
            (text) => ({ text: text ?? "" }),
          ),
        ]),
      )
      .join("");
}

const written = (value: unknown) => (value === null ? "" : JSON.stringify(value));
