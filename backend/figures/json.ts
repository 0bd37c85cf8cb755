import type { Answer } from "./figures.ts";
import { inPieces } from "./pieces.ts";

/** An answer as the JSON of `GET /v1/figures`, in pieces. */
export function* jsonOf({ asOf, simulated, rows }: Answer): Generator<string> {
  const head = { asOf: new Date(asOf).toISOString(), ...(simulated ? { simulated } : {}) };
  const text = JSON.stringify(head).slice(0, -1);
  let isFirst = true;
  for (const piece of inPieces(rows)) {
    const written = piece.map((row) => JSON.stringify({ ...row, at: new Date(row.at).toISOString() }));
    yield `${isFirst ? `${text},"rows":[` : ","}${written.join()}`;
    isFirst = false;
  }
  yield isFirst ? `${text},"rows":[]}` : "]}";
}
