import { createECDH, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { HOUR, SECOND } from "#calendar/units.ts";

/** Who we are to push services: voluntary application server identification (RFC 8292). */
export interface Vapid {
  /** The point of the public key in base64url, as browsers take it (`applicationServerKey`). */
  publicKey(): string;
  /** The header `Authorization` of what is sent to this address now. */
  authorization(endpoint: string, now: number): string;
}

/** Bytes that a key is made of: 128 bits more than the curve's order, so that no key is likelier (FIPS 186-5, A.2.1). */
export const SEED_BYTES = 48;
/** The order of P-256 (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** A token is of use so long; a day is the most that is allowed. A clock that is wrong by some hours does no harm. */
const LASTS_MS = 12 * HOUR;

/** Where those who run a push service reach us: at our own address, or else at that of our mails. Null: nowhere. */
export function contactOf(publicUrl: string | undefined, mailFrom: string | undefined): string | null {
  if (publicUrl?.startsWith("https:")) return new URL(publicUrl).origin;
  return mailFrom ? `mailto:${mailFrom.replace(/^.*<|>$/g, "")}` : null;
}

/**
 * @param seed the same bytes give the same key: browsers know it for as long as they are subscribed
 * @param contact an address of `https:` or `mailto:` at which those who run a push service reach us; null: none
 */
export function openVapid(seed: () => Buffer, contact: string | null): Vapid {
  let made: Pair | null = null;
  const pair = () => {
    made ??= pairOf(seed());
    return made;
  };
  return {
    publicKey: () => pair().publicKey,
    authorization(endpoint, now) {
      const { publicKey, privateKey } = pair();
      const claims = {
        aud: new URL(endpoint).origin,
        exp: Math.floor((now + LASTS_MS) / SECOND),
        ...(contact === null ? {} : { sub: contact }),
      };
      const said = [{ typ: "JWT", alg: "ES256" }, claims].map(inBase64).join(".");
      const signature = sign("sha256", Buffer.from(said), { key: privateKey, dsaEncoding: "ieee-p1363" });
      return `vapid t=${said}.${signature.toString("base64url")}, k=${publicKey}`;
    },
  };
}

interface Pair {
  publicKey: string;
  privateKey: KeyObject;
}

function pairOf(seed: Buffer): Pair {
  const scalar = (BigInt(`0x${seed.toString("hex")}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const [jwkX, jwkY, jwkD] = [x, y, d].map((each) => each.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x: jwkX!, y: jwkY!, d: jwkD! };
  return {
    publicKey: point.toString("base64url"),
    privateKey: createPrivateKey({ key: jwk, format: "jwk" }),
  };
}

const inBase64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
