/** Composing and writing so many rows takes 5 to 15 ms: nothing else runs meanwhile. */
export const ROWS_IN_A_PIECE = 500;

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
