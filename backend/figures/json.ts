import type { Scope } from "#wire/access.ts";
import type { Answer } from "./figures.ts";
import { inPieces } from "./pieces.ts";

/**
 * An answer as the JSON of `GET /v1/figures`, in pieces.
 * @param told what a file says of itself: it is read far from its question
 */
export function* jsonOf(
  { asOf, simulated, rows }: Answer,
  told?: { scope: Scope; link: string },
): Generator<string> {
  const head = {
    asOf: new Date(asOf).toISOString(),
    ...(simulated ? { simulated } : {}),
    ...(told ? { issued: false, ...told } : {}),
  };
  const text = JSON.stringify(head).slice(0, -1);
  let isFirst = true;
  for (const piece of inPieces(rows)) {
    const written = piece.map((row) => JSON.stringify({ ...row, at: new Date(row.at).toISOString() }));
    yield `${isFirst ? `${text},"rows":[` : ","}${written.join()}`;
    isFirst = false;
  }
  yield isFirst ? `${text},"rows":[]}` : "]}";
}
