/** A tab that nobody sees gets no animation frames; the server still wants its answer. */
const UNSEEN_MS = 1_000;

/**
 * Reads what the document shows just before it is painted, and says it once it has been, or cannot be:
 * what comes in between belongs to the next paint.
 */
export function afterPaint<T>(read: () => T, say: (shown: T) => void): void {
  let isDone = false;
  const paint = (shown: T) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(unseen);
    say(shown);
  };
  const unseen = setTimeout(() => paint(read()), UNSEEN_MS);
  // The frame's callbacks run before its paint, a task after it.
  requestAnimationFrame(() => {
    const shown = read();
    setTimeout(() => paint(shown));
  });
}
