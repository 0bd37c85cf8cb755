import { EVERYTHING } from "#wire/access.ts";
import { writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Store } from "../store/store.ts";
import { LINK_MS } from "./limits.ts";
import { addLink, addPerson, disablePerson, dropLinks, listPeople, putPerson } from "./peopleQueries.ts";
import { hashOf, newToken } from "./tokens.ts";
import { plainName } from "./tracks.ts";

/**
 * Makes whoever has this name an administrator, a new person if there is none, whatever it was before; gives the token of
 * a link by which it chooses a password. For who has a shell on the server's machine, and so has the database anyway.
 */
export function makeAdministrator(store: Store, clock: Clock, said: string): Promise<string> {
  const name = plainName(said);
  const token = newToken();
  return store.transaction(async (run) => {
    const at = clock.now();
    const admin = { displayName: said, role: "admin", scope: EVERYTHING } as const;
    await addPerson(run, { name, ...admin }, at);
    const person = (await listPeople(run, null)).find((each) => each.name === name)!;
    if (person.isDemo)
      throw new Fault("bad-request", `${name} is the visitor of the demo; choose another name`);
    if (person.isFederated)
      throw new Fault("bad-request", `${name} signs in by the identity provider; choose another name`);
    await putPerson(run, person.id, { ...admin, displayName: person.displayName });
    await disablePerson(run, person.id, null);
    await dropLinks(run, person.id, at);
    // There is an administrator now.
    await dropLinks(run, null, at);
    const purpose = person.state === "invited" ? "invitation" : "reset";
    await addLink(run, { tokenHash: hashOf(token), purpose, person: person.id, endsAt: at + LINK_MS.reset });
    await writeAudit(
      run,
      {
        by: { kind: "console", id: null, name: "console" },
        deed: "person.made-administrator",
        of: { kind: "person", id: String(person.id) },
        address: null,
      },
      at,
    );
    return token;
  });
}
