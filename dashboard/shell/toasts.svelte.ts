/** How long an answer stays; a refusal stays until it is closed. */
const STAY_MS = 10_000;

export interface ToastText {
  text: string;
  isRefusal?: boolean;
  /** The server's own words. */
  detail?: string;
  /** Takes back what was done. */
  undo?: () => void;
}
export type Told = ToastText & { id: number };

/** Answers to what was done, at the edge of the page. */
export class Toasts {
  all = $state.raw<readonly Told[]>([]);
  #next = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #isRead = false;

  tell(toast: ToastText): void {
    const id = this.#next++;
    // What can be undone is the last thing only: an older undo might take back more than it says.
    this.all = [...this.all.filter(({ undo, isRefusal }) => !undo || isRefusal), { ...toast, id }];
    if (!toast.isRefusal) this.#start(id);
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.all = this.all.filter((each) => each.id !== id);
  }

  undo({ id, undo }: Told): void {
    this.close(id);
    undo?.();
  }

  /** While somebody points at them or is in them, none goes. */
  read(isRead: boolean): void {
    this.#isRead = isRead;
    for (const { id, isRefusal } of this.all) if (!isRefusal) this.#start(id);
  }

  #start(id: number): void {
    clearTimeout(this.#timers.get(id));
    if (!this.#isRead)
      this.#timers.set(
        id,
        setTimeout(() => this.close(id), STAY_MS),
      );
  }
}
