import { DAY } from "#calendar/units.ts";

/*
 * Personal data in a text: a Thai national id, a Thai phone number, a number like that of a bank account. It finds what
 * was sent by accident; whoever wants to hide a number can.
 *
 * A number counts if it stands alone: not as part of a word of Latin letters and digits, also with `-`, `_` or `.`
 * between them. So a UUID, a hash, `c-1234567890`, `12345.1234567890` and `R20261126000001` are ids, and a number after
 * Thai letters, a blank, `:`, `=` or `/` is one by itself. After a word such as `tel` or `acct` it counts although it is
 * joined to it. Digits may be Thai ones, and in groups as such numbers are printed.
 */

export type PersonalKind = "national-id" | "phone" | "account";

export interface Personal {
  kind: PersonalKind;
  /** Where it stands in the text. */
  from: number;
  to: number;
}

const DIGIT = "[0-9\\u0e50-\\u0e59\\uff10-\\uff19]";
/** The fewest digits that are looked for: a number at a desk. */
const FEWEST = 9;
/** Nine digits, with at most two signs between them, of which the first stands alone. */
const ALONE = new RegExp(
  `${DIGIT}(?<=(?<![A-Za-z0-9_])(?<![A-Za-z0-9][._-])${DIGIT})(?:[^0-9A-Za-z\\u0e50-\\u0e59\\uff10-\\uff19]{0,2}${DIGIT}){8}`,
);

/** Whether a text has digits enough: nearly no text has, and every event comes here. */
function hasDigits(text: string): boolean {
  let digits = 0;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (
      (code >= 48 && code <= 57) ||
      (code >= 0x0e50 && code <= 0x0e59) ||
      (code >= 0xff10 && code <= 0xff19)
    )
      if (++digits === FEWEST) return true;
  }
  return false;
}

