import { MINUTE } from "#calendar/units.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { isOver } from "./judge.ts";
import { SESSION_MS } from "./limits.ts";
import { openSessionCache, type SessionCache } from "./sessionCache.ts";
import {
  addSession,
  closeSession,
  closeSessions,
  dropOldSessions,
  knowBrowser,
  listSessions,
  type Session,
  type SessionListed,
  touchSession,
} from "./sessionQueries.ts";
import { hashOf, newToken } from "./tokens.ts";
import type { Visitor } from "./visitor.ts";

export type Person = Extract<Visitor, { kind: "person" }>;

/** Where a request comes from. */
export interface Caller {
  address: string | null;
  /** What the browser says that it is. */
  agent: string | null;
}

/** A person as the audit knows it. */
export const doerOf = ({ id, name }: { id: number; name: string }, { address }: Caller): Doer => ({
  by: { kind: "person", id: String(id), name },
  address,
});

export interface Sessions {
  /**
   * The session of a token, as it was at most two seconds ago, half-open or not; null: there is none, or it is over.
   * @param isUse it was used now
   */
  find(token: string | undefined, isUse?: boolean): Promise<Session | null>;
  recognise: SessionCache["recognise"];
  /**
   * In a transaction. Gives the token.
   * @param provedAt when the person proved who it is; null: the second factor is missing
   */
  open(
    run: Run,
    person: number,
    caller: Caller,
    provedAt: number | null,
  ): Promise<{ id: number; token: string }>;
  /** In a transaction: knows the browser from now on; gives its new token, if it had none. */
  welcome(run: Run, person: number, browser: Buffer | null): Promise<{ browser?: string }>;
  list(person: number): Promise<SessionListed[]>;
  /** Throws `not-found` when the person has no such session. */
  close(id: number, person: Person, doer: Doer): Promise<void>;
  /** All of the person but this one. */
  closeOthers(person: Person, doer: Doer): Promise<void>;
  /** People were changed, here or (`forget`) by another backend. */
  changed(): void;
  forget(): void;
}

/** It is not written more often that a session was seen. */
const TOUCH_MS = MINUTE;
/** The browsers on which a person is known. */
const MOST_BROWSERS = 10;

export function openSessions(deps: {
  store: Store;
  clock: Clock;
  /** Other backends must clear their caches. */
  onChanged: () => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Sessions {
  const { store, clock } = deps;
  const cache = openSessionCache(deps);
  function changed() {
    cache.forget();
    deps.onChanged();
  }

  function touch(session: Session, now: number) {
    if (session.provedAt === null || now - session.seenAt < TOUCH_MS) return;
    session.seenAt = now;
    touchSession(store.run, session.id, now).catch((error) =>
      deps.onTrouble("it could not be stored that a session is in use", error),
    );
  }

  return {
    async find(token, isUse = true) {
      const session = await cache.find(token);
      const now = clock.now();
      if (!session || isOver(session, now)) return null;
      if (isUse) touch(session, now);
      return session;
    },
    recognise: cache.recognise,
    async open(run, person, { address, agent }, provedAt) {
      const token = newToken();
      const at = clock.now();
      await dropOldSessions(run, at, SESSION_MS.idle);
      const id = await addSession(run, {
        person,
        tokenHash: hashOf(token),
        at,
        address,
        agent,
        provedAt,
        endsAt: at + (provedAt === null ? SESSION_MS.half : SESSION_MS.whole),
      });
      return { id, token };
    },
    async welcome(run, person, browser) {
      const token = browser ? undefined : newToken();
      await knowBrowser(run, person, browser ?? hashOf(token!), clock.now(), MOST_BROWSERS);
      return token ? { browser: token } : {};
    },
    list: (person) => listSessions(store.inClass("pages").run, person, clock.now(), SESSION_MS.idle),
    async close(id, { id: person, session }, doer) {
      const isOwn = String(id) === session;
      await store.transaction(async (run) => {
        if (!(await closeSession(run, person, id))) throw new Fault("not-found", `you have no session ${id}`);
        const deed = isOwn ? "session.closed" : "session.revoked";
        await writeAudit(run, { ...doer, deed, of: { kind: "session", id: String(id) } }, clock.now());
      });
      changed();
    },
    async closeOthers({ id: person, session }, doer) {
      const closed = await store.transaction(async (run) => {
        const count = await closeSessions(run, person, Number(session));
        if (count === 0) return 0;
        const of = { kind: "person", id: String(person) };
        await writeAudit(run, { ...doer, deed: "session.others-revoked", of, after: { count } }, clock.now());
        return count;
      });
      if (closed > 0) changed();
    },
    changed,
    forget: cache.forget,
  };
}
