import { hash, randomBytes } from "node:crypto";
import { base32 } from "./otp.ts";

/** A secret of 256 random bits: a plain hash of it cannot be reversed. */
export const newToken = () => randomBytes(32).toString("base64url");
export const isToken = (text: string | undefined): text is string => /^[\w-]{43}$/.test(text ?? "");
export const hashOf = (text: string): Buffer => hash("sha256", text, "buffer");

/**
 * Codes to write down: 140 random bits each, as seven groups of four. A plain hash is enough from 112 bits on (ASVS 5.0,
 * 6.5.2); fewer could be guessed from a copy of the database.
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => base32(randomBytes(18)).slice(0, 28).match(/.{4}/g)!.join("-"));
}

/** The code as it was shown, whatever its case and dashes. */
export const hashOfRecoveryCode = (code: string) => hashOf(code.toUpperCase().replace(/[^A-Z2-7]/g, ""));
