import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import { Fault } from "../kit/fault.ts";
import { clientOf } from "./client.ts";
import { hostnameOf, isLoopback } from "./hosts.ts";

/**
 * `session`: of a person. `browser`: a person has signed in on it before. `departure`: it was sent to the identity
 * provider. `display`: a paired screen's. `demo`: it was opened by the link that a demo has printed.
 */
export type CookieName = "session" | "browser" | "departure" | "display" | "demo";

/**
 * How a request travels. `secure`: encrypted, here or at a proxy. `own`: plainly, within this machine. `open`: plainly,
 * over a network.
 */
export type Way = "secure" | "own" | "open";

/** The cookies of one request and its answer. */
export interface Cookies {
  get(name: CookieName): string | undefined;
  /** Throws `forbidden` where it would travel openly. */
  set(name: CookieName, value: string, seconds: number): void;
  clear(name: CookieName): void;
  /** Throws `forbidden` where a cookie or a password would travel openly. */
  require(): void;
  /** The origin of this server as browsers know it: `https://war-room.example`. */
  readonly origin: string;
  /** The address of a single-use link. The token stands behind the #, so that no log has it. */
  linkOf(token: string): string;
}

/** The settings that tell how a request has travelled. */
export interface Ways {
  /** The origin of this server for browsers. */
  publicUrl: string | undefined;
  /** Proxies that are trusted to say that a client used TLS. */
  proxies: BlockList;
}

export function wayOf(request: IncomingMessage, { publicUrl, proxies }: Ways): Way {
  if (clientOf(request, proxies).isEncrypted) return "secure";
  const name = hostnameOf(request.headers.host);
  if (isLoopback(name)) return "own";
  // PUBLIC_URL promises TLS for this name only.
  const url = publicUrl === undefined ? null : new URL(publicUrl);
  return url?.protocol === "https:" && hostnameOf(url.host) === name ? "secure" : "open";
}

/**
 * With `__Host-` a browser takes it only over TLS and from this very host, so that no other host of the domain can put
 * one under it. Browsers take no such cookie from `http://127.0.0.1`; there it has a plain name.
 */
export const cookieName = (name: CookieName, way: Way) =>
  `${way === "secure" ? "__Host-" : ""}war-room-${name}`;

/**
 * No script can read it. `Lax`: it comes along when a person follows a link to here, as in a message or back from an
 * identity provider, which `Strict` would take for nobody; and with no change from another site.
 */
const line = (name: CookieName, value: string, seconds: number, way: Way) =>
  `${cookieName(name, way)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${way === "secure" ? "; Secure" : ""}`;

/** The value of a cookie, by its whole name. The first one counts: the one with the longest path. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(";")) {
    const place = pair.indexOf("=");
    if (place > 0 && pair.slice(0, place).trim() === name) return pair.slice(place + 1).trim();
  }
  return undefined;
}

/** The cookie of a request, under the name that it has on its way. */
export const cookieOf = (request: IncomingMessage, name: CookieName, ways: Ways) =>
  request.headers.cookie === undefined
    ? undefined
    : readCookie(request.headers.cookie, cookieName(name, wayOf(request, ways)));

export function cookiesOf(
  request: IncomingMessage,
  response: ServerResponse,
  ways: Ways,
  basePath: string,
): Cookies {
  const { publicUrl } = ways;
  function requireWay(): Way {
    const way = wayOf(request, ways);
    if (way === "open")
      throw new Fault(
        "forbidden",
        "over a network people and displays sign in by https only: put a proxy with TLS before it, and set PUBLIC_URL and TRUSTED_PROXIES",
      );
    return way;
  }
  const put = (name: CookieName, value: string, seconds: number) =>
    void response.appendHeader("Set-Cookie", line(name, value, seconds, requireWay()));
  const origin = () =>
    publicUrl
      ? new URL(publicUrl).origin
      : `${wayOf(request, ways) === "secure" ? "https" : "http"}://${request.headers.host}`;
  return {
    get origin() {
      return origin();
    },
    get: (name) => cookieOf(request, name, ways),
    set: put,
    clear: (name) => put(name, "", 0),
    require: () => void requireWay(),
    linkOf: (token) => `${origin()}${basePath}/link#${token}`,
  };
}
