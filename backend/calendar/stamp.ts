import { dayOf, isoDate, startOf } from "./days.ts";
import { HOUR, MINUTE } from "./units.ts";

const OFFSET = -startOf(0);
let hour = Number.NaN;
let hourText = "";

/** A moment as RFC 3339 with Bangkok's offset: 2026-11-21T14:05:31.000+07:00. `at` is whole milliseconds. */
export function stamp(at: number): string {
  const local = at + OFFSET;
  // The text of the last hour is kept: the simulator writes half a million stamps for two weeks, in order.
  if (Math.floor(local / HOUR) !== hour) {
    hour = Math.floor(local / HOUR);
    hourText = new Date(local).toISOString().slice(0, 14);
  }
  const rest = local - hour * HOUR;
  const minutes = Math.floor(rest / MINUTE);
  const milliseconds = rest - minutes * MINUTE;
  const seconds = (100_000 + milliseconds).toString();
  return `${hourText}${minutes < 10 ? "0" : ""}${minutes}:${seconds.slice(1, 3)}.${seconds.slice(3)}+07:00`;
}

/** A moment as it stands in an address: 2026-11-26, or 2026-11-26T20:00+07:00. */
export function momentText(at: number): string {
  if (at === startOf(dayOf(at))) return isoDate(dayOf(at));
  const text = stamp(at);
  if (at % MINUTE === 0) return `${text.slice(0, 16)}+07:00`;
  return at % 1_000 === 0 ? `${text.slice(0, 19)}+07:00` : text;
}
