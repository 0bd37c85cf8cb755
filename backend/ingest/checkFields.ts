import { buddhistYearIn } from "#calendar/era.ts";
import type { Say } from "./checked.ts";
import { quote } from "./quoted.ts";
import { readTime } from "./rfc3339.ts";

export function checkText(value: unknown, field: string, longest: number, say: Say): string | null {
  if (typeof value !== "string" || value.length === 0 || value.length > longest)
    say("invalid-field", `${field}: must be a text of 1 to ${longest} characters`);
  else if (!isWritable(value)) say("bad-text", `${field}: has a NUL or half a character (a lone surrogate)`);
  else return value;
  return null;
}

export function checkTime(value: unknown, field: string, say: Say): number | null {
  const era = typeof value === "string" ? buddhistYearIn(value) : null;
  if (era) {
    say("bad-time", `${field}: ${era}`);
    return null;
  }
  const time = typeof value === "string" ? readTime(value) : null;
  if (time === null)
    say(
      "bad-time",
      `${field}: must be a date and time with an offset, as 2026-11-21T14:05:00+07:00 (RFC 3339), not ${quote(value)}`,
    );
  return time;
}

/** False for text that cannot be stored: PostgreSQL has no NUL, and UTF-8 no lone surrogate. */
export function isWritable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}
