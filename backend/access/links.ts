import { EVERYTHING, type Link } from "#wire/access.ts";
import { writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { easeOf } from "./account.ts";
import { dropSecondFactors, putPassword } from "./factorQueries.ts";
import { LINK_MS } from "./limits.ts";
import type { Passwords } from "./passwords.ts";
import {
  addLink,
  addPerson,
  countAdministrators,
  dropLinks,
  findLink,
  listPeople,
  useLink,
} from "./peopleQueries.ts";
import { closeSessions, forgetBrowsers, knowBrowser } from "./sessionQueries.ts";
import { type Caller, doerOf, type Sessions } from "./sessions.ts";
import type { Tokens } from "./signIn.ts";
import { hashOf, newToken } from "./tokens.ts";
import { plainName } from "./tracks.ts";

export interface Links {
  /** Throws `not-found` when it was used or is over. */
  read(token: string): Promise<Link>;
  /** Uses it: the person signs in with this password from now on. Throws `not-found`, and `bad-request`. */
  use(
    said: { token: string; name?: string; displayName?: string; password: string },
    caller: Caller,
  ): Promise<Tokens>;
  /** The token of a link to the first administrator; null: there is one. */
  forFirst(): Promise<string | null>;
}

export function openLinks(deps: {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  passwords: Passwords;
}): Links {
  const { store, clock, sessions } = deps;
  const gone = () => new Fault("not-found", "this link was used already, or is over; ask for another one");

  /** The person of the link; it makes the first administrator, if the link is for one. */
  async function ownerOf(run: Run, said: Parameters<Links["use"]>[0], hash: string) {
    const at = clock.now();
    const link = await useLink(run, hashOf(said.token), at);
    if (!link) throw gone();
    let id = link.person;
    if (id === null) {
      const name = plainName(said.name ?? "");
      if (!name) throw new Fault("bad-request", "name: is missing; it is what you sign in with");
      // Whoever was first: no other link to the first administrator counts any more.
      await dropLinks(run, null, at);
      const displayName = said.displayName ?? said.name!;
      id = await addPerson(run, { name, displayName, role: "admin", scope: EVERYTHING }, at);
      if (id === null) throw new Fault("bad-request", `name: there is a person ${name} already`);
    }
    const [person] = await listPeople(run, id);
    if (!person || person.state === "disabled") throw gone();
    const ease = easeOf(said.password, person.name);
    if (ease) throw new Fault("bad-request", ease);
    await putPassword(run, id, hash, at);
    return { id, name: person.name, purpose: link.purpose };
  }

  return {
    async read(token) {
      const link = await findLink(store.inClass("pages").run, hashOf(token), clock.now());
      if (!link) throw gone();
      return link;
    },
    async use(said, caller) {
      const isThere = await findLink(store.inClass("pages").run, hashOf(said.token), clock.now());
      // No work for whoever only tries.
      if (!isThere) throw gone();
      const hash = await deps.passwords.hash(said.password);
      const tokens = await store.transaction(async (run) => {
        const at = clock.now();
        const { id, name, purpose } = await ownerOf(run, said, hash);
        if (purpose === "reset") {
          // What was lost may be in other hands.
          await dropSecondFactors(run, id);
          await forgetBrowsers(run, id);
          await closeSessions(run, id, null);
        }
        const opened = await sessions.open(run, id, caller, at);
        const browser = newToken();
        await knowBrowser(run, id, hashOf(browser), at, 1);
        const deed = (
          { first: "person.first-joined", invitation: "person.joined", reset: "person.recovered" } as const
        )[purpose];
        const doer = doerOf({ id, name }, caller);
        await writeAudit(run, { ...doer, deed, of: { kind: "person", id: String(id) } }, at);
        await writeAudit(
          run,
          { ...doer, deed: "session.opened", of: { kind: "session", id: String(opened.id) } },
          at,
        );
        return { session: opened.token, browser };
      });
      sessions.changed();
      return tokens;
    },
    async forFirst() {
      const token = newToken();
      return store.transaction(async (run) => {
        if ((await countAdministrators(run)) > 0) return null;
        const at = clock.now();
        await addLink(run, {
          tokenHash: hashOf(token),
          purpose: "first",
          person: null,
          endsAt: at + LINK_MS.first,
        });
        return token;
      });
    },
  };
}
