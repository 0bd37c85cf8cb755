/** Bangkok days, numbered from 1 January 1970: always +07:00, as Thailand has no summer time. */
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
const OFFSET = 7 * HOUR;

export function dayOf(at: number): number {
  return Math.floor((at + OFFSET) / DAY);
}

export function startOf(day: number): number {
  return day * DAY - OFFSET;
}

/** Sunday is 0. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7;
}

/** Hour of the Bangkok day with its fraction, 0 to 24. */
export function hourOf(at: number): number {
  return ((at + OFFSET) % DAY) / HOUR;
}

let hour = Number.NaN;
let hourText = "";

/** RFC 3339 as a Thai source writes it. Remembers the hour: half a million stamps are made for two weeks. */
export function stamp(at: number): string {
  const local = at + OFFSET;
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

/** The hour as part of an id: 2026112109. */
export function hourName(at: number): string {
  return new Date(at + OFFSET).toISOString().slice(0, 13).replace(/\D/g, "");
}
