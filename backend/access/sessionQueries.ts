import type { Role, Scope } from "#wire/access.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";
import { SECOND_GRACE_MS } from "./limits.ts";

/** Sessions, whose they are, and known browsers. Times are epoch milliseconds, hashes SHA-256. */

/** A person who may be about to sign in. */
export interface Candidate {
  id: number;
  name: string;
  passwordHash: string | null;
  isDisabled: boolean;
  hasTotp: boolean;
  hasRecovery: boolean;
  hasPasskeys: boolean;
  /** Whether it has signed in on this browser before. */
  isKnown: boolean;
}

interface CandidateRow {
  id: number;
  name: string;
  password_hash: string | null;
  totp_seed: Buffer | null;
  disabled_at: string | null;
  has_recovery: boolean;
  has_passkeys: boolean;
  is_known: boolean;
}

export async function findPerson(
  run: Run,
  name: string,
  browserHash: Buffer | null,
): Promise<Candidate | null> {
  const [row] = await run<CandidateRow>("findPerson", [name, browserHash]);
  if (!row) return null;
  return {
    id: row.id,
    name: row.name,
    passwordHash: row.password_hash,
    isDisabled: row.disabled_at !== null,
    hasTotp: row.totp_seed !== null,
    hasRecovery: row.has_recovery,
    hasPasskeys: row.has_passkeys,
    isKnown: row.is_known,
  };
}

interface ScopeRow {
  banks: string[] | null;
  provinces: string[] | null;
  agencies: string[] | null;
}

const scopeOf = ({ banks, provinces, agencies }: ScopeRow): Scope => ({ banks, provinces, agencies });

/** A session with its person, as long as that is not disabled. */
export interface Session {
  id: number;
  person: number;
  name: string;
  displayName: string;
  role: Role;
  scope: Scope;
  isDemo: boolean;
  /** It signs in by the identity provider. */
  isFederated: boolean;
  passwordHash: string | null;
  /** Sealed; null: there is none. */
  seed: Buffer | null;
  nextSeed: Buffer | null;
  /** How many. */
  passkeys: number;
  hasRecovery: boolean;
  /** Until when it may do without a second factor; null: it has one, need not, or has not signed in since it must. */
  secondDue: number | null;
  openedAt: number;
  seenAt: number;
  /** Null: the second factor is missing. */
  provedAt: number | null;
  endsAt: number;
}

interface SessionRow extends ScopeRow {
  id: number;
  person: number;
  name: string;
  display_name: string;
  role: Role;
  is_demo: boolean;
  is_federated: boolean;
  password_hash: string | null;
  totp_seed: Buffer | null;
  totp_next: Buffer | null;
  passkeys: number;
  has_recovery: boolean;
  second_due: string | null;
  opened_at: string;
  seen_at: string;
  proved_at: string | null;
  ends_at: string;
}

export async function findSession(run: Run, tokenHash: Buffer): Promise<Session | null> {
  const [row] = await run<SessionRow>("findSession", [tokenHash]);
  if (!row) return null;
  return {
    id: row.id,
    person: row.person,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    scope: scopeOf(row),
    isDemo: row.is_demo,
    isFederated: row.is_federated,
    passwordHash: row.password_hash,
    seed: row.totp_seed,
    nextSeed: row.totp_next,
    passkeys: row.passkeys,
    hasRecovery: row.has_recovery,
    secondDue: ms(row.second_due),
    openedAt: Number(row.opened_at),
    seenAt: Number(row.seen_at),
    provedAt: ms(row.proved_at),
    endsAt: Number(row.ends_at),
  };
}

export interface Opening {
  person: number;
  tokenHash: Buffer;
  at: number;
  /** Null: the second factor is missing. */
  provedAt: number | null;
  endsAt: number;
  address: string | null;
  agent: string | null;
}

export async function addSession(run: Run, opening: Opening): Promise<number> {
  const { person, tokenHash, at, provedAt, endsAt, address, agent } = opening;
  const [row] = await run<{ id: number }>("openSession", [
    ...[person, tokenHash, iso(at), provedAt === null ? null : iso(provedAt), iso(endsAt), address, agent],
    iso(at + SECOND_GRACE_MS),
  ]);
  return row!.id;
}

/** @param endsAt null: as it was */
export async function proveSession(
  run: Run,
  id: number,
  tokenHash: Buffer,
  at: number,
  endsAt: number | null,
) {
  await run("proveSession", [id, tokenHash, iso(at), endsAt === null ? null : iso(endsAt)]);
}

/** How many second factors were wrong by now. */
export async function failSession(run: Run, id: number): Promise<number> {
  const [row] = await run<{ failures: number }>("failSession", [id]);
  return row?.failures ?? Number.POSITIVE_INFINITY;
}

export async function touchSession(run: Run, id: number, at: number): Promise<void> {
  await run("touchSession", [id, iso(at)]);
}

export interface SessionListed {
  id: number;
  since: number;
  seen: number;
  address: string | null;
  agent: string | null;
}

export async function listSessions(
  run: Run,
  person: number,
  at: number,
  idleMs: number,
): Promise<SessionListed[]> {
  const rows = await run<Omit<SessionListed, "since" | "seen"> & { since: string; seen: string }>(
    "listSessions",
    [person, iso(at), iso(at - idleMs)],
  );
  return rows.map((row) => ({ ...row, since: Number(row.since), seen: Number(row.seen) }));
}

/** Names of the tokens that count now, by their hashes in base64: a session's is its person's. */
export async function listTokens(run: Run, at: number, idleMs: number): Promise<ReadonlyMap<string, string>> {
  const rows = await run<{ hash: string; name: string }>("listTokens", [iso(at), iso(at - idleMs)]);
  return new Map(rows.map(({ hash, name }) => [hash, name]));
}

export const closeSession = async (run: Run, person: number, id: number) =>
  (await run("closeSession", [person, id])).length > 0;

/** How many. @param but the id of one that stays; null: none does */
export const closeSessions = async (run: Run, person: number, but: number | null) =>
  (await run("closeOtherSessions", [person, but])).length;

export async function dropOldSessions(run: Run, at: number, idleMs: number): Promise<void> {
  await run("dropOldSessions", [iso(at), iso(at - idleMs)]);
}

export async function knowBrowser(run: Run, person: number, tokenHash: Buffer, at: number, most: number) {
  await run("knowBrowser", [person, tokenHash, iso(at), most]);
}

export async function forgetBrowsers(run: Run, person: number) {
  await run("forgetBrowsers", [person]);
}
