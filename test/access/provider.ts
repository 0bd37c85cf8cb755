import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import Oidc, { type Configuration } from "oidc-provider";
import type { Provider } from "#wire/provider.ts";
import type { Client } from "./client.ts";

/** A real identity provider (OpenID Connect) on a port of its own, with accounts that a test changes. */
export interface IdentityProvider {
  /** As the war room is told of it. */
  settings: Provider;
  /** Claims by the name with which one signs in there, whatever the password. */
  accounts: Map<string, Record<string, unknown>>;
  /** Changes the ID token before it is sent; null: as it is. */
  forge: ((claims: Record<string, unknown>, header: object) => string) | null;
  /** Of the provider, and one that it does not have. */
  key: KeyObject;
  otherKey: KeyObject;
  close(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

export const GRANTS: Provider["grants"] = [
  { group: "aoc-admins", role: "admin", scope: { banks: null, provinces: null, agencies: null } },
  { group: "aoc-room", role: "commander", scope: { banks: null, provinces: null, agencies: null } },
  { group: "kbank", role: "viewer", scope: { banks: ["KBANK"], provinces: null, agencies: null } },
];

const CLIENT = { client_id: "war-room", client_secret: "a secret of the war room" };
const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

/** @param publicUrl of the war room */
export async function startProvider(publicUrl: string, more: Configuration = {}): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const key = newKey();
  const accounts: IdentityProvider["accounts"] = new Map();
  const provider = new Oidc(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [`${publicUrl}/v1/session/oidc/callback`] }],
    jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" } as never] },
    cookies: { keys: ["a key of the test"] },
    claims: { openid: ["sub", "groups"], profile: ["name", "preferred_username"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
    ttl: { AccessToken: 3_600, Grant: 3_600, IdToken: 3_600, Interaction: 3_600, Session: 3_600 },
    // Nobody is asked whether the war room may know.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    ...more,
  });
  const here: IdentityProvider = {
    settings: {
      name: "AOC Login",
      issuer,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      scopes: "openid profile",
      groupsClaim: "groups",
      grants: GRANTS,
    },
    accounts,
    forge: null,
    key,
    otherKey: newKey(),
    close: () => closeServer(server),
  };
  provider.use(async (ctx, next) => {
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    if (ctx.path !== "/token" || !body?.id_token || !here.forge) return;
    const [header, claims] = body.id_token
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    ctx.body = { ...body, id_token: here.forge(claims, header) };
  });
  const server = createServer(provider.callback());
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return here;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}

/** A token as a provider signs it (RS256). */
export function signed(claims: object, header: object, key: KeyObject): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const text = parts.join(".");
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), createPrivateKey(key.export({ format: "pem", type: "pkcs8" }))).toString("base64url")}`;
}

/** Goes to an address as a browser does, one step: where it is sent then. */
export async function visit(client: Client, address: string): Promise<{ status: number; to: string }> {
  return step(client.cookies, address);
}

async function step(cookies: Map<string, string>, address: string, form?: Record<string, string>) {
  const response = await fetch(address, {
    method: form ? "POST" : "GET",
    redirect: "manual",
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    cookies.set(name!, value!);
  }
  await response.text();
  const to = response.headers.get("location");
  return { status: response.status, to: to === null ? "" : new URL(to, address).href };
}

/**
 * Signs in at the provider; gives the address to which it sends the browser back.
 * @param cookies of the browser at the provider: with those of before it need not sign in again
 */
export async function passProvider(
  to: string,
  login: string,
  cookies = new Map<string, string>(),
): Promise<string> {
  const { origin } = new URL(to);
  let at = to;
  for (let n = 0; n < 10; n++) {
    if (new URL(at).origin !== origin) return at;
    const isQuestion = new URL(at).pathname.startsWith("/interaction/");
    const form = isQuestion ? { prompt: "login", login, password: "any" } : undefined;
    const next = await step(cookies, at, form);
    if (next.to === "") throw new Error(`the provider answers ${next.status} at ${at}`);
    at = next.to;
  }
  throw new Error(`the provider goes round in circles: ${at}`);
}
