/** Milliseconds that a toast stays; a refusal stays until it is closed. */
const STAY_MS = 10_000;

export interface ToastText {
  text: string;
  isRefusal?: boolean;
  /** The server's own words. */
  detail?: string;
  /** Undoes the action. */
  undo?: () => void;
}
export type Told = ToastText & { id: number };

/** The results of actions, at the edge of the page. */
export class Toasts {
  all = $state.raw<readonly Told[]>([]);
  #next = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #isRead = false;

  tell(toast: ToastText): void {
    const id = this.#next++;
    // Only the last action can be undone: an older undo might revert more than it says.
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

  /** While the pointer or the focus is in them, none disappears. */
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
