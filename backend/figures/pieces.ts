/**
 * Composing and writing so many rows takes 1 to 3 ms, as a workbook 5. Nothing else runs meanwhile, and an event takes
 * some ten turns of the event loop.
 */
export const ROWS_IN_A_PIECE = 100;

/** Rows, so many at a time. */
export function* inPieces<Row>(rows: Iterable<Row>): Generator<Row[]> {
  let piece: Row[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < ROWS_IN_A_PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** The same, one by one: others have the thread after each piece. */
export async function* inTurns<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  for (const piece of inPieces(rows)) {
    yield* piece;
    await new Promise(setImmediate);
  }
}

/** Resolves for each that waits in a turn of the event loop of its own: others have the thread in between. */
export function openBreaths(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => new Promise(setImmediate));
    return last;
  };
}
