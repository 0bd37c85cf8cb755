import type { Passkey } from "#wire/access.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

/** Rows of passkeys. Times are epoch milliseconds, hashes SHA-256. */

/** What a passkey is asked to sign for. */
export type Purpose = "add" | "sign-in" | "second" | "proof";

/** @param session null: to sign in */
/** False: it is there already. */
export async function addChallenge(
  run: Run,
  hash: Buffer,
  asked: { purpose: Purpose; session: number | null },
  at: number,
): Promise<boolean> {
  return (await run("addChallenge", [hash, asked.purpose, asked.session, iso(at)])).length > 0;
}

/** It is gone afterwards. Null: there is none, or it began before `since`. */
export async function takeChallenge(
  run: Run,
  hash: Buffer,
  since: number,
): Promise<{ purpose: Purpose; session: number | null } | null> {
  const [row] = await run<{ purpose: Purpose; session: number | null }>("takeChallenge", [hash, iso(since)]);
  return row ?? null;
}

export async function dropChallenges(run: Run, before: number) {
  await run("dropChallenges", [iso(before)]);
}

interface PasskeyRow {
  id: number;
  name: string;
  is_synced: boolean;
  since: string;
  used: string | null;
  credential_id: Buffer;
  transports: string[];
}

export interface OwnPasskey extends Passkey {
  credentialId: Buffer;
  transports: string[];
}

export async function listPasskeys(run: Run, person: number): Promise<OwnPasskey[]> {
  const rows = await run<PasskeyRow>("listPasskeys", [person]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isSynced: row.is_synced,
    since: Number(row.since),
    used: row.used === null ? null : Number(row.used),
    credentialId: row.credential_id,
    transports: row.transports,
  }));
}

/** A passkey with its person. */
export interface KnownPasskey {
  id: number;
  person: number;
  personName: string;
  isDisabled: boolean;
  publicKey: Buffer;
  counter: number;
}

interface KnownRow {
  id: number;
  person: number;
  person_name: string;
  is_disabled: boolean;
  public_key: Buffer;
  counter: string;
}

export async function findPasskey(run: Run, credentialId: Buffer): Promise<KnownPasskey | null> {
  const [row] = await run<KnownRow>("findPasskey", [credentialId]);
  if (!row) return null;
  return {
    id: row.id,
    person: row.person,
    personName: row.person_name,
    isDisabled: row.is_disabled,
    publicKey: row.public_key,
    counter: Number(row.counter),
  };
}

export interface NewPasskey {
  person: number;
  credentialId: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: readonly string[];
  name: string;
  isSynced: boolean;
}

/** Null: this one is known already. */
export async function addPasskey(run: Run, key: NewPasskey, at: number): Promise<number | null> {
  const { person, credentialId, publicKey, counter, transports, name, isSynced } = key;
  const [row] = await run<{ id: number }>("addPasskey", [
    ...[person, credentialId, publicKey, counter, transports, name, isSynced, iso(at)],
  ]);
  return row?.id ?? null;
}

/** False: it has counted further already, so that there are two of it. */
export const usePasskey = async (run: Run, id: number, counter: number, at: number) =>
  (await run("usePasskey", [id, counter, iso(at)])).length > 0;

/** Its name before; null: the person has none with this id. */
export async function renamePasskey(
  run: Run,
  person: number,
  id: number,
  name: string,
): Promise<string | null> {
  const [row] = await run<{ name: string }>("renamePasskey", [person, id, name]);
  return row?.name ?? null;
}

/** Its name; null: the person has none with this id. With the last second factor the recovery codes go. */
export async function removePasskey(run: Run, person: number, id: number): Promise<string | null> {
  const [row] = await run<{ name: string }>("removePasskey", [person, id]);
  return row?.name ?? null;
}
