import { ms } from "../bench/row.ts";
import type { Counted } from "./register.ts";

// What attacks themselves look for, each a sentence, or null where there is nothing to tell.

/** An answer by which the server failed; that it has no room is none. */
export const isFailure = (status: string) => /\b5\d\d$/.test(status) && !status.endsWith("503");

/** @param what was answered so: "requests" */
export function failures(counts: readonly Counted[], what: string): string | null {
  const of = (matches: (status: string) => boolean) =>
    counts.reduce((sum, each) => sum + each.of(matches), 0);
  const failed = of(isFailure);
  return failed === 0 ? null : `${failed} of ${of(() => true)} ${what} made the server fail`;
}

/** Of questions that are right: that too many wait is an answer, and so is that nobody waited for one. */
export function refusals(counts: Counted): string | null {
  const isRefusal = (status: string) => /^[45]/.test(status) && !["429", "503"].includes(status);
  return counts.of(isRefusal) === 0
    ? null
    : `not all were questions that the server answers: ${counts.text()}`;
}

/** What was not sent attacked nothing. */
export const shortfall = (sent: number, wanted: number, what: string): string | null =>
  sent >= wanted ? null : `${sent} of ${wanted} ${what} were sent: the machine is too slow or busy`;

/** @param took milliseconds; not a number: it was never answered */
export const slowness = (took: number, most: number, what: string): string | null =>
  took <= most ? null : `${what} took ${ms(took)}, over ${ms(most)}`;
