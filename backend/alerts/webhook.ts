import { lookup } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { BlockList, isIP } from "node:net";
import { SECOND } from "#calendar/units.ts";
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

/** An answer is waited for so long; the specification says 15 to 30 s. */
const PATIENCE_MS = 15 * SECOND;
/** Of a receiver's answer so much is read: it is thrown away. */
const MOST_ANSWER = 64 * 1024;

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
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  let addresses: { address: string; family: number }[];
  try {
    addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  } catch (error) {
    return { kind: "later", code: codeOf(error), why: "no-answer", afterMs: null };
  }
  if (addresses.some(({ address }) => has(own, address) && !has(allowed, address)))
    return { kind: "refused", code: null, why: "own-network" };
  const { request } = protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    let wasWritten = false;
    const sending = request(
      url,
      {
        method: "POST",
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        },
        // A connection of its own, to an address that was looked at just now.
        agent: false,
        lookup: (_host, options, done) => {
          const first = addresses[0]!;
          if (options.all) done(null, addresses);
          else done(null, first.address, first.family);
        },
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
      (response) => {
        let read = 0;
        response.on("data", (piece: Buffer) => {
          read += piece.length;
          if (read > MOST_ANSWER) sending.destroy();
        });
        response.on("error", () => {});
        resolve(answered(response.statusCode ?? 0, response.headers));
      },
    );
    sending.on("finish", () => {
      wasWritten = true;
    });
    sending.on("error", (error) => {
      const code = codeOf(error);
      resolve(
        wasWritten
          ? { kind: "doubt", code, why: "answer-lost" }
          : { kind: "later", code, why: "no-answer", afterMs: null },
      );
    });
    sending.end(body);
  });
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? "");

function answered(status: number, headers: http.IncomingHttpHeaders): Outcome {
  const code = String(status);
  if (status >= 200 && status < 300) {
    const receipt = headers["x-request-id"];
    return { kind: "delivered", code, receipt: typeof receipt === "string" ? receipt.slice(0, 200) : null };
  }
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    const seconds = Number(headers["retry-after"]);
    const afterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : null;
    return { kind: "later", code, why: "receiver-busy", afterMs };
  }
  return { kind: "refused", code, why: "refused-by-receiver" };
}
