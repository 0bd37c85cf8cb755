import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { TargetSlice } from "#wire/targets.ts";

/** Who is limited is told of its own: a goal is of a whole, and says nothing of a part of it. */
export function isWithin({ by, of }: TargetSlice, scope: Scope): boolean {
  return Object.entries(DIMENSION_OF).every(([name, dimension]) => {
    const limit = scope[name as keyof Scope];
    return limit === null || (by === dimension && of !== null && limit.includes(of));
  });
}
