/** A tab that nobody sees gets no animation frames; the server still wants its answer. */
const UNSEEN_MS = 1_000;

/** Calls back once what is in the document now has been painted, or cannot be. */
export function afterPaint(call: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    clearTimeout(unseen);
    call();
  };
  const unseen = setTimeout(once, UNSEEN_MS);
  // The frame's callbacks run before its paint, a task after it.
  requestAnimationFrame(() => setTimeout(once));
}
