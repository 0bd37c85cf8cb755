import type { Person, RequireWithin, Scope } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import type { OfVersion } from "#wire/schema.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { changedMeanwhile, Fault, requireRoom } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { isLast } from "./judge.ts";
import { LINK_MS } from "./limits.ts";
import {
  addLink,
  addPerson,
  disablePerson,
  dropLinks,
  listPeople,
  lockAdministrators,
  type NewPerson,
  putPerson,
} from "./peopleQueries.ts";
import { closeSessions } from "./sessionQueries.ts";
import type { Sessions } from "./sessions.ts";
import { hashOf, newToken } from "./tokens.ts";
import { plainName } from "./tracks.ts";

/**
 * What administrators do with people. All throw `not-found` when there is no such person, and what `within` throws when
 * it is limited to something else.
 */
export interface People {
  list(): Promise<Person[]>;
  /** Gives the token of the link. Throws `bad-request` when the name is another one's. */
  invite(person: NewPerson, doer: Doer): Promise<{ person: Person; token: string }>;
  /** Throws `changed-meanwhile`, and `bad-request` when nobody could administer any more; the latter so does `disable`. */
  change(
    id: number,
    to: Omit<NewPerson, "name"> & OfVersion,
    doer: Doer,
    within: RequireWithin,
  ): Promise<Person>;
  /** A link to choose a new password; whoever uses it has no second factor any more. */
  reset(id: number, doer: Doer, within: RequireWithin): Promise<string>;
  closeSessions(id: number, doer: Doer, within: RequireWithin): Promise<void>;
  disable(id: number, doer: Doer, within: RequireWithin): Promise<Person>;
  enable(id: number, doer: Doer, within: RequireWithin): Promise<Person>;
}

/** Disabled ones included: they are not removed. */
const MOST = 2_000;

/** What the audit says of a person. */
export const shown = ({ displayName, role, scope }: { displayName: string; role: string; scope: Scope }) => ({
  displayName,
  role,
  scope,
});

export function openPeople(deps: { store: Store; clock: Clock; sessions: Sessions }): People {
  const { store, clock, sessions } = deps;

  async function found(run: Run, id: number): Promise<Person> {
    const [person] = await listPeople(run, id);
    if (!person) throw new Fault("not-found", `there is no person ${id}`);
    return person;
  }

  /** A change of a person, with its entry: as it was and as it is. */
  async function change(
    id: number,
    deed: Deed,
    doer: Doer,
    within: RequireWithin,
    act: (run: Run, person: Person) => Promise<void>,
  ): Promise<Person> {
    const after = await store.transaction(async (run) => {
      const administrators = await lockAdministrators(run);
      const before = await found(run, id);
      within([before.scope]);
      await act(run, before);
      const after = await found(run, id);
      if (isLast(administrators, { ...after, isDisabled: after.state === "disabled" }))
        throw new Fault(
          "bad-request",
          `role: ${after.name} is the only administrator without a limit who can sign in; make another one first`,
        );
      const told = (person: Person) => ({ ...shown(person), state: person.state });
      const states = { before: told(before), after: told(after) };
      const changed = JSON.stringify(states.before) === JSON.stringify(states.after) ? {} : states;
      await writeAudit(
        run,
        { ...doer, deed, of: { kind: "person", id: String(id) }, ...changed },
        clock.now(),
      );
      return after;
    });
    sessions.changed();
    return after;
  }

  return {
    list: () => listPeople(store.inClass("pages").run, null),
    async invite(person, doer) {
      const token = newToken();
      const name = plainName(person.name);
      const added = await store.transaction(async (run) => {
        const at = clock.now();
        requireRoom((await listPeople(run, null)).length, MOST, "people");
        const id = await addPerson(run, { ...person, name }, at);
        if (id === null) throw new Fault("bad-request", `name: there is a person ${name} already`);
        const link = { tokenHash: hashOf(token), purpose: "invitation", person: id } as const;
        await addLink(run, { ...link, endsAt: at + LINK_MS.invitation });
        const of = { kind: "person", id: String(id) };
        await writeAudit(run, { ...doer, deed: "person.invited", of, after: shown(person) }, at);
        return found(run, id);
      });
      return { person: added, token };
    },
    change: (id, { version: of, ...to }, doer, within) =>
      change(id, "person.changed", doer, within, async (run, { name }) => {
        if (!(await putPerson(run, id, to, of))) throw changedMeanwhile(`the person ${name}`, of!);
      }),
    async reset(id, doer, within) {
      const token = newToken();
      await change(id, "person.reset", doer, within, async (run, { state, name, isDemo, isFederated }) => {
        if (isFederated) throw new Fault("bad-request", `${name} signs in by the identity provider`);
        if (state === "disabled" || isDemo)
          throw new Fault("bad-request", `${name} ${isDemo ? "is the visitor of the demo" : "is disabled"}`);
        const at = clock.now();
        const purpose = state === "invited" ? "invitation" : "reset";
        await dropLinks(run, id, at);
        await addLink(run, { tokenHash: hashOf(token), purpose, person: id, endsAt: at + LINK_MS[purpose] });
      });
      return token;
    },
    async closeSessions(id, doer, within) {
      await change(
        id,
        "person.sessions-revoked",
        doer,
        within,
        async (run) => void (await closeSessions(run, id, null)),
      );
    },
    disable: (id, doer, within) =>
      change(id, "person.disabled", doer, within, async (run) => {
        await disablePerson(run, id, clock.now());
        await closeSessions(run, id, null);
        await dropLinks(run, id, clock.now());
      }),
    enable: (id, doer, within) =>
      change(id, "person.enabled", doer, within, (run) => disablePerson(run, id, null)),
  };
}
