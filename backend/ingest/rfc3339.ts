import { dayFrom } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Parses an RFC 3339 time with an offset into epoch milliseconds (finer digits are truncated). Null if it is not
 * valid: for example no offset, 30 February, 24:00, or a leap second.
 */
export function readTime(text: string): number | null {
  const found = RFC3339.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null;
  const date = dayFrom({ year: Number(year), month: Number(month), date: Number(day) });
  if (date === null) return null;
  const ms = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  const clock = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND + ms;
  const offset = Number(offsetHour ?? 0) * HOUR + Number(offsetMinute ?? 0) * MINUTE;
  return date * DAY + clock - (sign === "-" ? -offset : offset);
}
