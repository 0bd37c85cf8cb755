export interface Closers {
  add(close: () => unknown): void;
  /**
   * Calls all, the last added first, each when the one before has ended, whatever fails; throws the first error at the
   * end. Called again, it gives the same promise.
   */
  close(): Promise<void>;
}

/** Collects how to release what is opened, while it is opened. */
export function openClosers(): Closers {
  const closers: (() => unknown)[] = [];
  let closing: Promise<void> | null = null;
  async function closeAll() {
    const errors: unknown[] = [];
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
  return {
    add: (close) => void closers.push(close),
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
