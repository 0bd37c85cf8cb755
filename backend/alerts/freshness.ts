import type { Clock } from "../kit/clock.ts";

/**
 * How long ago the rules were last judged, perhaps by another process, in milliseconds. It is measured from the last
 * change that this process saw, so that setting a clock makes nothing look old or new.
 */
export function openFreshness(clock: Pick<Clock, "now" | "ticks">): (judgedAt: number) => number {
  let seen: { judgedAt: number; age: number; ticks: number } | null = null;
  return (judgedAt) => {
    const ticks = clock.ticks();
    const passed = seen ? ticks - seen.ticks : Number.POSITIVE_INFINITY;
    const age =
      seen?.judgedAt === judgedAt ? seen.age + passed : Math.min(Math.max(0, clock.now() - judgedAt), passed);
    seen = { judgedAt, age, ticks };
    return age;
  };
}
