import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import type { FaultCode } from "../kit/fault.ts";
import { clientOf, networkOf } from "./client.ts";
import { openPace } from "./pace.ts";

export interface Refusals {
  /** Seconds that whoever is not known must wait at the request's address, which has had too many; 0: none. */
  waitOf(request: IncomingMessage): number;
  count(request: IncomingMessage, code: FaultCode): void;
}

/** Where refusals are written, sparingly. */
interface RefusalLog {
  error(fields: { path: string; address: string }, what: string): void;
}

/** What who guesses keys or looks for holes gets. What is wrong with events counts for their source. */
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
      // Whoever is known goes on meanwhile, and must not make strangers wait the longer.
      if (key !== null && pace.waitOf(key) === 0) pace.use(key);
    },
  };
}
