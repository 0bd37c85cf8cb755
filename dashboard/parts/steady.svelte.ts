/**
 * Rows that keep their places while somebody points at one or has the focus in one: a row must not move away under a
 * finger. Values go on changing, new rows wait and are counted, and rows that are gone stay until the hand is gone.
 */
export class Steady<Row> {
  /** The rows in their places, as they were when they were first held; null: nobody holds them. */
  #held = $state.raw<readonly Row[] | null>(null);
  #hands = { pointer: false, focus: false };
  readonly #read: () => readonly Row[];
  readonly #key: (row: Row) => string;
  readonly #seating: { rows: readonly Row[]; gone: ReadonlySet<string>; waiting: number };

  /** @param read the rows as they are now, in order */
  constructor(read: () => readonly Row[], key: (row: Row) => string) {
    this.#read = read;
    this.#key = key;
    this.#seating = $derived(
      this.#held === null
        ? { rows: read(), gone: new Set<string>(), waiting: 0 }
        : seated(this.#held, read(), key),
    );
  }

  get rows(): readonly Row[] {
    return this.#seating.rows;
  }

  /** How many new rows wait for the hand to go. */
  get waiting(): number {
    return this.#seating.waiting;
  }

  isGone(row: Row): boolean {
    return this.#seating.gone.has(this.#key(row));
  }

  hold(hand: "pointer" | "focus"): void {
    this.#hands[hand] = true;
    this.#held ??= this.#read();
  }

  release(hand: "pointer" | "focus"): void {
    this.#hands[hand] = false;
    if (!this.#hands.pointer && !this.#hands.focus) this.#held = null;
  }

  /** Puts the rows in order at once: somebody asked for it. */
  settle(): void {
    if (this.#held !== null) this.#held = this.#read();
  }
}

/** The held rows with their present values; which of them are gone, and how many new ones there are. */
export function seated<Row>(
  held: readonly Row[],
  now: readonly Row[],
  key: (row: Row) => string,
): { rows: readonly Row[]; gone: ReadonlySet<string>; waiting: number } {
  const present = new Map(now.map((row) => [key(row), row]));
  const keys = new Set(held.map(key));
  return {
    rows: held.map((row) => present.get(key(row)) ?? row),
    gone: new Set([...keys].filter((each) => !present.has(each))),
    waiting: now.filter((row) => !keys.has(key(row))).length,
  };
}

/** Holds rows while the pointer or the focus is in an element. */
export function holding(steady: Pick<Steady<unknown>, "hold" | "release">) {
  return (element: HTMLElement) => {
    const stop = new AbortController();
    const on = (
      name: "pointerenter" | "pointerleave" | "focusin" | "focusout",
      deed: (event: Event) => void,
    ) => element.addEventListener(name, deed, { signal: stop.signal });
    on("pointerenter", () => steady.hold("pointer"));
    on("pointerleave", () => steady.release("pointer"));
    on("focusin", () => steady.hold("focus"));
    on("focusout", (event) => {
      if (!element.contains((event as FocusEvent).relatedTarget as Node | null)) steady.release("focus");
    });
    return () => stop.abort();
  };
}
