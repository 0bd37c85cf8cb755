import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP, isIPv4 } from "node:net";

/** The names under which the server is reached, beside those of its own machine and the address of a connection. */
export interface Hosts {
  /** Where it listens. */
  bound: string;
  /** Where people open it, if that is another address. */
  publicUrl: string | undefined;
  /** Further names, without a port. */
  allowedHosts: readonly string[];
}

export interface Asked {
  headers: IncomingHttpHeaders;
  /** Where the connection arrived. */
  localAddress: string | undefined;
  /** It changes something, or opens a web socket. */
  isChange: boolean;
}

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** The values of `Sec-Fetch-Site` for a page of this server, and for what a person entered. */
const OWN = new Set(["same-origin", "none"]);
const SETTINGS = "PUBLIC_URL and ALLOWED_HOSTS list the names of this server";

export const askedBy = ({ headers, socket, method }: IncomingMessage, opensSocket = false): Asked => ({
  headers,
  localAddress: socket.localAddress,
  isChange: opensSocket || !SAFE.has(method ?? ""),
});

/**
 * Why a request must not be answered, in a sentence; null: it may.
 *
 * `Host` must be a known name: otherwise a page whose own name was pointed at this address could read everything (DNS
 * rebinding). A change must not come from a page of another site: browsers send `Origin` with it, newer ones also
 * `Sec-Fetch-Site`; other programs send neither.
 */
export function refusalOf({ headers, localAddress, isChange }: Asked, hosts: Hosts): string | null {
  const { host, origin, "sec-fetch-site": site } = headers;
  // Without `Host` it is no browser (HTTP/1.0).
  if (host !== undefined && !isKnown(hostnameOf(host), localAddress, hosts))
    return `the host ${quoted(host)} is not known; ${SETTINGS}`;
  if (!isChange) return null;
  if (origin !== undefined && origin !== "null")
    return isAllowed(origin, host, hosts)
      ? null
      : `a page of ${quoted(origin)} may not change anything here; ${SETTINGS}`;
  if (site === undefined ? origin === undefined : OWN.has(String(site))) return null;
  return `a page of another site may not change anything here; ${SETTINGS}`;
}

function isKnown(name: string, localAddress: string | undefined, hosts: Hosts): boolean {
  const { bound, publicUrl, allowedHosts } = hosts;
  const address = localAddress?.replace(/^::ffff:/, "");
  const names = [address, bound.toLowerCase(), publicUrl && hostnameOf(new URL(publicUrl).host)];
  return name !== "" && (isLoopback(name) || names.includes(name) || allowedHosts.includes(name));
}

function isAllowed(origin: string, host: string | undefined, { publicUrl, allowedHosts }: Hosts): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from, hostname, origin: whole } = new URL(origin);
  if (publicUrl && whole === new URL(publicUrl).origin) return true;
  const own = `${protocol}//${host}`;
  return allowedHosts.includes(hostname) || (URL.canParse(own) && new URL(own).host === from);
}

/** The newest `Host` fields and their names: nearly all requests have the same one. */
const names = new Map<string, string>();
const MOST_NAMES = 100;

/** The name or address in a `Host` field, in lower case, without port and brackets; empty if it is malformed. */
export function hostnameOf(host: string | undefined): string {
  if (host === undefined) return "";
  const known = names.get(host);
  if (known !== undefined) return known;
  const address = `http://${host}/`;
  const isOne = /^[\w.:[\]-]+$/.test(host) && URL.canParse(address);
  const name = isOne ? new URL(address).hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "") : "";
  if (names.size >= MOST_NAMES) names.clear();
  names.set(host, name);
  return name;
}

/**
 * The name of PUBLIC_URL if this program is all that there is under it: https at its usual port. What is said of a name is
 * said of all its ports, and another one may belong to something else. Null: it is not.
 */
export function wholeNameOf(publicUrl: string | undefined): string | null {
  if (publicUrl === undefined) return null;
  const { protocol, port, host } = new URL(publicUrl);
  const name = hostnameOf(host);
  return protocol === "https:" && port === "" && isIP(name) === 0 && !isLoopback(name) ? name : null;
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 60));