/** With Thai and wide digits as ASCII ones, every dash as `-` and every blank as a space. Places stay the same. */
function plain(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replace(/[\u0e50-\u0e59\uff10-\uff19]/g, (digit) => String((digit.charCodeAt(0) % 16) % 10))
    .replace(/[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-")
    .replace(/[\u00a0\u2000-\u200d\u202f\u2060\ufeff\t]/g, " ");
}

const STARTS = "(?<![A-Za-z0-9_])(?<![A-Za-z0-9][._-])";
const ENDS = "(?![A-Za-z0-9_])(?![._-][A-Za-z0-9])";
const NAMES = "tel|phone|mobile|promptpay|account|acct?|acc no|cid|pid";
const NAME = new RegExp(NAMES, "i");
const NAMED = `(?<=(?<![A-Za-z])(?:${NAMES})[ .:_#-]{0,2})`;
const alone = (pattern: string) => new RegExp(`(?:${STARTS}|${NAMED})(?:${pattern})${ENDS}`, "gi");
/** Patterns of digits in groups of these sizes: "334" is three, three and four. */
const grouped = (joint: string, ...groups: string[]) =>
  groups.map((sizes) => [...sizes].map((size) => `\\d{${size}}`).join(joint)).join("|");

/** As on the card, 1-2345-67890-12-3, or all at once. */
const NATIONAL_ID = alone("\\d{13}|\\d([ .-])\\d{4}\\1\\d{5}\\1\\d{2}\\1\\d");

const JOINT = "[ .-]?";
/** After the 0 of a mobile number (06, 08, 09) and of one at a desk (02 to 05, 07). */
const MOBILE = `(?=[689])(?:${grouped(JOINT, "234", "27", "144", "18", "333", "36", "243", "9")})`;
const DESK = `(?=[2-57])(?:${grouped(JOINT, "134", "17", "233", "26", "8")})`;
const PHONE = alone(
  `0(?:${MOBILE}|${DESK})|\\(0(?:2\\)${JOINT}\\d{3}${JOINT}\\d{4}|[3-57]\\d\\)${JOINT}\\d{3}${JOINT}\\d{3}|[689]\\d\\)${JOINT}\\d{3}${JOINT}\\d{4})` +
    `|\\(?(?:\\+|00)?66\\)?${JOINT}(?:\\(0\\)${JOINT})?(?:${MOBILE}|${DESK})`,
);

/** Ten to twelve digits, or in groups as banks in Thailand print them. */
const BANKS = ["3151", "361", "37", "3331", "334", "3161", "3261", "444", "1443", "343"];
const ACCOUNT = alone(`\\d{10,12}|${grouped("-", ...BANKS)}|${grouped(" ", ...BANKS)}`);

const NOTHING: readonly Personal[] = [];

/**
 * The personal data in a text.
 * @param near epoch ms, of an id: a bare number that is an epoch time of about then is neither an account nor a person
 */
export function findPersonal(text: string, near: number | null = null): readonly Personal[] {
  if (!hasDigits(text) || !(ALONE.test(text) || NAME.test(text))) return NOTHING;
  const shown = plain(text);
  const found: Personal[] = [];
  const look = (kind: PersonalKind, pattern: RegExp, isOne: (digits: string, written: string) => boolean) => {
    for (const { 0: written, index: from } of shown.matchAll(pattern)) {
      const to = from + written.length;
      if (found.some((other) => from < other.to && other.from < to)) continue;
      if (isOne(written.replace(/\D/g, ""), written)) found.push({ kind, from, to });
    }
  };
  look("national-id", NATIONAL_ID, (digits) => isNationalId(digits) && !isTime(digits, near));
  look("phone", PHONE, () => true);
  look("account", ACCOUNT, (digits, written) => !isTime(digits, near) && !isDate(written));
  return found.sort((a, b) => a.from - b.from);
}

/**
 * Whether a token that should stand for an account is one: apart from its Latin letters, in pieces, there is a number of
 * 9 to 15 digits in it (`KBANK-1234567890`). A UUID may have such a piece.
 */
export function isRawAccount(token: string): boolean {
  if (!hasDigits(token)) return false;
  const shown = plain(token);
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(shown)) return false;
  return /(?<![A-Za-z0-9])\d{9,15}(?![A-Za-z0-9])/.test(shown);
}

/** The text with `•` instead of each digit of what is personal in it; `near` as of `findPersonal`. */
export function maskPersonal(text: string, near: number | null = null): string {
  let masked = text;
  for (const { from, to } of findPersonal(text, near))
    masked = masked.slice(0, from) + maskDigits(masked.slice(from, to)) + masked.slice(to);
  return masked;
}

const LONG_NUMBER = new RegExp(`${DIGIT}{9,}`, "g");
/** The same, and any longer number: of a text that is not even what it should be. */
export const maskNumbers = (text: string) => maskPersonal(text).replace(LONG_NUMBER, maskDigits);

export const maskDigits = (text: string) => text.replace(/[0-9\u0e50-\u0e59\uff10-\uff19]/g, "•");

/** What `JSON.parse` says, without the piece of the text that it quotes: half a number is not known for one. */
export const withoutQuote = (message: string) =>
  message.replace(/,? ?(?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s, " is not allowed here");

/** The first digit is 0 to 8, and the last one follows from the others (modulo 11). */
export function isNationalId(digits: string): boolean {
  if (digits.length !== 13 || digits.startsWith("9")) return false;
  let sum = 0;
  for (let place = 0; place < 12; place++) sum += Number(digits[place]) * (13 - place);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

/** An id is made when what it names begins: a freeze may last 7 days by law, and clocks differ. */
const BEFORE_MS = 9 * DAY;
const AFTER_MS = DAY;

/** Ten digits of seconds or thirteen of milliseconds. */
function isTime(digits: string, near: number | null): boolean {
  if (near === null || (digits.length !== 10 && digits.length !== 13)) return false;
  const at = Number(digits.padEnd(13, "0"));
  return at >= near - BEFORE_MS && at <= near + AFTER_MS;
}

/** 202611261405, 2026112614 or 2569-1126-0001: a date of either era with an hour, a minute or a number behind it. */
function isDate(written: string): boolean {
  const [, month, date] = /^(?:20[2-4]|25[6-8])\d[ -]?(\d\d)(\d\d)/.exec(written) ?? [];
  return month !== undefined && isIn(month, 12) && isIn(date!, 31);
}
const isIn = (text: string, most: number) => Number(text) >= 1 && Number(text) <= most;
