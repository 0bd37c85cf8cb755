import { createHmac } from "node:crypto";

/** The key with which account numbers become tokens. */
export interface AccountKey {
  /** Stands before each token, so that one is known by its key. */
  id: string;
  secret: string;
}

/** The digits of an account number, which may be Thai ones, with single spaces or dashes; null: it is none. */
export function digitsOf(written: unknown): string | null {
  if (typeof written !== "string" || written.length > 40) return null;
  const digits = written
    .trim()
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/(?<=\d)[ \u00a0\u2010-\u2015-](?=\d)/g, "");
  return /^\d{9,15}$/.test(digits) ? digits : null;
}

/**
 * The same account at the same bank has the same token, for as long as the key is the same. Without the key nobody can
 * try all account numbers.
 */
export function tokenOf({ id, secret }: AccountKey, bank: string, digits: string): string {
  return `${id}:${createHmac("sha256", secret).update(`${bank} ${digits}`).digest("hex")}`;
}
