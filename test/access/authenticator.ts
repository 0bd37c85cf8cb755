import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { Answer, Client } from "./client.ts";

/** An authenticator in software, which also does what a good one never does. */
export interface Authenticator {
  counter: number;
  /** What the browser says: of which page, and of which challenge. */
  said: { origin?: string; challenge?: string; type?: string };
  /** Flags of its data: present 1, verified 4, with a key 64. */
  flags: number;
  rpId: string | null;
  userHandle: string | undefined;
  create(options: Options): object;
  get(options: Options): { id: string; response: Record<string, string> };
}

export interface Options {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
  user?: { id: string };
}

const base64url = (bytes: Buffer) => bytes.toString("base64url");
const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest();
const uint = (value: number, length: number) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};
/** CBOR (RFC 8949): a text, and bytes of up to 65,535. */
const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Buffer) => Buffer.concat([Buffer.from([0x59]), uint(value.length, 2), value]);

/** @param origin of the page on which it is used */
export function openAuthenticator(origin: string): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const point = (part: string) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(part, "base64url")]);
  // COSE (RFC 9053): kty EC2, alg ES256, crv P-256, x, y.
  const cose = Buffer.concat([
    Buffer.from("a5010203262001", "hex"),
    Buffer.from([0x21]),
    point(x!),
    Buffer.from([0x22]),
    point(y!),
  ]);
  const id = randomBytes(16);
  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...own.said }));
  const own: Authenticator = {
    counter: 0,
    said: {},
    flags: 5,
    rpId: null,
    userHandle: undefined,
    create({ challenge, rp, user }) {
      own.userHandle = user!.id;
      const authData = Buffer.concat([
        sha256(own.rpId ?? rp!.id),
        Buffer.from([own.flags | 64]),
        uint(own.counter, 4),
        Buffer.alloc(16),
        uint(id.length, 2),
        id,
        cose,
      ]);
      const attestation = [
        text("fmt"),
        text("none"),
        text("attStmt"),
        Buffer.from([0xa0]),
        text("authData"),
        bytes(authData),
      ];
      return {
        id: base64url(id),
        response: {
          clientDataJSON: base64url(clientData("webauthn.create", challenge)),
          attestationObject: base64url(Buffer.concat([Buffer.from([0xa3]), ...attestation])),
          transports: ["internal"],
        },
      };
    },
    get({ challenge, rpId }) {
      const authData = Buffer.concat([
        sha256(own.rpId ?? rpId!),
        Buffer.from([own.flags]),
        uint(own.counter, 4),
      ]);
      const data = clientData("webauthn.get", challenge);
      const signature = sign("sha256", Buffer.concat([authData, sha256(data)]), privateKey);
      return {
        id: base64url(id),
        response: {
          clientDataJSON: base64url(data),
          authenticatorData: base64url(authData),
          signature: base64url(signature),
          ...(own.userHandle === undefined ? {} : { userHandle: own.userHandle }),
        },
      };
    },
  };
  return own;
}

/** Adds it to the account of who has signed in. */
export async function addPasskey(
  client: Client,
  authenticator: Authenticator,
  name = "telephone",
): Promise<Answer> {
  const { body } = await client.ask("POST", "/v1/me/passkeys/options");
  return client.ask("POST", "/v1/me/passkeys", { name, credential: authenticator.create(body) });
}

/** Signs in with it, or proves again. */
export async function usePasskey(
  client: Client,
  authenticator: Authenticator,
  purpose: "sign-in" | "second" | "proof" = "sign-in",
): Promise<Answer> {
  const { status, body, headers } = await client.ask("POST", "/v1/session/passkey/options", { purpose });
  if (status !== 200) return { status, body, headers };
  return client.ask("POST", "/v1/session/passkey", { credential: authenticator.get(body) });
}
