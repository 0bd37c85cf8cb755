/** Silent: nothing was heard for three of its heartbeats. One that was never heard is silent. */
export function isSilent(source: { heard: number | null; beatSeconds: number }, now: number): boolean {
  return source.heard === null || now - source.heard > 3 * source.beatSeconds * 1000;
}
