import type { Role, Scope } from "./access.ts";

/** An identity provider by which people sign in (OpenID Connect). */
export interface Provider {
  /** As people call it. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What is asked for, separated by blanks. */
  scopes: string;
  /** The claim that lists a person's groups. */
  groupsClaim: string;
  /** What each group may do; of a person's groups the first one in this order counts. */
  grants: readonly Grant[];
}

/** What a group of the identity provider may do. */
export interface Grant {
  group: string;
  role: Role;
  scope: Scope;
}
