import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { maskPersonal } from "#writing/personal.ts";
import { isLoopback } from "./hosts.ts";

/** Who a request comes from. */
export interface Client {
  /** In one form: `::ffff:` is off IPv4, and IPv6 is as short as it can be. Empty: the connection has gone. */
  address: string;
  /** It is encrypted between the client and this program, or a trusted proxy. */
  isEncrypted: boolean;
}

interface Asked {
  headers: IncomingHttpHeaders;
  /** `encrypted`: of TLS. */
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
}

/** @param list addresses and networks, such as `10.0.0.0/8` (TRUSTED_PROXIES) */
export function proxiesOf(list: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const each of list) {
    const [address = "", length] = each.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    if (length === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(length), family);
  }
  return proxies;
}

/**
 * The client of a request. What `X-Forwarded-For` and `X-Forwarded-Proto` say counts only from trusted proxies: each of
 * them appends the address that it sees, so the list is read from the right, as far as proxies are trusted. What stands
 * further to the left is the client's own invention.
 */
export function clientOf({ headers, socket }: Asked, proxies: BlockList): Client {
  const end = endOf(socket, proxies);
  let { address } = end;
  const isEncrypted = socket.encrypted === true;
  if (!end.isTrusted) return { address, isEncrypted };
  for (const said of listOf(headers["x-forwarded-for"]).reverse()) {
    const before = normalOf(said);
    // What a trusted proxy cannot name, it answers for itself.
    if (before === null) break;
    address = before;
    if (!isTrusted(address, proxies)) break;
  }
  const scheme = listOf(headers["x-forwarded-proto"]).pop();
  return { address, isEncrypted: scheme === undefined ? isEncrypted : scheme.toLowerCase() === "https" };
}

interface End {
  address: string;
  isTrusted: boolean;
  proxies: BlockList;
}

/** The other end of each connection: it stays the same, and to look it up in a list costs more than all other checks. */
const ends = new WeakMap<Asked["socket"], End>();
function endOf(socket: Asked["socket"], proxies: BlockList): End {
  const known = ends.get(socket);
  if (known?.proxies === proxies && socket.remoteAddress !== undefined) return known;
  const address = normalOf(socket.remoteAddress ?? "") ?? "";
  const end = { address, isTrusted: isTrusted(address, proxies), proxies };
  ends.set(socket, end);
  return end;
}

/** The longest `User-Agent` that is kept. */
const AGENT_LETTERS = 200;
/** What a client says that it is, shortened, and without what looks like a number of a person. */
export const agentOf = ({ "user-agent": agent }: IncomingHttpHeaders): string | null =>
  agent === undefined ? null : maskPersonal(agent).slice(0, AGENT_LETTERS);

/** What limits count by: of IPv6 a network of /64, of which one machine has all addresses. */
export function paceKeyOf(address: string): string {
  return isIPv6(address) ? `${partsOf(address).slice(0, 4).join(":")}::/64` : address;
}

/**
 * What the limits of a request count by; null: this machine's own programs, and a proxy on it that TRUSTED_PROXIES does not
 * name: behind that, one stranger would use up what is everybody's.
 */
export function networkOf(request: Asked, proxies: BlockList): string | null {
  const { address } = clientOf(request, proxies);
  return address === "" || isLoopback(address) ? null : paceKeyOf(address);
}

const listOf = (field: string | string[] | undefined): string[] =>
  field === undefined
    ? []
    : String(field)
        .split(",")
        .map((each) => each.trim());

const isTrusted = (address: string, proxies: BlockList) =>
  address !== "" && proxies.check(address, isIPv4(address) ? "ipv4" : "ipv6");

/** An address in its one form; null: it is none. Some proxies write a port too. */
function normalOf(text: string): string | null {
  const bare = text
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return null;
  const parts = partsOf(bare);
  if (parts.slice(0, 6).join() !== "0,0,0,0,0,ffff") return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  return parts
    .slice(6)
    .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])
    .join(".");
}

/** The eight parts of an IPv6 address, in hex. */
function partsOf(address: string): string[] {
  // Of a URL it has one form, in which an IPv4 address at its end is hex too.
  const [left = "", right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [heads, tails] = [left, right ?? ""].map((half) => half.split(":").filter(Boolean));
  return [...heads!, ...Array<string>(8 - heads!.length - tails!.length).fill("0"), ...tails!];
}
