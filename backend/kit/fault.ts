import { REJECTION_STATUS } from "#wire/events.ts";

/** An error for a program (`code`) and for a person (a sentence: what was wrong, where, and what is allowed). */
export class Fault extends Error {
  readonly code: FaultCode;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** Further members of its problem document (RFC 9457, 3.2). */
  readonly members: object | undefined;

  constructor(
    code: FaultCode,
    message: string,
    more: { cause?: unknown; retryAfter?: number | undefined; members?: object } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "Fault";
    this.code = code;
    this.retryAfter = more.retryAfter;
    this.members = more.members;
  }
}

/** The HTTP status of every code. */
export const STATUS = {
  "bad-request": 400,
  "bad-query": 400,
  "too-many-rows": 400,
  "body-incomplete": 400,
  unauthorized: 401,
  forbidden: 403,
  "proof-needed": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  idle: 408,
  gone: 410,
  "already-issued": 409,
  "changed-meanwhile": 409,
  unsettled: 409,
  "too-large": 413,
  "unsupported-media-type": 415,
  "all-rejected": 422,
  busy: 429,
  internal: 500,
  unavailable: 503,
  "disk-full": 507,
  configuration: 500,
  ...REJECTION_STATUS,
} as const;

export type FaultCode = keyof typeof STATUS;

/**
 * @param thing what it is, and its name: "the rota Night"
 * @param of the version of which the change was; 0: there was none
 */
export const changedMeanwhile = (thing: string, of: number) =>
  new Fault(
    "changed-meanwhile",
    `somebody has ${of === 0 ? `made ${thing} meanwhile` : `changed ${thing} since its version ${of}`}; look at it, and change it again`,
  );

/**
 * Throws `changed-meanwhile` where a thing is of another version than the one that is changed. What it has must be read
 * under a lock.
 * @param of undefined: whatever it is by now
 * @param is 0: there is none
 */
export function requireVersion(thing: string, of: number | undefined, is: number): void {
  if (of !== undefined && of !== is) throw changedMeanwhile(thing, of);
}

export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault("internal", "something failed inside the server; its log says what", { cause: error });
}

/**
 * Throws `bad-request` when there are so many things already that people make: whoever makes ever more must not make the
 * lists and judgements of all others slow. It is asked in the deed's own transaction.
 * @param remedy what to do about it
 */
export function requireRoom(
  count: number,
  most: number,
  things: string,
  remedy = "end or remove one that is not needed",
): void {
  if (count >= most) throw new Fault("bad-request", `there are ${most} ${things} already; ${remedy}`);
}
