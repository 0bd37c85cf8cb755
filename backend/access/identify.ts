import type * as Oidc from "openid-client";
import { HOUR } from "#calendar/units.ts";
import type { ProviderRefusal } from "#wire/access.ts";
import type { Provider } from "#wire/provider.ts";
import type { Clock } from "../kit/clock.ts";
import { SESSION_MS } from "./limits.ts";
import { hashOf } from "./tokens.ts";

/** What a browser takes to the provider; all but the state stays here. */
export interface Ticket {
  state: string;
  nonce: string;
  /** The verifier of PKCE (RFC 7636). */
  verifier: string;
}

export interface Claims {
  sub: string;
  /** When the person last proved at the provider who it is; epoch seconds. */
  auth_time?: unknown;
  [name: string]: unknown;
}

export interface Identify {
  /** Where a browser signs in. @param anew even who has signed in there before. Throws `Refused`. */
  addressFor(ticket: Ticket, anew: boolean): Promise<URL>;
  /** Who has come back to this address. Throws `Refused`. */
  identify(back: URL, ticket: Ticket): Promise<Claims>;
}

/** Nobody is signed in, and why. */
export class Refused extends Error {
  readonly reason: ProviderRefusal;
  constructor(reason: ProviderRefusal, cause?: unknown) {
    super(`sign-in by the identity provider: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** A provider that changes its addresses or keys is noticed after so long. */
const KNOWN_MS = HOUR;
/** Somebody waits before a browser. */
const PATIENCE_SECONDS = 8;

/** Speaks with the provider. Its library is loaded when somebody signs in by it. */
export function openIdentify(
  provider: Provider,
  callback: string,
  deps: { clock: Clock; onTrouble: (what: string, error?: unknown) => void },
): Identify {
  const { issuer, clientId, clientSecret } = provider;
  let known: Promise<Oidc.Configuration> | null = null;
  let until = 0;

  async function discover(oidc: typeof Oidc): Promise<Oidc.Configuration> {
    const [basic, post] = [oidc.ClientSecretBasic(clientSecret), oidc.ClientSecretPost(clientSecret)];
    const isPlain = new URL(issuer).protocol === "http:";
    return oidc.discovery(
      new URL(issuer),
      clientId,
      undefined,
      // Basic is what a provider takes that says nothing (OpenID Connect Discovery 1.0, 3).
      (as, ...rest) =>
        (as.token_endpoint_auth_methods_supported?.includes("client_secret_basic") === false ? post : basic)(
          as,
          ...rest,
        ),
      {
        timeout: PATIENCE_SECONDS,
        // The signature too, though the token comes straight from the provider.
        execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
      },
    );
  }

  function configuration(oidc: typeof Oidc): Promise<Oidc.Configuration> {
    if (known && until > deps.clock.ticks()) return known;
    until = deps.clock.ticks() + KNOWN_MS;
    const found = discover(oidc);
    known = found;
    found.catch(() => {
      if (known === found) known = null;
    });
    return found;
  }

  async function withProvider<T>(
    deed: (oidc: typeof Oidc, config: Oidc.Configuration) => Promise<T>,
  ): Promise<T> {
    const oidc = await import("openid-client");
    try {
      return await deed(oidc, await configuration(oidc));
    } catch (error) {
      const reason = reasonOf(oidc, error);
      if (reason === "away" || reason === "distrusted")
        // Not the error itself: it has the claims of a person.
        deps.onTrouble(
          `nobody can be signed in by ${provider.name} (OIDC_ISSUER): ${reason}, ${saidBy(error)}`,
        );
      throw new Refused(reason, error);
    }
  }

  return {
    addressFor: ({ state, nonce, verifier }, anew) =>
      withProvider(async (oidc, config) =>
        oidc.buildAuthorizationUrl(config, {
          redirect_uri: callback,
          scope: provider.scopes,
          state,
          nonce,
          code_challenge: hashOf(verifier).toString("base64url"),
          code_challenge_method: "S256",
          // Who signed in there longer ago than a session lasts here is asked too; and it must say when that was.
          ...(anew ? { prompt: "login", max_age: "0" } : { max_age: String(SESSION_MS.whole / 1_000) }),
        }),
      ),
    identify: (back, { state, nonce, verifier }) =>
      withProvider(async (oidc, config) => {
        const tokens = await oidc.authorizationCodeGrant(config, back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims()!;
        // Most tell names, and many groups, only when they are asked.
        if (!config.serverMetadata().userinfo_endpoint) return claims;
        return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
      }),
  };
}

/** What an error and those behind it say. */
function saidBy(error: unknown): string {
  const said = [];
  for (let each = error; each instanceof Error; each = each.cause) said.push(each.message);
  return said.join(": ");
}

/** Errors of a provider that cannot answer now (RFC 6749, 4.1.2.1). */
const AWAY = new Set(["server_error", "temporarily_unavailable", "OAUTH_TIMEOUT", "OAUTH_ABORT"]);
/** What comes instead of an answer when the provider, or a proxy before it, is down. */
const NO_ANSWER = new Set(["OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"]);

function reasonOf(oidc: typeof Oidc, error: unknown): ProviderRefusal {
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === "access_denied" ? "stopped" : AWAY.has(error.error) ? "away" : "distrusted";
  if (error instanceof oidc.ResponseBodyError)
    return error.error === "invalid_grant" ? "again" : error.status >= 500 ? "away" : "distrusted";
  const { code = "" } = error as { code?: string };
  // `fetch` fails with a TypeError.
  return (error instanceof TypeError && !code.startsWith("OAUTH")) || AWAY.has(code) || NO_ANSWER.has(code)
    ? "away"
    : "distrusted";
}
