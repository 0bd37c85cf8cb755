import type { AssertionSaid } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import { writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import type { Challenges, Purpose } from "./challenges.ts";
import { SESSION_MS } from "./limits.ts";
import { findPasskey, type KnownPasskey, listPasskeys, usePasskey } from "./passkeyQueries.ts";
import { proveSession, type Session } from "./sessionQueries.ts";
import { type Caller, doerOf, type Sessions } from "./sessions.ts";
import type { Tokens } from "./signIn.ts";
import { hashOf, isToken, newToken } from "./tokens.ts";
import { challengeIn, counterOf, optionsToSign } from "./webauthn.ts";

/** Signs people in with passkeys: alone, after the password, or to prove again who it is. Nobody ever waits. */
export interface PasskeySignIn {
  /**
   * What the browser is asked for. Throws `unauthorized` when the session does not fit the purpose, and `bad-request`.
   * @param session the half-open one for `second`, the whole one for `proof`
   */
  begin(purpose: Exclude<Purpose, "add">, session: Session | null, origin: string): Promise<object>;
  /** Signs in, or proves the session for which it was asked. Throws `unauthorized`. */
  use(
    credential: AssertionSaid,
    given: { session: Session | null; browser: string | undefined; origin: string },
    caller: Caller,
  ): Promise<Tokens>;
}

export function openPasskeySignIn(deps: {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  challenges: Challenges;
  onTrouble: (what: string, error?: unknown) => void;
}): PasskeySignIn {
  const { store, clock, sessions, challenges } = deps;

  async function tell(run: Run, key: KnownPasskey, caller: Caller, deed: Deed, session: number | null) {
    const doer = doerOf({ id: key.person, name: key.personName }, caller);
    const of =
      session === null
        ? { kind: "person", id: String(key.person) }
        : { kind: "session", id: String(session) };
    await writeAudit(run, { ...doer, deed, of }, clock.now());
  }

  /** Null: another answer of this passkey came before. */
  async function admit(
    run: Run,
    key: KnownPasskey,
    counter: number,
    asked: { purpose: Purpose; session: number | null; challenge: string },
    browser: Buffer | null,
    caller: Caller,
  ): Promise<Tokens | null> {
    const at = clock.now();
    if (asked.purpose === "sign-in" && !(await challenges.spend(run, asked.challenge))) return null;
    if (!(await usePasskey(run, key.id, counter, at))) return null;
    let { session } = asked;
    let token = newToken();
    if (session === null) ({ id: session, token } = await sessions.open(run, key.person, caller, at));
    else {
      const endsAt = asked.purpose === "second" ? at + SESSION_MS.whole : null;
      await proveSession(run, session, hashOf(token), at, endsAt);
    }
    const fresh = await sessions.welcome(run, key.person, browser);
    await tell(run, key, caller, asked.purpose === "proof" ? "session.proved" : "session.opened", session);
    return { session: token, ...fresh };
  }

  return {
    async begin(purpose, session, origin) {
      const isOpen = session !== null && session.provedAt === null;
      if (purpose !== "sign-in" && (session === null || isOpen !== (purpose === "second")))
        throw new Fault(
          "unauthorized",
          "begin with the name and the password; that was too long ago, or not yet",
        );
      const asked = purpose === "sign-in" ? null : session;
      const own = asked ? await listPasskeys(store.run, asked.person) : [];
      return optionsToSign(own, await challenges.ask(purpose, asked?.id ?? null), origin);
    },

    async use(credential, { session, browser, origin }, caller) {
      const challenge = challengeIn(credential.response.clientDataJSON);
      const asked = await challenges.take(challenge);
      const key = await findPasskey(store.run, Buffer.from(credential.id, "base64url"));
      const isFor =
        asked !== null &&
        asked.purpose !== "add" &&
        (asked.session === null || (session?.id === asked.session && session.person === key?.person));
      const counter =
        key && isFor && !key.isDisabled ? await counterOf(credential, key, challenge!, origin) : null;
      if (counter === "fell")
        deps.onTrouble(`the passkey ${key!.id} of ${key!.personName} may have been copied: its counter fell`);
      const known = isToken(browser) ? hashOf(browser) : null;
      const tokens = await store.transaction(async (run) => {
        if (!key) return null;
        const admitted =
          typeof counter === "number"
            ? await admit(run, key, counter, { ...asked!, challenge: challenge! }, known, caller)
            : null;
        if (!admitted) await tell(run, key, caller, "session.refused", null);
        return admitted;
      });
      if (tokens) {
        sessions.changed();
        return tokens;
      }
      throw new Fault("unauthorized", "this passkey does not sign in here, or it took too long; try again");
    },
  };
}
