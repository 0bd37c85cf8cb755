import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";

/** The public key and the secret of a browser's subscription (Push API, `PushSubscription.getKey`), in base64url. */
export interface BrowserKeys {
  p256dh: string;
  auth: string;
}

/** What is new with each message: 16 random bytes and a key pair of P-256. */
interface Fresh {
  salt: Buffer;
  own: ECDH;
}

const CURVE = "prime256v1";
/** The record size that is written: push services take 4,096 bytes (RFC 8030, 7.2), so that all is one record. */
const RECORD = 4_096;
const TAG = 16;
/** Ends the last record (RFC 8188, 2). */
const LAST = Buffer.from([2]);
/** Bytes of a text at most: a record less its header (21 and a public key of 65), the delimiter and the tag. */
export const MOST_PLAIN = RECORD - 86 - LAST.length - TAG;

const hkdf = (salt: Buffer, secret: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));
const infoOf = (what: string, ...more: Buffer[]) => Buffer.concat([Buffer.from(`${what}\0`), ...more]);

/**
 * A text in one record of the content coding `aes128gcm` (RFC 8188).
 * @param secret the input keying material that both sides have
 * @param keyId is written in the clear
 */
export function contentCoded(plain: Buffer, secret: Buffer, salt: Buffer, keyId: Buffer): Buffer {
  const key = hkdf(salt, secret, infoOf("Content-Encoding: aes128gcm"), 16);
  const nonce = hkdf(salt, secret, infoOf("Content-Encoding: nonce"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const sealed = Buffer.concat([
    cipher.update(plain),
    cipher.update(LAST),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(RECORD);
  sizes.writeUInt8(keyId.length, 4);
  return Buffer.concat([salt, sizes, keyId, sealed]);
}

function fresh(): Fresh {
  const own = createECDH(CURVE);
  own.generateKeys();
  return { salt: randomBytes(16), own };
}

/** A text of at most `MOST_PLAIN` bytes that only this browser can read (RFC 8291). Throws when its key is no point. */
export function encryptedFor(
  plain: Buffer,
  { p256dh, auth }: BrowserKeys,
  { salt, own }: Fresh = fresh(),
): Buffer {
  const theirs = Buffer.from(p256dh, "base64url");
  const ours = own.getPublicKey();
  const shared = own.computeSecret(theirs);
  const info = infoOf("WebPush: info", theirs, ours);
  const secret = hkdf(Buffer.from(auth, "base64url"), shared, info, 32);
  return contentCoded(plain, secret, salt, ours);
}

/** Whether a browser's keys are an uncompressed point of the curve and 16 bytes: then they can be written to. */
export function areKeys({ p256dh, auth }: BrowserKeys): boolean {
  if (Buffer.from(p256dh, "base64url").length !== 65 || Buffer.from(auth, "base64url").length !== 16)
    return false;
  try {
    encryptedFor(Buffer.alloc(0), { p256dh, auth });
    return true;
  } catch {
    return false;
  }
}
