import { lookup } from "node:dns/promises";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Outcome } from "../outbox/outcomes.ts";
import {
  type Asked,
  asksAgain,
  codeOf,
  type Exchange,
  exchange,
  retryAfterMs,
  withoutAnswer,
} from "./exchange.ts";

/** Not the Internet: RFC 1918, 6598, 3927, 4193, 4291, loopback and what has no unicast address. */
const OWN_NETWORKS = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/127", "fc00::/7", "fe80::/10", "ff00::/8"],
];

/** A list of networks and addresses. */
export function networksOf(list: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const each of list) {
    const [address = "", length] = each.split("/");
    const family = address.includes(":") ? "ipv6" : "ipv4";
    if (length === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(length), family);
  }
  return networks;
}
const own = networksOf(OWN_NETWORKS);
const has = (networks: BlockList, address: string) => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return networks.check(plain, plain.includes(":") ? "ipv6" : "ipv4");
};

/** What is posted to an address that others named. */
export type Posted = Omit<Asked, "method" | "addresses">;

/**
 * Posts once: the name is resolved at each attempt, and what is inside the own network is refused unless it is allowed.
 * No redirect is followed.
 */
export async function postOutside(posted: Posted, allowed: BlockList): Promise<Exchange | "own-network"> {
  const { hostname } = new URL(posted.url);
  const host = hostname.replace(/^\[|\]$/g, "");
  let addresses: { address: string; family: number }[];
  try {
    addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  } catch (error) {
    return { kind: "unsent", code: codeOf(error) };
  }
  if (addresses.some(({ address }) => has(own, address) && !has(allowed, address))) return "own-network";
  return exchange({ method: "POST", ...posted, addresses });
}

/** What an address inside the own network makes of a message. */
export const OWN_NETWORK: Outcome = { kind: "refused", code: null, why: "own-network" };

/** Its receiver said that it is gone. */
export const WEBHOOK_GONE = { kind: "refused", code: null, why: "webhook-gone" } as const satisfies Outcome;

/** Posts a webhook. */
export async function post({ headers, ...posted }: Posted, allowed: BlockList): Promise<Outcome> {
  const headersOf = { ...headers, "content-type": "application/json" };
  const said = await postOutside({ ...posted, headers: headersOf, isByStatus: true }, allowed);
  if (said === "own-network") return OWN_NETWORK;
  return said.kind === "answer" ? answered(said.status, said.headers) : withoutAnswer(said);
}

function answered(status: number, headers: IncomingHttpHeaders): Outcome {
  const code = String(status);
  if (status >= 200 && status < 300) {
    const receipt = headers["x-request-id"];
    return { kind: "delivered", code, receipt: typeof receipt === "string" ? receipt.slice(0, 200) : null };
  }
  // Standard Webhooks: nothing is sent there any more.
  if (status === 410) return { ...WEBHOOK_GONE, code };
  if (asksAgain(status)) return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers) };
  return { kind: "refused", code, why: "refused-by-receiver" };
}
