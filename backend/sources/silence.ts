import { CLOCK_OFF_MS, HEARTBEATS_MISSED } from "#wire/promises.ts";

/** Silent: not heard for three of its heartbeats. A source that was never heard is silent. */
export function isSilent(source: { heard: number | null; beatSeconds: number }, now: number): boolean {
  return source.heard === null || now - source.heard > HEARTBEATS_MISSED * source.beatSeconds * 1000;
}

/** Behind: it is heard, but its watermark or, without one, its latest event is more than three of its heartbeats old. */
export function isBehind(
  source: { heard: number | null; heardTo: number | null; beatSeconds: number },
  now: number,
): boolean {
  return !isSilent(source, now) && source.heardTo !== source.heard;
}

/** Its clock differs from ours, either way, by more than a heartbeat's way takes. */
export function isClockOff({ clockOffsetMs }: { clockOffsetMs: number | null }): boolean {
  return Math.abs(clockOffsetMs ?? 0) > CLOCK_OFF_MS;
}
