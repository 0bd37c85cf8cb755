import { EVERYTHING, type Person, type Role, type Scope } from "#wire/access.ts";

/** What is entered about a person. */
export interface Draft {
  name: string;
  displayName: string;
  role: Role;
  scope: Scope;
}

/** @param own the limit of who invites: nobody gives a wider one */
export const draftOf = (person: Person | null, own: Scope = EVERYTHING): Draft => ({
  name: person?.name ?? "",
  displayName: person?.displayName ?? "",
  role: person?.role ?? "viewer",
  scope: person?.scope ?? own,
});

/** What is wrong with a draft, by its fields. */
export function faultsOf({
  name,
  displayName,
  scope,
}: Draft): Record<"name" | "displayName" | "scope", boolean> {
  return {
    name: !/^[\w\u0E00-\u0E7F.@+-]{1,100}$/.test(name),
    displayName: displayName.trim() === "" || displayName.length > 100,
    // An empty list lets nothing be seen, which nobody means.
    scope: [scope.banks, scope.provinces, scope.agencies].some((codes) => codes?.length === 0),
  };
}
