import { randomBytes, timingSafeEqual } from "node:crypto";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import type { Run, Store } from "../store/store.ts";
import { addChallenge, dropChallenges, type Purpose, takeChallenge } from "./passkeyQueries.ts";
import { hashOf, isToken, newToken } from "./tokens.ts";

export type { Purpose };

/** What passkeys are asked to sign: each time something else. */
export interface Challenges {
  /** @param session for which it is signed; null: to sign in */
  ask(purpose: Purpose, session: number | null): Promise<string>;
  /**
   * What it was asked for. Null: nobody asked for it, or too long ago. One of a session is taken once, right or wrong; one
   * to sign in counts until it is spent.
   */
  take(challenge: string | null): Promise<{ purpose: Purpose; session: number | null } | null>;
  /** In the transaction that signs in by it: false if another one did before. */
  spend(run: Run, challenge: string): Promise<boolean>;
}

/** The browser asks the person for two minutes; then the answer is still on its way. */
const WAIT_MS = 3 * MINUTE;
/** The lengths of a sign-in challenge: its time, random bytes, and our signature of both. */
const BYTES = { time: 6, chance: 10, signature: 16 } as const;
const SIGNED = BYTES.time + BYTES.chance;

export function openChallenges(deps: { store: Store; clock: Clock; sign(text: string): Buffer }): Challenges {
  const { store, clock } = deps;
  const signatureOf = (front: Buffer) =>
    deps.sign(`a challenge to sign in ${front.toString("base64url")}`).subarray(0, BYTES.signature);

  /** Kept nowhere until it is answered: anybody may ask for one, as often as they like. */
  function toSignIn(at: number): string {
    const front = Buffer.concat([Buffer.alloc(BYTES.time), randomBytes(BYTES.chance)]);
    front.writeUIntBE(at, 0, BYTES.time);
    return Buffer.concat([front, signatureOf(front)]).toString("base64url");
  }
  function isToSignIn(challenge: string, at: number): boolean {
    const bytes = Buffer.from(challenge, "base64url");
    const front = bytes.subarray(0, SIGNED);
    return (
      timingSafeEqual(bytes.subarray(SIGNED), signatureOf(front)) &&
      at - front.readUIntBE(0, BYTES.time) < WAIT_MS
    );
  }

  return {
    async ask(purpose, session) {
      const at = clock.now();
      if (session === null) return toSignIn(at);
      const challenge = newToken();
      await store.transaction(async (run) => {
        await dropChallenges(run, at - WAIT_MS);
        await addChallenge(run, hashOf(challenge), { purpose, session }, at);
      });
      return challenge;
    },
    async take(challenge) {
      if (!isToken(challenge ?? "")) return null;
      const at = clock.now();
      if (isToSignIn(challenge!, at)) return { purpose: "sign-in", session: null };
      return takeChallenge(store.run, hashOf(challenge!), at - WAIT_MS);
    },
    async spend(run, challenge) {
      const at = clock.now();
      await dropChallenges(run, at - WAIT_MS);
      return addChallenge(run, hashOf(challenge), { purpose: "sign-in", session: null }, at);
    },
  };
}
