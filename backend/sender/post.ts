import type { IngestAnswer } from "#wire/events.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault, STATUS } from "../kit/fault.ts";
import { faultOf, withAdvice } from "./problem.ts";

/**
 * Resolves when the war room has stored the lines, or in a dry run when it has said what would become of them. Rejects
 * with a Fault if a retry cannot help or the time is up.
 */
export type Post = (key: string, ndjson: string, signal: AbortSignal) => Promise<IngestAnswer>;

export interface PostOptions {
  /** Base URL of the war room: `http://127.0.0.1:1441`. */
  url: string;
  /** Asks only what would become of the lines: nothing is stored. */
  isDryRun?: boolean;
  clock: Clock;
  /** Gives up after this long without a successful request; default: never. */
  patienceMs?: number;
  /** Called before a retry; `sentence` says what went wrong. */
  onTrouble?: (sentence: string, retryInMs: number) => void;
}

/** Statuses worth a retry. Any other error has to be fixed by the sender. */
const RETRY = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
const FIRST_WAIT = 250;
const LONGEST_WAIT = 15_000;
/** Request timeout in ms: the response is sent after the commit, and none is expected after this long. */
const LONGEST_ANSWER = 120_000;

/**
 * Client of `POST /v1/events` that repeats a request until it succeeds. Repeating is idempotent: events that were
 * already stored come back as duplicates.
 */
export function openPost({
  url,
  isDryRun = false,
  clock,
  patienceMs = Infinity,
  onTrouble,
}: PostOptions): Post {
  const address = addressOf(url, isDryRun ? "v1/events/check" : "v1/events");
  return async (key, ndjson, signal) => {
    const since = clock.ticks();
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      const outcome = await attempt(address, key, ndjson, signal);
      if ("answer" in outcome) return outcome.answer;
      signal.throwIfAborted();
      const { fault } = outcome;
      const retryInMs = fault.retryAfter === undefined ? wait : fault.retryAfter * 1_000;
      if (!outcome.retry || clock.ticks() + retryInMs - since > patienceMs) throw withAdvice(fault, isDryRun);
      onTrouble?.(fault.message, retryInMs);
      await clock.sleep(retryInMs, signal);
      signal.throwIfAborted();
    }
  };
}

type Outcome = { answer: IngestAnswer } | { fault: Fault; retry: boolean };

async function attempt(address: URL, key: string, body: string, signal: AbortSignal): Promise<Outcome> {
  // One controller per request: a listener on the long-lived signal must be removed when the request ends.
  const own = new AbortController();
  const abort = () => own.abort(signal.reason);
  const late = setTimeout(() => own.abort(new Error("no answer for two minutes")), LONGEST_ANSWER);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
    const response = await fetch(address, { method: "POST", headers, body, signal: own.signal });
    const text = await response.text();
    const answer = answerOf(response, text);
    if (answer) return { answer };
    return { fault: faultOf(response, text), retry: RETRY.has(response.status) };
  } catch (error) {
    return { fault: unreachable(address, error), retry: true };
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", abort);
  }
}

/** The verdicts on all lines: of an answer, or of the problem document that says that all were rejected. */
function answerOf({ ok, status }: Response, text: string): IngestAnswer | null {
  if (!ok && status !== STATUS["all-rejected"]) return null;
  try {
    const { accepted, duplicate, rejected, unlisted } = JSON.parse(text) as IngestAnswer;
    return rejected ? { accepted, duplicate, rejected, ...(unlisted ? { unlisted } : {}) } : null;
  } catch {
    return null;
  }
}

function unreachable(address: URL, error: unknown): Fault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason =
    cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.message) : String(cause);
  return new Fault("unavailable", `${address.origin} cannot be reached (${reason})`, { cause: error });
}

function addressOf(url: string, path: string): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Fault("configuration", `"${url}" is not an address: write http://host:port`);
  }
  return new URL(path, url.endsWith("/") ? url : `${url}/`);
}
