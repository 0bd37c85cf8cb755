import { describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { findPersonal, isNationalId, isRawAccount, maskPersonal } from "#writing/personal.ts";

/** Of an event: 26 November 2026, 17:00 in Bangkok. */
const NEAR = Date.parse("2026-11-26T10:00:00Z");
const kinds = (text: string, near: number | null = null) => findPersonal(text, near).map(({ kind }) => kind);

describe("a national id", () => {
  it.each<[string, boolean]>([
    ["1101700230708", true],
    ["1101700230709", false],
    ["3100600445635", true],
    ["0123456789012", isNationalId("0123456789012")],
    ["9101700230708", false],
    ["110170023070", false],
  ])("%s: %s, by its check digit", (digits, expected) => {
    expect(isNationalId(digits)).toBe(expected);
  });
});

describe("personal data is found", () => {
  it.each<[string, string]>([
    ["a national id", "1101700230708"],
    ["as on the card", "1-1017-00230-70-8"],
    ["with spaces", "1 1017 00230 70 8"],
    ["with long dashes", "1–1017–00230–70–8"],
    ["in Thai digits", "๑๑๐๑๗๐๐๒๓๐๗๐๘"],
    ["in wide digits", "１１０１７００２３０７０８"],
    ["in a sentence", "เลขบัตร 1101700230708 แจ้งซ้ำ"],
    ["joined to Thai letters", "บัตร1101700230708ครับ"],
    ["behind a colon", "id:1101700230708"],
    ["joined to a word that names it", "CID1101700230708"],
  ])("a national id: %s", (_what, text) => {
    expect(kinds(text)).toEqual(["national-id"]);
  });
  it.each<[string, string]>([
    ["mobile", "0812345678"],
    ["in groups", "081-234-5678"],
    ["in other groups", "08 1234 5678"],
    ["with points", "081.234.5678"],
    ["in Thai digits joined to Thai letters", "โทร๐๘๑๒๓๔๕๖๗๘ครับ"],
    ["abroad", "+66812345678"],
    ["abroad, in groups", "+66 81 234 5678"],
    ["abroad, with the 0", "+66 (0)81-234-5678"],
    ["abroad, dialled", "0066812345678"],
    ["at a desk in Bangkok", "02-123-4567"],
    ["at a desk, all at once", "053123456"],
    ["at a desk, with a bracket", "(053) 123 456"],
    ["joined to a word that names it", "tel-0812345678"],
    ["as an address", "tel:+66812345678"],
  ])("a phone number: %s", (_what, text) => {
    expect(kinds(text)).toEqual(["phone"]);
  });
  it.each<[string, string]>([
    ["of ten digits", "1234567890"],
    ["as most banks print it", "123-4-56789-0"],
    ["with spaces", "123 4 56789 0"],
    ["of twelve digits", "020123456789"],
    ["of twelve digits in groups", "0201-2345-6789"],
    ["behind the bank", "KBANK:1234567890"],
    ["in a sentence", "โอนเข้าบัญชี 123-4-56789-0 แล้ว"],
    ["joined to a word that names it", "acct_1234567890"],
  ])("an account number: %s", (_what, text) => {
    expect(kinds(text)).toEqual(["account"]);
  });
  it("wherever there are several", () => {
    expect(kinds("0812345678, 1234567890; 1101700230708")).toEqual(["phone", "account", "national-id"]);
  });
});

describe("no personal data is", () => {
  it.each<[string, string]>([
    ["a short number", "12345678"],
    ["a number of 13 digits without the check digit", "1101700230709"],
    ["a number of 14 digits", "12345678901234"],
    ["a UUID", "550e8400-e29b-41d4-a716-446655440000"],
    ["a UUID of digits", "12345678-1234-1234-1234-123456789012"],
    ["a hash", "9f86d081884c7d659a2feaa0c55ad0150812345678ab4f1b2b0b822cd15d6c15"],
    ["sixteen hex characters", "0812345678901234"],
    ["a word with a number", "c-1234567890"],
    ["a word with a number of 13 digits", "R-1101700230708"],
    ["letters and digits", "F20261126000001"],
    ["a case with its step", "R-20261126-00001.filed"],
    ["a date and a time", "2026-11-26 14:05:12"],
    ["a date of the Buddhist era", "08-11-2569 10:30"],
    ["a date and a time without signs", "202611261405"],
    ["a date and an hour without signs", "2569112614"],
    ["a case of a year and a day", "2569-1126-0001"],
    ["an amount with commas", "1,234,567,890"],
    ["an amount with satang", "1234567890.50"],
    ["a version", "10.20.30.40.50.60"],
    ["a text", "ผู้เสียหายแจ้งซ้ำกับ 1441 เมื่อ 26 พ.ย. 2569"],
  ])("%s: %s", (_what, text) => {
    expect(kinds(text)).toEqual([]);
  });
  it.each<[string, string, string[]]>([
    ["an id of the event's second", "1795687200", []],
    ["an id of the event's millisecond", "1795687200000", []],
    ["an id of a freeze requested a week ago", String((NEAR - 7 * DAY) / 1000), []],
    ["a number that is a time long ago", "1495687200", ["account"]],
  ])("%s", (_what, text, expected) => {
    expect(kinds(text, NEAR)).toEqual(expected);
  });
});

describe("a token", () => {
  it.each<[string, boolean]>([
    ["KBANK-1234567890", true],
    ["123456789", true],
    ["bank_๑๒๓๔๕๖๗๘๙๐", true],
    ["12345678", false],
    ["a1b2c3d4e5f60718", false],
    ["1234567890123456", false],
    ["550e8400-e29b-41d4-a716-446655440000", false],
    ["token-f-17", false],
  ])("%s is a raw account: %s", (token, expected) => {
    expect(isRawAccount(token)).toBe(expected);
  });
});

describe("a mask", () => {
  it.each<[string, string]>([
    ["โทร 081-234-5678 ครับ", "โทร •••-•••-•••• ครับ"],
    ["๑๑๐๑๗๐๐๒๓๐๗๐๘", "•••••••••••••"],
    ["1234567890 and 0812345678", "•••••••••• and ••••••••••"],
    ["c-1234567890", "c-1234567890"],
  ])("of %s leaves no digit of it, and all else", (text, expected) => {
    expect(maskPersonal(text)).toBe(expected);
  });
  it("of what no pattern was made for takes little time", () => {
    const long = `${"1 ".repeat(50_000)}${"12345678-".repeat(20_000)}${"+66 ".repeat(20_000)}`;
    expect(maskPersonal(long)).toBe(maskPersonal(maskPersonal(long)));
  });
});
