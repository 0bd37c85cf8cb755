/**
 * Rows that keep their order while the pointer or the focus is in them: a row must not move from under a finger. Values
 * still update; new rows wait and are counted; removed rows stay until the pointer and the focus have left.
 */
export class Steady<Row> {
  /** The rows as they were when the hold began; null: not held. */
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

  /** The number of new rows that wait for the end of the hold. */
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

  /** Updates the order at once, on request. */
  settle(): void {
    if (this.#held !== null) this.#held = this.#read();
  }
}

/** The held rows with their current values, which of them were removed, and the number of new rows. */
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
