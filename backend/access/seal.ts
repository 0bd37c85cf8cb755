import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const NONCE = 12;
const TAG = 16;
/** Letters of what a key is made from: 24 random bytes in base64, as `openssl rand -base64 24` writes them. */
export const LEAST_LETTERS = 32;

/** The key that a secret text stands for. */
export const sealingKey = (text: string) =>
  Buffer.from(hkdfSync("sha256", text, "", "war-room-1441 second factors", 32));

/**
 * AES-256-GCM: nonce, tag and what was sealed.
 * @param owner is not in it, but what was sealed of one person cannot be opened as that of another
 */
export function seal(key: Buffer, plain: Buffer, owner: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Throws when the key or the owner is another one, or a bit was changed. */
export function unseal(key: Buffer, sealed: Buffer, owner: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE))
    .setAAD(Buffer.from(owner))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}

/** The secret bytes of one use, derived from the key that seals (RFC 5869): they tell nothing of another use's. */
export const derivedFrom = (key: Buffer, use: string, length: number) =>
  Buffer.from(hkdfSync("sha256", key, "", `war-room-1441 ${use}`, length));

/** HMAC-SHA-256 of a text, with a key of its own. */
export const signatureOf = (key: Buffer, text: string): Buffer =>
  createHmac("sha256", derivedFrom(key, "signatures", 32))
    .update(text)
    .digest();
