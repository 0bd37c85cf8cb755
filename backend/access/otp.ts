import { createHmac } from "node:crypto";

/** The parameters that all authenticators know: SHA-1, six digits, thirty seconds. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** A code is taken one step before and after its time: clocks of telephones differ (RFC 6238, 5.2). */
const NEAR = 1;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a step (RFC 6238 and RFC 4226, 5.3). */
export function codeOf(seed: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const sum = createHmac("sha1", seed).update(counter).digest();
  const value = sum.readUInt32BE(sum[19]! & 15) & 0x7fff_ffff;
  return String(value % 10 ** digits).padStart(digits, "0");
}

export const stepAt = (now: number) => Math.floor(now / STEP_MS);

/** The step whose code this is, near the time; null: it is none. */
export function stepOf(seed: Buffer, code: string, now: number): number | null {
  for (let step = stepAt(now) - NEAR; step <= stepAt(now) + NEAR; step++)
    if (codeOf(seed, step) === code) return step;
  return null;
}

/** Base32 (RFC 4648) without padding. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
}

/** What authenticators read from a picture. */
export function uriOf(seed: Buffer, name: string): string {
  const issuer = "War Room 1441";
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${name}`)}?secret=${base32(seed)}&issuer=${encodeURIComponent(issuer)}`;
}
