import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { NewPerson } from "./peopleQueries.ts";

/** Rows of federation. Times are epoch milliseconds, hashes SHA-256. */

/** False: a browser has come back with this state before. */
export async function addArrival(run: Run, stateHash: Buffer, at: number): Promise<boolean> {
  return (await run("addArrival", [stateHash, iso(at)])).length > 0;
}

export async function dropArrivals(run: Run, before: number) {
  await run("dropArrivals", [iso(before)]);
}

/** A person at its provider. */
export interface Identity {
  issuer: string;
  /** A keyed hash of what the provider calls it. */
  subject: string;
}

/** Locks the people whose subject is not hashed yet. */
export const keptSubjects = (run: Run) => run<Identity & { id: number }>("keptSubjects");

export async function putSubjects(run: Run, hashed: readonly { id: number; subject: string }[]) {
  await run("putSubjects", [hashed.map(({ id }) => id), hashed.map(({ subject }) => subject)]);
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
