import { DAY, HOUR, MINUTE } from "#calendar/units.ts";

/**
 * Whoever guesses passwords waits: after so many failures of one name the next try is taken only after a while.
 * `own`: from one address, or on one known browser. `strangers`: on all browsers together that the person has not signed
 * in on; it never holds for the others, so that nobody is kept out by strangers. The counts are OWASP's and NIST's (SP
 * 800-63B-4, 3.2.2: at most 100 in a row): 50 and a day of quarter-hours are about that.
 */
export const FREE_TRIES = { own: 5, strangers: 50 } as const;
/** Seconds, after each try more; the last one stays. */
export const WAITS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900];
/** Wrong second factors until the sign-in begins anew. */
export const MOST_WRONG_CODES = 5;

/**
 * A session ends after an hour without a request, and after twelve hours: a shift (NIST SP 800-63B-4, 2.2.3: an hour,
 * and at most 24). While the second factor is missing it lasts five minutes.
 */
export const SESSION_MS = { idle: HOUR, whole: 12 * HOUR, half: 5 * MINUTE } as const;
/** How long a proof counts for dangerous deeds. */
export const PROOF_MS = 10 * MINUTE;
/** An invitation is read within a week; a reset is used at once. */
export const LINK_MS = { first: DAY, invitation: 7 * DAY, reset: DAY } as const;
/**
 * An administrator may go without a second factor for so long, from the first sign-in on: enough to be given a security
 * key, or to come back from a week's leave, and short enough that a stolen password is of little use for long.
 */
export const SECOND_GRACE_MS = 14 * DAY;
