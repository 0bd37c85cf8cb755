import { MINUTE } from "#calendar/units.ts";
import type { Person, ProviderRefusal } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import type { Grant, Provider } from "#wire/provider.ts";
import { type Told, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import type { Run, Store } from "../store/store.ts";
import { addDeparture, type Departure, departureOf, type Sealing } from "./departures.ts";
import { addArrival, addFederated, dropArrivals, findFederated, type Identity } from "./federationQueries.ts";
import { grantOf, groupsIn, namesOf, shownName } from "./groups.ts";
import { type Claims, openIdentify, Refused } from "./identify.ts";
import { shown } from "./people.ts";
import { dropLinks, listPeople, type NewPerson, putPerson } from "./peopleQueries.ts";
import { closeSessions, proveSession, type Session } from "./sessionQueries.ts";
import { type Caller, doerOf, type Sessions } from "./sessions.ts";
import type { Tokens } from "./signIn.ts";
import { hideSubjects, markOf, subjectOf } from "./subjects.ts";
import { hashOf, isToken, newToken } from "./tokens.ts";

/** Sign-in by an identity provider: the code flow of OpenID Connect, with PKCE, state and nonce. */
export interface Federation {
  /** The name of the provider, to be shown. */
  name: string;
  /**
   * Sends a browser to the provider. Its state lies in a cookie, not here, so that thousands of unfinished sign-ins cost
   * the server nothing.
   * @param cookie the browser's cookie of earlier departures
   * @param session the session whose person proves again who it is; null: the person signs in
   * @param back the query of the page to which the browser returns
   */
  depart(
    cookie: string | undefined,
    back: string,
    session: Session | null,
  ): Promise<{ to: string; cookie: string } | { refusal: ProviderRefusal }>;
  /**
   * The browser has returned, with its cookies. Throws `busy` when too many unknown browsers return from its address,
   * because the provider is asked each time.
   * @param search the query of the request
   */
  arrive(
    search: string,
    has: { departures: string | undefined; browser: string | undefined; session: Session | null },
    caller: Caller,
  ): Promise<{ back: string } & (Tokens | { refusal: ProviderRefusal })>;
}

/** The fields of a person that are audited. */
type Tell = (deed: Deed, person: Person, more?: Partial<Told>) => void;

/** How long a browser may take to return. */
export const AWAY_MS = 10 * MINUTE;
/** How far the provider's clock may be behind. */
const SKEW_MS = 30_000;
/** The address to which the provider sends browsers back. */
export const CALLBACK_PATH = "/v1/session/oidc/callback";

export function openFederation(deps: {
  provider: Provider;
  /** The origin of this server for browsers. */
  publicUrl: string;
  basePath: string;
  store: Store;
  clock: Clock;
  sessions: Sessions;
  /** Seals the cookie of a departure. */
  sealing: Sealing;
  /** Hashes the provider's subject of a person. Throws `unavailable` when the key cannot be read. */
  sign(text: string): Buffer;
  /** Throws `busy` when too many strangers come from this address. */
  paceOf(address: string | null): void;
  onTrouble: (what: string, error?: unknown) => void;
}): Federation {
  const { provider, store, clock, sessions, sealing } = deps;
  // Never from the request's `Host`: an attacker who sets it would get the code.
  const callback = `${new URL(deps.publicUrl).origin}${deps.basePath}${CALLBACK_PATH}`;
  const identity = openIdentify(provider, callback, deps);
  const host = new URL(provider.issuer).host;

  /** Finds or makes the person, with the rights that the provider gives now; null: none. In a transaction. */
  async function personOf(run: Run, claims: Claims, tell: Tell): Promise<Person | null> {
    const { issuer } = provider;
    const who = { issuer, subject: subjectOf(issuer, claims.sub, deps.sign) };
    const grant = grantOf(
      groupsIn(new Map(Object.entries(claims)).get(provider.groupsClaim)),
      provider.grants,
    );
    const id = await findFederated(run, who);
    if (id !== null) {
      const [before] = (await listPeople(run, id)) as [Person];
      if (before.state === "disabled" || !grant) {
        // Rights that were withdrawn at the provider end here too.
        await closeSessions(run, id, null);
        tell("session.refused", before);
        return before.state === "disabled" ? before : null;
      }
      const { role, scope } = grant;
      await update(run, before, { displayName: shownName(claims.name, before.name), role, scope }, tell);
      return before;
    }
    return grant && make(run, who, claims, grant, tell);
  }

  async function make(run: Run, who: Identity, claims: Claims, { role, scope }: Grant, tell: Tell) {
    for (const name of namesOf(claims, host, markOf(who.subject))) {
      const person = { name, displayName: shownName(claims.name, name), role, scope };
      const id = await addFederated(run, who, person, clock.now());
      if (id === null) continue;
      // There is an administrator now.
      if (role === "admin") await dropLinks(run, null, clock.now());
      const [made] = (await listPeople(run, id)) as [Person];
      tell("person.joined", made, { after: shown(person) });
      return made;
    }
    // The names are taken, or the same person came twice at once and is found at the next try.
    throw new Refused("again");
  }

  async function update(run: Run, before: Person, to: Omit<NewPerson, "name">, tell: Tell) {
    const states = { before: shown(before), after: shown(to) };
    if (JSON.stringify(states.before) === JSON.stringify(states.after)) return;
    await putPerson(run, before.id, to);
    tell("person.changed", before, { ...states, by: { kind: "server", id: null, name: host } });
  }

  /** Signs in, or marks the session as proved for which the browser was sent away. */
  async function admit(
    claims: Claims,
    { session: id, beganAt }: Departure,
    caller: Caller,
    { browser, session: own }: Parameters<Federation["arrive"]>[1],
  ): Promise<Tokens> {
    const now = clock.now();
    const authTime = typeof claims.auth_time === "number" ? Math.max(0, claims.auth_time * 1_000) : 0;
    if (id !== null && authTime + SKEW_MS < beganAt) {
      deps.onTrouble(`${provider.name} (OIDC_ISSUER) did not ask anew who it is (max_age, auth_time)`);
      throw new Refused("distrusted");
    }
    const done = await store.transaction(async (run): Promise<Tokens | ProviderRefusal> => {
      // Written last: it locks the audit's chain until the commit.
      const entries: Told[] = [];
      const tell: Tell = (deed, person, more = {}) =>
        entries.push({
          ...doerOf(person, caller),
          deed,
          of: { kind: "person", id: String(person.id) },
          ...more,
        });
      const person = await personOf(run, claims, tell);
      const refusal = person === null ? "unknown" : person.state === "disabled" ? "disabled" : null;
      const tokens =
        person === null || refusal !== null
          ? null
          : id === null
            ? await open(run, person, Math.min(now, authTime), caller, browser, tell)
            : await prove(run, person, id, own, tell);
      for (const entry of entries) await writeAudit(run, entry, now);
      return tokens ?? refusal!;
    });
    sessions.changed();
    if (typeof done === "string") throw new Refused(done);
    return done;
  }

  /** @param provedAt 0: the provider does not say when the person signed in there, which may be long ago */
  async function open(
    run: Run,
    person: Person,
    provedAt: number,
    caller: Caller,
    browser: string | undefined,
    tell: Tell,
  ): Promise<Tokens> {
    const { id, token } = await sessions.open(run, person.id, caller, provedAt);
    const fresh = await sessions.welcome(run, person.id, isToken(browser) ? hashOf(browser) : null);
    tell("session.opened", person, { of: { kind: "session", id: String(id) } });
    return { session: token, ...fresh };
  }

  async function prove(run: Run, person: Person, id: number, own: Session | null, tell: Tell) {
    if (own?.id !== id || own.person !== person.id) throw new Refused("other");
    const token = newToken();
    await proveSession(run, id, hashOf(token), clock.now(), null);
    tell("session.proved", person, { of: { kind: "session", id: String(id) } });
    return { session: token };
  }

  return {
    name: provider.name,
    async depart(cookie, back, session) {
      const ticket = { state: newToken(), nonce: newToken(), verifier: newToken() };
      try {
        const to = (await identity.addressFor(ticket, session !== null)).href;
        const departure = { ...ticket, session: session?.id ?? null, back, beganAt: clock.now() };
        return { to, cookie: addDeparture(cookie, departure, sealing) };
      } catch (error) {
        if (error instanceof Refused) return { refusal: error.reason };
        throw error;
      }
    },
    async arrive(search, has, caller) {
      const url = new URL(callback);
      url.search = search;
      const state = url.searchParams.get("state") ?? "";
      const at = clock.now();
      const departure = departureOf(has.departures, state, at - AWAY_MS, sealing);
      if (!departure) return { back: "", refusal: "again" };
      if (!has.session && !(await sessions.recognise(undefined, has.browser))) deps.paceOf(caller.address);
      const isFirst = await store.transaction(async (run) => {
        await dropArrivals(run, at - AWAY_MS);
        return addArrival(run, hashOf(state), at);
      });
      const { back } = departure;
      if (!isFirst) return { back: "", refusal: "again" };
      try {
        const claims = await identity.identify(url, departure);
        // Where the key could not be read at the start, some subjects are not hashed yet.
        await hideSubjects(store, deps.sign);
        return { back, ...(await admit(claims, departure, caller, has)) };
      } catch (error) {
        if (error instanceof Refused) return { back, refusal: error.reason };
        throw error;
      }
    },
  };
}
