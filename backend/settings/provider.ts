import { readFileSync } from "node:fs";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { ROLES } from "#wire/access.ts";
import type { Grant, Provider } from "#wire/provider.ts";
import { oneOf } from "#wire/schema.ts";
import { Fault } from "../kit/fault.ts";

const codes = Type.Optional(Type.Array(Type.String(), { minItems: 1 }));
const GRANTS = Type.Array(
  Type.Object(
    {
      group: Type.String({ minLength: 1 }),
      role: oneOf(ROLES),
      banks: codes,
      provinces: codes,
      agencies: codes,
    },
    { additionalProperties: false },
  ),
  { minItems: 1 },
);
const refuse = (sentence: string, cause?: unknown) => new Fault("configuration", sentence, { cause });

/** Throws `configuration`. Null: people sign in by password alone. */
export function readProvider(environment: NodeJS.ProcessEnv): Provider | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_GROUPS_FILE, OIDC_NAME } = environment;
  if (!OIDC_ISSUER) {
    const lone = Object.entries(environment).find(([name, value]) => name.startsWith("OIDC_") && value);
    if (lone) throw refuse(`${lone[0]} is of no use without OIDC_ISSUER`);
    return null;
  }
  const { protocol, hostname, host } = URL.canParse(OIDC_ISSUER) ? new URL(OIDC_ISSUER) : NO_ADDRESS;
  if (protocol !== "https:" && !(protocol === "http:" && OWN.includes(hostname)))
    throw refuse(`OIDC_ISSUER must be an address like https://login.example/aoc, not "${OIDC_ISSUER}"`);
  if (!OIDC_CLIENT_ID || !OIDC_GROUPS_FILE)
    throw refuse(`OIDC_ISSUER needs ${OIDC_CLIENT_ID ? "OIDC_GROUPS_FILE" : "OIDC_CLIENT_ID"} too`);
  if (!environment.PUBLIC_URL)
    throw refuse("OIDC_ISSUER needs PUBLIC_URL: the provider sends people back to it");
  return {
    name: OIDC_NAME || host,
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: secretOf(environment),
    scopes: environment.OIDC_SCOPES || "openid profile",
    groupsClaim: environment.OIDC_GROUPS_CLAIM || "groups",
    grants: readGrants(OIDC_GROUPS_FILE),
  };
}

/** Names of this machine: what is said to them travels no network. */
const OWN = ["localhost", "127.0.0.1", "[::1]"];
const NO_ADDRESS = { protocol: "", hostname: "", host: "" };

function secretOf({ OIDC_CLIENT_SECRET, OIDC_CLIENT_SECRET_FILE }: NodeJS.ProcessEnv): string {
  if (OIDC_CLIENT_SECRET && OIDC_CLIENT_SECRET_FILE)
    throw refuse("OIDC_CLIENT_SECRET and OIDC_CLIENT_SECRET_FILE say the same: leave one out");
  const secret = OIDC_CLIENT_SECRET_FILE
    ? read(OIDC_CLIENT_SECRET_FILE, "OIDC_CLIENT_SECRET_FILE").trim()
    : OIDC_CLIENT_SECRET;
  if (!secret) throw refuse("OIDC_ISSUER needs OIDC_CLIENT_SECRET_FILE or OIDC_CLIENT_SECRET too");
  return secret;
}

function readGrants(path: string): Grant[] {
  let found: unknown;
  try {
    found = JSON.parse(read(path, "OIDC_GROUPS_FILE"));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw refuse(`${path} (OIDC_GROUPS_FILE) is no JSON: ${(error as Error).message}`, error);
  }
  if (!Value.Check(GRANTS, found)) {
    const wrong = Value.Errors(GRANTS, found).First();
    throw refuse(
      `${path} (OIDC_GROUPS_FILE) must be a list like [{ "group": "aoc", "role": "viewer", "banks": ["KBANK"] }]: ${wrong?.path} ${wrong?.message}`,
    );
  }
  return (found as Static<typeof GRANTS>).map(({ group, role, banks, provinces, agencies }) => ({
    group,
    role,
    scope: { banks: banks ?? null, provinces: provinces ?? null, agencies: agencies ?? null },
  }));
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw refuse(`${path} (${name}) cannot be read: ${(cause as Error).message}`, cause);
  }
}
