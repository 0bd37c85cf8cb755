import { Fault, type FaultCode, STATUS } from "../kit/fault.ts";

/** Converts a problem document (RFC 9457) to a Fault; a proxy in between may answer with anything else. */
export function faultOf(response: Response, text: string): Fault {
  const { status, statusText } = response;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const more = Number.isFinite(retryAfter) ? { retryAfter } : {};
  const code = CODES.get(status) ?? "unavailable";
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    if (detail) {
      const known = title !== undefined && Object.hasOwn(STATUS, title) ? (title as FaultCode) : code;
      return new Fault(known, `the war room answered ${status}: ${detail}`, more);
    }
  } catch {
    // Not JSON.
  }
  const said = [status, statusText].filter(Boolean).join(" ");
  return new Fault(
    code,
    `${new URL(response.url).origin} answered ${said}, in a way the war room does not`,
    more,
  );
}

/** By status, the first of its codes. */
const CODES = new Map<number, FaultCode>(
  Object.entries(STATUS)
    .map(([code, status]): [number, FaultCode] => [status, code as FaultCode])
    .reverse(),
);

/** What a person can do about an answer that says what is wrong on the other side. */
const ADVICE: Partial<Record<FaultCode, string>> = {
  unauthorized:
    "Check --key or SOURCE_KEY; who has the first source's key can issue a new one (POST /v1/sources).",
  forbidden: "Use a --url that the war room knows, or have its operator allow this one.",
  "not-found": "Check --url: it is the address of the war room, without /v1/events.",
  "method-not-allowed": "Check --url: it is the address of the war room, without /v1/events.",
  "too-large":
    "The request has 2,000 events at most: what stands between here and the war room must let 8 MB pass.",
  "disk-full": "Its operator has to free space; nothing of this file is lost here.",
};

/** The fault with which the sender gives up. */
export function withAdvice(fault: Fault, isDryRun: boolean): Fault {
  const { code, message, retryAfter } = fault;
  const isUnknown = code === "not-found" || code === "method-not-allowed";
  const sentences = [
    ADVICE[code],
    isUnknown && isDryRun && "A war room of an earlier release has no dry run.",
    retryAfter && `Try again in ${retryAfter} s.`,
  ].filter(Boolean);
  if (sentences.length === 0) return fault;
  return new Fault(code, [message, ...sentences].join("\n"), { cause: fault, retryAfter });
}
