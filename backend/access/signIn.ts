import type { Second, SessionStep } from "#wire/access.ts";
import { writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { useRecoveryCode, useStep } from "./factorQueries.ts";
import { MOST_WRONG_CODES, SESSION_MS, WAITS } from "./limits.ts";
import { stepOf } from "./otp.ts";
import type { Passwords } from "./passwords.ts";
import {
  type Candidate,
  closeSession,
  failSession,
  findPerson,
  proveSession,
  type Session,
} from "./sessionQueries.ts";
import { type Caller, doerOf, type Sessions } from "./sessions.ts";
import { hashOf, hashOfRecoveryCode, isToken, newToken } from "./tokens.ts";
import { plainName, tracksOf } from "./tracks.ts";
import { dropOldTries, forgetTries, type Tracks, takeTries, waitOfTries } from "./tryQueries.ts";

/** What a browser is given: tokens for its cookies. */
export interface Tokens {
  session: string;
  /** By which it is known the next time; absent: it has one, or is not known yet. */
  browser?: string;
}

export interface SignIn {
  /**
   * Throws `unauthorized`, in the same words and after the same time for a name that nobody has, and `busy` when the
   * next try is not taken yet.
   */
  begin(
    said: { name: string; password: string },
    caller: Caller,
    browser: string | undefined,
  ): Promise<{ step: SessionStep; tokens: Tokens }>;
  /** Throws `unauthorized` for a wrong code, or one that was used. */
  second(
    session: Session | null,
    said: { code?: string; recoveryCode?: string },
    caller: Caller,
    browser: string | undefined,
  ): Promise<Tokens>;
  /** Throws `bad-request` unless this is the password of who has the session, and it has one. */
  requirePassword(session: Session, password: string | undefined): Promise<void>;
  /** Proves again who has the session, which gets a new token. Throws `unauthorized`. */
  prove(session: Session, said: { password?: string; code?: string }, caller: Caller): Promise<string>;
}

export const NOTHING_MORE: SessionStep = { needs: "nothing", second: [] };
const wrong = () => new Fault("unauthorized", "the name or the password is not right");
const wrongCode = () =>
  new Fault("unauthorized", "the code is not right, or it was used; wait for the next one");

/** The second factors that a person has beside the password. */
function secondsOf({ hasTotp, hasPasskeys, hasRecovery }: Candidate): Second[] {
  const own: Second[] = [
    ...(hasPasskeys ? (["passkey"] as const) : []),
    ...(hasTotp ? (["totp"] as const) : []),
  ];
  return own.length > 0 && hasRecovery ? [...own, "recovery"] : own;
}

/** Signs people in by password, and by a code if they have set one up. */
export function openSignIn(deps: {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  passwords: Passwords;
  /** Opens the sealed seed of a person. */
  unseal(sealed: Buffer, person: number): Buffer;
  /** Throws `busy` when too many strangers try from this address. */
  paceOf(address: string | null): void;
  onTrouble: (what: string, error?: unknown) => void;
}): SignIn {
  const { store, clock, sessions, passwords } = deps;

  /** Counts a try. Throws `busy` when it comes too early. */
  async function takeTry(tracks: Tracks) {
    const at = clock.now();
    try {
      await store.transaction(async (run) => {
        const taken = await takeTries(run, tracks, WAITS, at);
        // The other one must not count then.
        if (taken.length < tracks.tracks.length) throw new TooEarly();
      });
    } catch (error) {
      if (!(error instanceof TooEarly)) throw error;
      const until = (await waitOfTries(store.run, tracks)) ?? at;
      const retryAfter = Math.max(1, Math.ceil((until - at) / 1_000));
      throw new Fault("busy", "too many sign-ins under this name have failed; wait before the next one", {
        retryAfter,
      });
    }
  }

  /** Not waited for, and some work for a name that nobody has: neither tells it from one that somebody has. */
  function tellRefusal(person: Candidate | null, caller: Caller) {
    const at = clock.now();
    store
      .transaction(async (run) => {
        await dropOldTries(run, at);
        if (!person) return;
        const of = { kind: "person", id: String(person.id) };
        await writeAudit(run, { ...doerOf(person, caller), deed: "session.refused", of }, at);
      })
      .catch((error) => deps.onTrouble("a refused sign-in could not be audited", error));
  }

  async function openedBy(run: Run, person: { id: number; name: string }, session: number, caller: Caller) {
    const of = { kind: "session", id: String(session) };
    await writeAudit(run, { ...doerOf(person, caller), deed: "session.opened", of }, clock.now());
  }

  /** Is it a code that was not used before? In a transaction. */
  async function isRightCode(run: Run, { person, seed }: Session, code: string) {
    const step = seed && stepOf(deps.unseal(seed, person), code, clock.now());
    return step !== null && useStep(run, person, step);
  }

  return {
    async begin({ name, password }, caller, browser) {
      const browserHash = isToken(browser) ? hashOf(browser) : null;
      // Whoever comes from the address of somebody who guesses is not kept out on a browser that is known.
      if (browserHash === null) deps.paceOf(caller.address);
      const person = await findPerson(store.run, plainName(name), browserHash);
      const isKnown = person?.isKnown ?? false;
      if (browserHash !== null && !isKnown) deps.paceOf(caller.address);
      const tracks = tracksOf(name, caller.address, isKnown ? browserHash : null);
      await takeTry(tracks);
      const line = isKnown ? "known" : "strangers";
      const isRight = await passwords.isRight(person?.passwordHash ?? null, password, line);
      if (!person || !isRight || person.isDisabled) {
        tellRefusal(person, caller);
        throw wrong();
      }
      const second = secondsOf(person);
      const isWhole = second.length === 0;
      const tokens = await store.transaction(async (run): Promise<Tokens> => {
        const { id, token } = await sessions.open(run, person.id, caller, isWhole ? clock.now() : null);
        await forgetTries(run, tracks, isWhole, clock.now());
        if (!isWhole) return { session: token };
        const fresh = await sessions.welcome(run, person.id, browserHash);
        await openedBy(run, person, id, caller);
        return { session: token, ...fresh };
      });
      sessions.changed();
      return { step: isWhole ? NOTHING_MORE : { needs: "second", second }, tokens };
    },

    async second(session, { code, recoveryCode }, caller, browser) {
      if (!session || session.provedAt !== null)
        throw new Fault(
          "unauthorized",
          "begin with the name and the password; that was too long ago, or not yet",
        );
      const person = { id: session.person, name: session.name };
      const browserHash = isToken(browser) ? hashOf(browser) : null;
      const found = await findPerson(store.run, session.name, browserHash);
      const tracks = tracksOf(session.name, caller.address, found?.isKnown ? browserHash : null);
      await takeTry(tracks);
      let isClosed = false;
      const tokens = await store.transaction(async (run): Promise<Tokens | null> => {
        const isRight =
          code !== undefined
            ? await isRightCode(run, session, code)
            : await useRecoveryCode(run, person.id, hashOfRecoveryCode(recoveryCode ?? ""));
        if (!isRight) {
          isClosed = (await failSession(run, session.id)) >= MOST_WRONG_CODES;
          if (isClosed) await closeSession(run, person.id, session.id);
          return null;
        }
        const token = newToken();
        const at = clock.now();
        await proveSession(run, session.id, hashOf(token), at, at + SESSION_MS.whole);
        await forgetTries(run, tracks, true, at);
        const fresh = await sessions.welcome(run, person.id, browserHash);
        await openedBy(run, person, session.id, caller);
        return { session: token, ...fresh };
      });
      // All backends look at everybody anew: not because somebody mistypes.
      if (tokens || isClosed) sessions.changed();
      if (tokens) return tokens;
      tellRefusal(found, caller);
      throw wrongCode();
    },

    async requirePassword(session, password) {
      if (session.passwordHash === null) return;
      const tracks = ownTracksOf(session);
      if (password !== undefined) await takeTry(tracks);
      if (password === undefined || !(await passwords.isRight(session.passwordHash, password, "known")))
        throw new Fault("bad-request", "current: is not your password until now");
      await forgetTries(store.run, tracks, true, clock.now());
    },

    async prove(session, { password, code }, caller) {
      const person = { id: session.person, name: session.name };
      const tracks = ownTracksOf(session);
      await takeTry(tracks);
      const isRight =
        password !== undefined
          ? await passwords.isRight(session.passwordHash, password, "known")
          : code !== undefined;
      const token = await store.transaction(async (run) => {
        if (!isRight || (code !== undefined && !(await isRightCode(run, session, code)))) return null;
        const fresh = newToken();
        await proveSession(run, session.id, hashOf(fresh), clock.now(), null);
        await forgetTries(run, tracks, true, clock.now());
        const of = { kind: "session", id: String(session.id) };
        await writeAudit(run, { ...doerOf(person, caller), deed: "session.proved", of }, clock.now());
        return fresh;
      });
      if (token === null) throw new Fault("unauthorized", "that is not right");
      sessions.changed();
      return token;
    },
  };
}

/** Whoever has the session is no stranger: counted for it alone. */
const ownTracksOf = ({ id, name }: Session) => tracksOf(name, null, hashOf(`session ${id}`));

class TooEarly extends Error {}
