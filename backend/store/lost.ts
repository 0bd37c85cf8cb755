import { Fault } from "../kit/fault.ts";

/**
 * Worth trying again: deadlock, serialisation, connection lost, too many of them, a statement or lock that took too
 * long, a transaction that idled too long, a server that starts, stops, or lets nobody in just now.
 */
const CODES =
  /^(25P03|40001|40P01|08|53|55000|55P03|28|3D000|57014|57P0|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;
/** What `pg` and the embedded engine say without a code. */
const WORDS = /terminated|the embedded database|not queryable|connection error|timeout/i;

/** Throws what the database said: as `unavailable` where the same may succeed a little later. */
export function rethrow(error: unknown): never {
  const { code, message } = error as { code?: unknown; message: string };
  const isLost = typeof code === "string" ? CODES.test(code) : WORDS.test(message);
  if (!isLost) throw error;
  throw new Fault("unavailable", "the database does not answer just now; try again", {
    cause: error,
    retryAfter: 2,
  });
}
