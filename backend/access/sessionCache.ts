import type { Clock } from "../kit/clock.ts";
import { openUnknownPace } from "../kit/pace.ts";
import { openRecent } from "../store/recent.ts";
import type { Store } from "../store/store.ts";
import { SESSION_MS } from "./limits.ts";
import { findSession, listTokens, type Session } from "./sessionQueries.ts";
import { hashOf, isToken } from "./tokens.ts";

/** What tokens say, as of two seconds ago: no question for each request, nor for each token that somebody invents. */
export interface SessionCache {
  /** The session of a token; null: there is none. */
  find(token: string | undefined): Promise<Session | null>;
  /** A name for whoever has a session, or a browser on which somebody has signed in; null: nobody. */
  recognise(token: string | undefined, browser: string | undefined): Promise<string | null>;
  forget(): void;
}

/** For how long a session that was looked up stays cached. */
const TRUST_MS = 2_000;
const MOST_TRUSTED = 5_000;

interface Trusted {
  session: Promise<Session | null>;
  until: number;
  /** There was one. */
  isSomebodys: boolean;
}

export function openSessionCache({ store, clock }: { store: Store; clock: Clock }): SessionCache {
  const trusted = new Map<string, Trusted>();
  const tokens = openRecent(() => listTokens(store.run, clock.now(), SESSION_MS.idle), TRUST_MS, clock.ticks);
  const mayLookUpUnknown = openUnknownPace(clock.ticks);

  function mayLookUp(token: string): boolean {
    const known = trusted.get(token);
    return (known && (known.isSomebodys || known.until > clock.ticks())) || mayLookUpUnknown();
  }

  function lookUp(token: string): Promise<Session | null> {
    const known = trusted.get(token);
    if (known && known.until > clock.ticks()) return known.session;
    if (trusted.size >= MOST_TRUSTED) trusted.clear();
    const session = findSession(store.run, hashOf(token)).catch((error) => {
      // While the database does not answer, there is nothing that a revoked one could read or change.
      if (!known) throw error;
      return known.session;
    });
    const looked = { session, until: clock.ticks() + TRUST_MS, isSomebodys: known?.isSomebodys ?? false };
    trusted.set(token, looked);
    session.then(
      (found) => {
        looked.isSomebodys = found !== null;
      },
      () => trusted.delete(token),
    );
    return session;
  }

  async function recognise(...shown: (string | undefined)[]): Promise<string | null> {
    const hashes = shown.filter(isToken).map((token) => hashOf(token).toString("base64"));
    if (hashes.length === 0) return null;
    const known = await tokens.get();
    return hashes.map((hash) => known.get(hash)).find(Boolean) ?? null;
  }

  return {
    async find(token) {
      if (!isToken(token)) return null;
      return mayLookUp(token) || (await recognise(token)) !== null ? lookUp(token) : null;
    },
    recognise,
    forget() {
      trusted.clear();
      tokens.forget();
    },
  };
}
