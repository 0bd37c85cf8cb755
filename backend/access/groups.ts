import type { Grant } from "#wire/provider.ts";
import { findPersonal, maskPersonal } from "#writing/personal.ts";

/** A claim that lists groups; some providers write a single one without a list. */
export function groupsIn(claim: unknown): string[] {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) ? claim.filter((each) => typeof each === "string") : [];
}

/** The first grant for one of a person's groups counts, with its role and its scope. Null: none matches. */
export const grantOf = (groups: readonly string[], grants: readonly Grant[]): Grant | null =>
  grants.find(({ group }) => groups.includes(group)) ?? null;

const NAME_LETTERS = 100;

/**
 * The names under which a person of the provider may stand here; the first that is free is taken. What the provider
 * calls it may be the name of somebody else here.
 * @param host of the issuer
 * @param mark of this person alone: where a provider calls all by their national ids, all have the first two names
 */
export function namesOf(
  claims: { preferred_username?: unknown; email?: unknown; sub: string },
  host: string,
  mark: string,
): string[] {
  const said = [claims.preferred_username, claims.email, claims.sub].find(
    // Some providers call people by their national id.
    (each) => typeof each === "string" && plain(each) !== "" && findPersonal(each).length === 0,
  );
  const name = plain(String(said ?? "person")).slice(0, NAME_LETTERS);
  const ended = (end: string) => name.slice(0, NAME_LETTERS - end.length) + end;
  return [name, ended(`@${plain(host)}`.slice(0, NAME_LETTERS / 2)), ended(`-${plain(mark)}`)];
}

/** Keeps the characters that a name may have here (`PERSON_NAME`). */
const plain = (text: string) =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\w\u0E00-\u0E7F.@+-]+/g, "-")
    .replace(/^-+|-+$/g, "");

const SHOWN_LETTERS = 100;

/** The name that is shown: the claim `name` as one line, with no number of a person in it, else the name to sign in with. */
export function shownName(claim: unknown, name: string): string {
  const shown =
    typeof claim === "string"
      ? claim
          .toWellFormed()
          .replace(/[\s\p{C}]+/gu, " ")
          .trim()
      : "";
  return shown === "" ? name : maskPersonal(shown).slice(0, SHOWN_LETTERS);
}
