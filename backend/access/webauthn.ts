import { isIP } from "node:net";
import { MINUTE } from "#calendar/units.ts";
import type { AssertionSaid, AttestationSaid } from "#wire/access.ts";
import { Fault } from "../kit/fault.ts";
import type { KnownPasskey, OwnPasskey } from "./passkeyQueries.ts";
import { hashOf } from "./tokens.ts";

/**
 * What passkeys are asked, and whether they answered (WebAuthn 3). The authenticator always verifies the person, so that
 * one is a whole sign-in. `origin`: of this server, for browsers.
 */

/** 25 packages, half a second: loaded when somebody has a passkey. */
const library = () => import("@simplewebauthn/server");
/** The browser asks the person for so long. */
const ASKED_MS = 2 * MINUTE;
const RP_NAME = "War Room 1441";

/** To make one. Throws `bad-request` where no browser does. */
export async function optionsToAdd(
  person: { id: number; name: string; displayName: string },
  own: readonly OwnPasskey[],
  challenge: string,
  origin: string,
): Promise<object> {
  const rpID = rpIdOf(origin);
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID,
    userName: person.name,
    userDisplayName: person.displayName,
    userID: new Uint8Array(handleOf(person.id)),
    challenge: bytesOf(challenge),
    timeout: ASKED_MS,
    excludeCredentials: own.map(idAndTransports),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** The passkey that was made; null: it is no answer to this challenge. */
export async function attested({ id, response }: AttestationSaid, challenge: string, origin: string) {
  const { verifyRegistrationResponse } = await library();
  const found = await verifyRegistrationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpIdOf(origin),
    requireUserVerification: true,
  }).catch(() => null);
  if (!found?.verified) return null;
  const { credential, credentialDeviceType } = found.registrationInfo;
  return {
    credentialId: Buffer.from(credential.id, "base64url"),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.transports ?? [],
    isSynced: credentialDeviceType === "multiDevice",
  };
}

/** To sign. @param own those that may; empty: any that the person has */
export async function optionsToSign(own: readonly OwnPasskey[], challenge: string, origin: string) {
  const rpID = rpIdOf(origin);
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID,
    challenge: bytesOf(challenge),
    timeout: ASKED_MS,
    userVerification: "required",
    allowCredentials: own.map(idAndTransports),
  });
}

/** The counter that it signed. `fell`: it has signed before with a higher one. Null: it did not sign this, or not here. */
export async function counterOf(
  said: AssertionSaid,
  known: KnownPasskey,
  challenge: string,
  origin: string,
): Promise<number | "fell" | null> {
  const { id, response } = said;
  const { userHandle } = response;
  if (userHandle !== undefined && userHandle !== handleOf(known.person).toString("base64url")) return null;
  const { verifyAuthenticationResponse } = await library();
  const found = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpIdOf(origin),
    // The counter is compared here, where what has been signed is known to be true.
    credential: { id, publicKey: new Uint8Array(known.publicKey), counter: 0 },
    requireUserVerification: true,
  }).catch(() => null);
  if (!found?.verified) return null;
  const { newCounter } = found.authenticationInfo;
  // 0: it does not count, as synced ones do not.
  return newCounter > known.counter || (newCounter === 0 && known.counter === 0) ? newCounter : "fell";
}

/** The challenge in what a browser says that it was asked; null: there is none. */
export function challengeIn(clientData: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientData, "base64url").toString());
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}

/** The name for which passkeys are made. Throws `bad-request` for an address of digits, which no browser takes. */
function rpIdOf(origin: string): string {
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) === 0) return hostname;
  throw new Fault(
    "bad-request",
    `passkeys need a name, not ${hostname}: open the page as localhost or by PUBLIC_URL`,
  );
}

const idAndTransports = ({ credentialId, transports }: OwnPasskey) => ({
  id: credentialId.toString("base64url"),
  transports,
});
const bytesOf = (token: string) => new Uint8Array(Buffer.from(token, "base64url"));
/** What an authenticator keeps of a person: nothing that tells who it is. */
const handleOf = (person: number) => hashOf(`war-room-1441 person ${person}`);
