import type { Link, Person, Role, Scope } from "#wire/access.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";

/** Rows of people and links. Times are epoch milliseconds, hashes SHA-256. */

interface PersonRow {
  id: number;
  version: number;
  name: string;
  display_name: string;
  role: Role;
  banks: string[] | null;
  provinces: string[] | null;
  agencies: string[] | null;
  has_totp: boolean;
  second_due: string | null;
  passkeys: number;
  is_demo: boolean;
  since: string;
  active_at: string | null;
  disabled_at: string | null;
  seen: string | null;
  is_federated: boolean;
}

/** All, or the one with this id. */
export async function listPeople(run: Run, id: number | null): Promise<Person[]> {
  const rows = await run<PersonRow>("listPeople", [id]);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    scope: { banks: row.banks, provinces: row.provinces, agencies: row.agencies },
    state: row.disabled_at !== null ? "disabled" : row.active_at === null ? "invited" : "active",
    hasTotp: row.has_totp,
    secondDue: ms(row.second_due),
    passkeys: row.passkeys,
    since: Number(row.since),
    seen: ms(row.seen),
    isDemo: row.is_demo,
    isFederated: row.is_federated,
  }));
}

export interface NewPerson {
  /** In lower case. */
  name: string;
  displayName: string;
  role: Role;
  scope: Scope;
}

/** Null: the name is another one's. */
export async function addPerson(
  run: Run,
  person: NewPerson,
  at: number,
  isDemo = false,
): Promise<number | null> {
  const { name, displayName, role, scope } = person;
  const [row] = await run<{ id: number }>("addPerson", [
    ...[name, displayName, role, scope.banks, scope.provinces, scope.agencies, iso(at), isDemo],
  ]);
  return row?.id ?? null;
}

/**
 * False: it is not of that version any more.
 * @param of the version that is changed; undefined: whatever it is
 */
export async function putPerson(
  run: Run,
  id: number,
  person: Omit<NewPerson, "name">,
  of?: number,
): Promise<boolean> {
  const { displayName, role, scope } = person;
  const values = [id, displayName, role, scope.banks, scope.provinces, scope.agencies, of ?? null];
  return (await run("putPerson", values)).length > 0;
}

/** @param at null: it is enabled again */
export async function disablePerson(run: Run, id: number, at: number | null) {
  await run("disablePerson", [id, at === null ? null : iso(at)]);
}

/** The ids of the administrators who can sign in, locked until the transaction ends. */
export async function lockAdministrators(run: Run): Promise<number[]> {
  return (await run<{ id: number }>("lockAdministrators")).map(({ id }) => id);
}

/** Administrators who were only invited count too. */
export async function countAdministrators(run: Run): Promise<number> {
  const [row] = await run<{ count: number }>("countAdministrators");
  return row!.count;
}

/** @param person null: the first administrator, who is not there yet */
export async function addLink(
  run: Run,
  link: { tokenHash: Buffer; purpose: Link["purpose"]; person: number | null; endsAt: number },
) {
  await run("addLink", [link.tokenHash, link.purpose, link.person, iso(link.endsAt)]);
}

export async function findLink(run: Run, tokenHash: Buffer, at: number): Promise<Link | null> {
  const [row] = await run<{ purpose: Link["purpose"]; name: string | null; display_name: string | null }>(
    "findLink",
    [tokenHash, iso(at)],
  );
  return row ? { purpose: row.purpose, name: row.name, displayName: row.display_name } : null;
}

/** The link is gone afterwards. Null: there is none, or it is over. */
export async function useLink(
  run: Run,
  tokenHash: Buffer,
  at: number,
): Promise<{ purpose: Link["purpose"]; person: number | null } | null> {
  const [row] = await run<{ purpose: Link["purpose"]; person: number | null }>("useLink", [
    tokenHash,
    iso(at),
  ]);
  return row ?? null;
}

/** Drops the links of a person; null: those for the first administrator. */
export async function dropLinks(run: Run, person: number | null, at: number) {
  await run("dropLinks", [person, iso(at)]);
}
