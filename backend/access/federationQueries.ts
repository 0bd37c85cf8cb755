import type { Run } from "../store/store.ts";
import type { NewPerson } from "./peopleQueries.ts";

/** Rows of federation. Times are epoch milliseconds, hashes SHA-256. */
const iso = (at: number) => new Date(at).toISOString();

/** A browser that was sent to the identity provider. */
export interface Departure {
  nonce: string;
  /** Of PKCE. */
  verifier: string;
  /** For which the person proves again who it is; null: it signs in. */
  session: number | null;
  /** The query of the page that it came from. */
  back: string;
  beganAt: number;
}

export async function addDeparture(
  run: Run,
  hashes: { state: Buffer; browser: Buffer },
  { nonce, verifier, session, back, beganAt }: Departure,
) {
  await run("addDeparture", [hashes.state, hashes.browser, nonce, verifier, session, back, iso(beganAt)]);
}

/** It is gone afterwards. Null: there is none, or it began before `since`. */
export async function takeDeparture(
  run: Run,
  hashes: { state: Buffer; browser: Buffer },
  since: number,
): Promise<Departure | null> {
  const [row] = await run<Omit<Departure, "beganAt"> & { began_at: string }>("takeDeparture", [
    ...[hashes.state, hashes.browser, iso(since)],
  ]);
  if (!row) return null;
  const { nonce, verifier, session, back } = row;
  return { nonce, verifier, session, back, beganAt: Number(row.began_at) };
}

export async function dropDepartures(run: Run, before: number) {
  await run("dropDepartures", [iso(before)]);
}

/** A person at its provider. */
export interface Identity {
  issuer: string;
  subject: string;
}

export async function findFederated(run: Run, { issuer, subject }: Identity): Promise<number | null> {
  const [row] = await run<{ id: number }>("findFederated", [issuer, subject]);
  return row?.id ?? null;
}

/** Null: the name is another one's, or the person is there already. */
export async function addFederated(
  run: Run,
  { issuer, subject }: Identity,
  { name, displayName, role, scope }: NewPerson,
  at: number,
): Promise<number | null> {
  const [row] = await run<{ id: number }>("addFederated", [
    ...[name, displayName, role, scope.banks, scope.provinces, scope.agencies, iso(at), issuer, subject],
  ]);
  return row?.id ?? null;
}
