import type { Run, Store } from "../store/store.ts";
import { keptSubjects, putSubjects } from "./federationQueries.ts";

/**
 * By what a person of a provider is known: a keyed hash of what the provider calls it (OpenID Connect: `sub`), which may be a
 * national id or a telephone number. The key is not in the database, so nobody can try all numbers with a copy of it.
 * @param sign HMAC-SHA-256 with that key
 */
export const subjectOf = (issuer: string, sub: string, sign: (text: string) => Buffer) =>
  `hmac:${sign(`the subject ${JSON.stringify([issuer, sub])}`).toString("base64url")}`;

/** A few letters of a hash, for a name that nobody else has. */
export const markOf = (subject: string) => subject.slice("hmac:".length).slice(0, 8);

/** Puts the hash in the place of each subject that was kept as it is, by a release before this one; all of them or none. */
export const hideSubjects = (store: Store, sign: (text: string) => Buffer): Promise<void> =>
  store.transaction(async (run: Run) => {
    const kept = await keptSubjects(run);
    if (kept.length === 0) return;
    await putSubjects(
      run,
      kept.map(({ id, issuer, subject }) => ({ id, subject: subjectOf(issuer, subject, sign) })),
    );
  });
