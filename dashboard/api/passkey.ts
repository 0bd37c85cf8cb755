import type { AssertionSaid, AttestationSaid } from "#wire/access.ts";

/** Whether this browser has passkeys on this page: it must be safe, and under a name. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname);

/** What the server asks for, with bytes in base64url (WebAuthn 3, 5.1.8 and 5.1.9). */
interface Asked {
  challenge: string;
  user?: { id: string };
  excludeCredentials?: { id: string }[];
  allowCredentials?: { id: string }[];
}

/** Makes a passkey. Null: the person did not want to, took too long, or this device has it already. */
export async function createPasskey(options: object): Promise<AttestationSaid | null> {
  const { challenge, user, excludeCredentials = [], ...more } = options as Asked;
  const publicKey = {
    ...more,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user!.id) },
    excludeCredentials: excludeCredentials.map(withBytes),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials
    .create({ publicKey })
    .catch(() => null)) as PublicKeyCredential | null;
  if (!made) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      attestationObject: base64url(response.attestationObject),
      // Not in Firefox before 119.
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Signs with a passkey. Null: the person did not want to, took too long, or has none on this device. */
export async function signWithPasskey(options: object): Promise<AssertionSaid | null> {
  const { challenge, allowCredentials = [], ...more } = options as Asked;
  const publicKey = {
    ...more,
    challenge: bytes(challenge),
    allowCredentials: allowCredentials.map(withBytes),
  } as unknown as PublicKeyCredentialRequestOptions;
  const signed = (await navigator.credentials
    .get({ publicKey })
    .catch(() => null)) as PublicKeyCredential | null;
  if (!signed) return null;
  const response = signed.response as AuthenticatorAssertionResponse;
  return {
    id: signed.id,
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      authenticatorData: base64url(response.authenticatorData),
      signature: base64url(response.signature),
      ...(response.userHandle ? { userHandle: base64url(response.userHandle) } : {}),
    },
  };
}

const withBytes = (each: { id: string }) => ({ ...each, id: bytes(each.id) });
const bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const base64url = (buffer: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
