import { FREE_TRIES } from "./limits.ts";
import { networkOf } from "./network.ts";
import { hashOf } from "./tokens.ts";
import type { Tracks } from "./tryQueries.ts";

/** A name as it is kept, however it is written. */
export const plainName = (name: string) => name.normalize("NFC").toLowerCase();

/**
 * Where the failures of a sign-in are counted. On a browser that the person has signed in on before: there alone.
 * Elsewhere: for its address, and for all strangers together. The name need not be one of a person.
 * @param knownBrowser the hash of its token; null: it is not known
 */
export function tracksOf(name: string, address: string | null, knownBrowser: Buffer | null): Tracks {
  const tracks = knownBrowser
    ? [{ track: `browser ${knownBrowser.toString("base64")}`, free: FREE_TRIES.own }]
    : [
        { track: `address ${networkOf(address ?? "")}`, free: FREE_TRIES.own },
        { track: "", free: FREE_TRIES.strangers },
      ];
  return { nameHash: hashOf(plainName(name)), tracks };
}
