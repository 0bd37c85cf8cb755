/** A hidden tab gets no animation frames; the server still needs its answer after this many milliseconds. */
const UNSEEN_MS = 1_000;

/**
 * Reads the state just before a paint and reports it after the paint, or when the tab cannot paint. Changes in between
 * belong to the next paint.
 */
export function afterPaint<T>(read: () => T, say: (shown: T) => void): void {
  let isDone = false;
  const paint = (shown: T) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(unseen);
    say(shown);
  };
  // The frame's callbacks run before its paint, a task after it.
  const frame = requestAnimationFrame(() => {
    const shown = read();
    setTimeout(() => paint(shown));
  });
  const unseen = setTimeout(() => {
    // A hidden tab keeps each request until it is seen again, which may be weeks.
    cancelAnimationFrame(frame);
    paint(read());
  }, UNSEEN_MS);
}
