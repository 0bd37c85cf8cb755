import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import type { FaultCode } from "../kit/fault.ts";
import { openPace } from "../kit/pace.ts";
import { clientOf, networkOf } from "./client.ts";

export interface Refusals {
  /** Seconds that an unknown visitor must wait, because the request's address had too many refusals; 0: none. */
  waitOf(request: IncomingMessage): number;
  count(request: IncomingMessage, code: FaultCode): void;
}

/** The log of refusals, rate-limited. */
interface RefusalLog {
  error(fields: { path: string; address: string }, what: string): void;
}

/**
 * Statuses that count as refusals: an attacker who guesses keys or probes for holes gets these. Rejected events count
 * for their source instead.
 */
const COUNTED = new Set<FaultCode>([
  "unauthorized",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "bad-request",
  "bad-query",
]);
/** What is said in the log: deeds that somebody tried and had no right to, or tried too often (ASVS 5.0, 16.3). */
const LOGGED = new Set<FaultCode>(["unauthorized", "forbidden", "proof-needed", "busy"]);
/**
 * A page that is out of date gets a few dozen when it is opened, and a key that is mistyped one per request. 10,000
 * addresses take about a megabyte.
 */
const PACE = { perSecond: 20, atOnce: 600, mostKeys: 10_000 };

/** Limits how many refusals an address gets. */
export function openRefusals(proxies: BlockList, ticks: () => number, log: RefusalLog): Refusals {
  const pace = openPace(PACE, ticks);
  const keyOf = (request: IncomingMessage) => networkOf(request, proxies);
  return {
    waitOf(request) {
      const key = keyOf(request);
      return key === null ? 0 : pace.waitOf(key);
    },
    count(request, code) {
      if (LOGGED.has(code)) {
        const path = (request.url ?? "").split("?")[0]!;
        log.error({ path, address: clientOf(request, proxies).address }, `refused: ${code}`);
      }
      const key = COUNTED.has(code) ? keyOf(request) : null;
      // Known visitors are still served, and must not lengthen the wait of unknown ones.
      if (key !== null && pace.waitOf(key) === 0) pace.use(key);
    },
  };
}
