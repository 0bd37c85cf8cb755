import { readDate, startOf } from "./days.ts";

/** A moment outside these years is a typing error. It is within them in Bangkok or in UTC. */
const FIRST_YEAR = 1900;
export const LAST_YEAR = 2099;
const FIRST = startOf(readDate(`${FIRST_YEAR}-01-01`)!);
const AFTER_LAST = Date.UTC(LAST_YEAR + 1, 0);

/**
 * A day (00:00 in Bangkok), or a date and time with an offset, in epoch ms; null for anything else, and for what lies
 * outside 1900 to 2099. Accepts an offset whose `+` was decoded to a space in the URL.
 */
export function readMoment(text: string): number | null {
  const mended = text.replace(/ (\d\d:\d\d)$/, "+$1");
  const isTime = /^.{10}T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(mended);
  // With readDate, because Date.parse reads 30 February as 2 March.
  const day = readDate(isTime ? mended.slice(0, 10) : mended);
  const at = day === null ? Number.NaN : isTime ? Date.parse(mended) : startOf(day);
  return Number.isNaN(at) || at < FIRST || at >= AFTER_LAST ? null : at;
}
