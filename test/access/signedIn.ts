import { DAY } from "#calendar/units.ts";
import { EVERYTHING, type Role, type Scope } from "#wire/access.ts";
import { addPerson } from "../../backend/access/peopleQueries.ts";
import { addSession } from "../../backend/access/sessionQueries.ts";
import { hashOf, newToken } from "../../backend/access/tokens.ts";
import type { Program } from "../program.ts";

type Of = Pick<Program, "store" | "access">;

/** Opens a session of a person who has just proved who it is; gives its cookie. */
export async function sessionOf({ store, access }: Of, person: number, at: number): Promise<string> {
  const token = newToken();
  const times = { at, provedAt: at, endsAt: at + 5 * DAY };
  await addSession(store.run, { person, tokenHash: hashOf(token), ...times, address: null, agent: null });
  // As of another backend that says so.
  access.forget();
  return `war-room-session=${token}`;
}

/** Makes a person with a session. */
export async function signedIn(
  program: Of,
  name: string,
  at: number,
  { role = "analyst", scope = EVERYTHING }: { role?: Role; scope?: Scope } = {},
): Promise<{ id: number; cookie: string }> {
  const id = (await addPerson(program.store.run, { name, displayName: name, role, scope }, at))!;
  return { id, cookie: await sessionOf(program, id, at) };
}
