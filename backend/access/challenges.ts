import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { addChallenge, dropChallenges, type Purpose, takeChallenge } from "./passkeyQueries.ts";
import { hashOf, isToken, newToken } from "./tokens.ts";

export type { Purpose };

/** What passkeys are asked to sign: each time something else. */
export interface Challenges {
  /** @param session for which it is signed; null: to sign in */
  ask(purpose: Purpose, session: number | null): Promise<string>;
  /** What it was asked for. Each is taken once, right or wrong. Null: nobody asked for it, or too long ago. */
  take(challenge: string | null): Promise<{ purpose: Purpose; session: number | null } | null>;
}

/** The browser asks the person for two minutes; then the answer is still on its way. */
const WAIT_MS = 3 * MINUTE;

export function openChallenges({ store, clock }: { store: Store; clock: Clock }): Challenges {
  return {
    async ask(purpose, session) {
      const challenge = newToken();
      const at = clock.now();
      await store.transaction(async (run) => {
        await dropChallenges(run, at - WAIT_MS);
        await addChallenge(run, hashOf(challenge), { purpose, session }, at);
      });
      return challenge;
    },
    async take(challenge) {
      if (!isToken(challenge ?? "")) return null;
      const at = clock.now();
      return takeChallenge(store.run, hashOf(challenge!), at - WAIT_MS);
    },
  };
}
