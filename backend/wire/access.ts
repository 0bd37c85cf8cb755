/** People: who may do what. Pure, because the dashboard uses it too. */

// Types only: the schema library must not get into the dashboard's bundle.
export type {
  Account,
  AssertionSaid,
  AttestationSaid,
  Link,
  Passkey,
  Person,
  Scope,
  SessionRow,
  SessionStep,
} from "./access.schema.ts";

import type { Scope } from "./access.schema.ts";

/** From the fewest rights to all. */
export const ROLES = ["viewer", "analyst", "commander", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** `report`: exports and saved questions. `command`: acknowledging, excluding, orders to screens. */
export const ROLE_RIGHTS = ["read", "report", "command", "administer"] as const;
export type RoleRight = (typeof ROLE_RIGHTS)[number];

export const RIGHTS_OF: Readonly<Record<Role, readonly RoleRight[]>> = {
  viewer: ["read"],
  analyst: ["read", "report"],
  commander: ["read", "report", "command"],
  admin: ["read", "report", "command", "administer"],
};

/**
 * What a route or a message of a socket asks for. `self`: any person who is signed in. `watch`: whoever may see a wall:
 * a display, a person or key with `read` whose scope is everything, or an embed of a scene. `attend`: whoever may acknowledge at a wall: a
 * display, or a person with `command`. `read`: a person by role, or a key for reading. `monitor`: who administers, or a
 * key for reading; of both the scope is everything. `send`: the key of a source. `embed`: the ticket of an embed. The others: a
 * person by role.
 */
export const RIGHTS = [
  ...["anyone", "self", "watch", "attend"],
  ...ROLE_RIGHTS,
  ...["monitor", "send", "embed"],
] as const;
export type Right = (typeof RIGHTS)[number];

/** Not limited. Its type says so: who has it may do what no `Scope` can limit. */
export const EVERYTHING = { banks: null, provinces: null, agencies: null } as const satisfies Scope;

/** The dimension of figures, and the kind of codes, that each limit of a scope is about. */
export const DIMENSION_OF = {
  banks: "bank",
  provinces: "province",
  agencies: "agency",
} as const satisfies Record<keyof Scope, string>;

export const isEverything = ({ banks, provinces, agencies }: Scope) =>
  banks === null && provinces === null && agencies === null;

/** Whether all that an extent is of lies inside a scope. */
export const covers = (scope: Scope, extent: Scope): boolean =>
  (Object.keys(DIMENSION_OF) as (keyof Scope)[]).every((name) => {
    const [own, its] = [scope[name], extent[name]];
    return own === null || (its?.every((code) => own.includes(code)) ?? false);
  });

/**
 * Throws `forbidden` unless what a deed would change lies inside the limit of who does it. It is asked in the deed's own
 * transaction too, of what stands there then: since the request came, another one may have widened it.
 */
export type RequireWithin = (extents: readonly Scope[]) => void;

/** The extent of a slice: one bank, province or agency; for any other slice, such as a queue, everything. */
export function extentOf({ by, of }: { by: string; of: string | null }): Scope {
  const limited = Object.entries(DIMENSION_OF).find(([, dimension]) => dimension === by);
  return limited && of !== null ? { ...EVERYTHING, [limited[0]]: [of] } : EVERYTHING;
}

/** The parts of the sources' limits that a scope limits too; null: any. */
type Limits = { banks: readonly string[] | null; agencies: readonly string[] | null };

/**
 * The sources that may speak of something inside a scope, each with no more of its limits than lies inside: who is
 * limited is told of no others.
 */
export function sourcesWithin<S extends Limits>(sources: readonly S[], scope: Scope): S[] {
  if (isEverything(scope)) return [...sources];
  const inside = (limit: readonly string[] | null, allowed: readonly string[] | null) =>
    allowed === null || limit === null ? limit : limit.filter((value) => allowed.includes(value));
  return sources
    .map((source) => ({
      ...source,
      banks: inside(source.banks, scope.banks),
      agencies: inside(source.agencies, scope.agencies),
    }))
    .filter(({ banks, agencies }) => banks?.length !== 0 && agencies?.length !== 0);
}

export const hasRight = (role: Role, right: RoleRight) => RIGHTS_OF[role].includes(right);

/** What a sign-in may ask for after the password. */
export const SECONDS = ["totp", "recovery", "passkey"] as const;
export type Second = (typeof SECONDS)[number];

/**
 * Why nobody was signed in who came back from the identity provider. `again`: it came too late, twice, or from another
 * browser. `stopped`: the person stopped it there. `away`: the provider does not answer. `distrusted`: its answer is not
 * what it must be. `unknown`: the person is in no group that may do anything here. `other`: it proved to be another person.
 */
export const PROVIDER_REFUSALS = [
  "again",
  "stopped",
  "away",
  "distrusted",
  "unknown",
  "disabled",
  "other",
] as const;
export type ProviderRefusal = (typeof PROVIDER_REFUSALS)[number];

export const PURPOSES = ["first", "invitation", "reset"] as const;

/**
 * Letters of a password. Long ones are hard to guess, whatever they are made of (NIST SP 800-63B-4, 3.1.1.2: 15 where
 * it is the only factor, and at least 64 must be taken).
 */
export const PASSWORD_LETTERS = { least: 15, most: 128 } as const;
