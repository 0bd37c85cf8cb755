import { lookup } from "node:dns/promises";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import { asksAgain, codeOf, exchange, retryAfterMs, withoutAnswer } from "./exchange.ts";
import type { Outcome } from "./settle.ts";

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

export interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Posts once: the name is resolved at each attempt, and what is inside the own network is refused unless it is allowed.
 * No redirect is followed.
 */
export async function post({ url, headers, body }: Posted, allowed: BlockList): Promise<Outcome> {
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  let addresses: { address: string; family: number }[];
  try {
    addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  } catch (error) {
    return { kind: "later", code: codeOf(error), why: "no-answer", afterMs: null };
  }
  if (addresses.some(({ address }) => has(own, address) && !has(allowed, address)))
    return { kind: "refused", code: null, why: "own-network" };
  const headersOf = { ...headers, "content-type": "application/json" };
  const said = await exchange({ method: "POST", url, headers: headersOf, body, addresses, isByStatus: true });
  return said.kind === "answer" ? answered(said.status, said.headers) : withoutAnswer(said);
}

function answered(status: number, headers: IncomingHttpHeaders): Outcome {
  const code = String(status);
  if (status >= 200 && status < 300) {
    const receipt = headers["x-request-id"];
    return { kind: "delivered", code, receipt: typeof receipt === "string" ? receipt.slice(0, 200) : null };
  }
  if (asksAgain(status)) return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers) };
  return { kind: "refused", code, why: "refused-by-receiver" };
}
