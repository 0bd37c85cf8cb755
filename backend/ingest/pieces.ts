/** A stream is written in pieces of this many events, at most two in flight. */
const PIECE = 1_000;
const UNDER_WAY = 2;

/** Writes the events of a request: an array in one piece at its end, a stream while it comes. */
export interface Pieces<Entry> {
  /** Nothing waits for its piece. */
  readonly isEmpty: boolean;
  /** Takes an entry. What it returns must be waited for: too many pieces are under way. */
  add(entry: Entry): Promise<void> | undefined;
  /** All that has come was read: what waits is written as soon as nothing else is being written, however little it is. */
  rest(): void;
  /** Writes what is left, unless something could not be written, and resolves when all is done. */
  end(): Promise<void>;
}

/** @param onFailure is called once, with why a piece could not be written; no further one is */
export function openPieces<Entry>(options: {
  isStream: boolean;
  write: (piece: Entry[]) => Promise<void>;
  onFailure: (error: unknown) => void;
}): Pieces<Entry> {
  let piece: Entry[] = [];
  let isResting = false;
  let hasFailed = false;
  const underWay = new Set<Promise<void>>();

  function send() {
    if (piece.length === 0 || hasFailed) return;
    const written = options
      .write(piece)
      .catch((error) => {
        if (!hasFailed) options.onFailure(error);
        hasFailed = true;
      })
      .finally(() => {
        underWay.delete(written);
        if (isResting) rest();
      });
    underWay.add(written);
    piece = [];
  }
  async function sendInTurn() {
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    send();
  }
  function rest() {
    isResting = true;
    if (options.isStream && underWay.size === 0) send();
  }

  return {
    get isEmpty() {
      return piece.length === 0;
    },
    add(entry) {
      isResting = false;
      piece.push(entry);
      return options.isStream && piece.length >= PIECE ? sendInTurn() : undefined;
    },
    rest,
    async end() {
      send();
      await Promise.all(underWay);
    },
  };
}
