import type { AttestationSaid, Passkey } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { replaceCodes, requireOwn } from "./account.ts";
import type { Challenges } from "./challenges.ts";
import { addPasskey, listPasskeys, removePasskey, renamePasskey } from "./passkeyQueries.ts";
import { findPerson, type Session } from "./sessionQueries.ts";
import type { Sessions } from "./sessions.ts";
import { attested, challengeIn, optionsToAdd } from "./webauthn.ts";

/** The passkeys of a person. `origin`: of this server, for browsers. */
export interface Passkeys {
  list(person: number): Promise<Passkey[]>;
  /** What the browser is asked for, to make one. Throws `bad-request`. */
  beginAdding(session: Session, origin: string): Promise<object>;
  /** Gives recovery codes to who had none. Throws `bad-request`. */
  add(
    session: Session,
    said: { name: string; credential: AttestationSaid },
    origin: string,
    doer: Doer,
  ): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }>;
  /** Throws `not-found`; so does `remove`. */
  rename(person: number, id: number, name: string, doer: Doer): Promise<Passkey>;
  remove(person: number, id: number, doer: Doer): Promise<void>;
}

/** The most passkeys of one person. */
const MOST = 20;

export function openPasskeys(deps: {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  challenges: Challenges;
}): Passkeys {
  const { store, clock, sessions, challenges } = deps;

  /** A change of a person's own, with its entry: the passkey as it was and as it is. */
  async function change<T>(
    person: number,
    deed: Deed,
    doer: Doer,
    act: (run: Run) => Promise<{ done: T; before?: object; after?: object }>,
  ): Promise<T> {
    const result = await store.transaction(async (run) => {
      const { done, ...states } = await act(run);
      const of = { kind: "person", id: String(person) };
      await writeAudit(run, { ...doer, deed, of, ...states }, clock.now());
      return done;
    });
    sessions.changed();
    return result;
  }
  const noSuch = (id: number) => new Fault("not-found", `you have no passkey ${id}`);

  return {
    list: async (person) => (await listPasskeys(store.inClass("pages").run, person)).map(told),

    async beginAdding(session, origin) {
      requireOwn(session);
      const { person: id, name, displayName } = session;
      const own = await listPasskeys(store.run, id);
      if (own.length >= MOST) throw new Fault("bad-request", `you have ${MOST} passkeys: remove one first`);
      const challenge = await challenges.ask("add", session.id);
      return optionsToAdd({ id, name, displayName }, own, challenge, origin);
    },

    async add(session, { name, credential }, origin, doer) {
      requireOwn(session);
      const challenge = challengeIn(credential.response.clientDataJSON);
      const asked = await challenges.take(challenge);
      const isFor = asked?.purpose === "add" && asked.session === session.id;
      const key = isFor ? await attested(credential, challenge!, origin) : null;
      if (!key)
        throw new Fault(
          "bad-request",
          "credential: is no answer to what was asked; begin again (it may be too late)",
        );
      const { person } = session;
      const at = clock.now();
      return change(person, "person.passkey-added", doer, async (run) => {
        const added = await addPasskey(run, { ...key, person, name }, at);
        if (added === null) throw new Fault("bad-request", "credential: this passkey is known already");
        const hasCodes = (await findPerson(run, session.name, null))!.hasRecovery;
        const recoveryCodes = hasCodes ? null : await replaceCodes(run, person);
        const passkey = { id: added, name, isSynced: key.isSynced, since: at, used: null };
        return { done: { passkey, recoveryCodes }, after: { passkey: added, name } };
      });
    },

    rename: (person, id, name, doer) =>
      change(person, "person.passkey-renamed", doer, async (run) => {
        const before = await renamePasskey(run, person, id, name);
        if (before === null) throw noSuch(id);
        const done = told((await listPasskeys(run, person)).find((each) => each.id === id)!);
        return { done, before: { passkey: id, name: before }, after: { passkey: id, name } };
      }),
    remove: (person, id, doer) =>
      change(person, "person.passkey-removed", doer, async (run) => {
        const name = await removePasskey(run, person, id);
        if (name === null) throw noSuch(id);
        return { done: undefined, before: { passkey: id, name } };
      }),
  };
}

const told = ({ id, name, isSynced, since, used }: Passkey): Passkey => ({ id, name, isSynced, since, used });
