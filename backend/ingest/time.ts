const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Reads an RFC 3339 time with an offset. Returns epoch milliseconds (finer digits are cut off), or null for
 * anything else: no offset, 30 February, 24:00, a leap second.
 */
export function readTime(text: string): number | null {
  const found = RFC3339.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC rolls 30 February over to March: what comes back must be what went in.
  if (new Date(date).getUTCMonth() !== Number(month) - 1 || Number(day) === 0) return null;
  const ms = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  const clock = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000 + ms;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60_000;
  return date + clock - (sign === "-" ? -offset : offset);
}
