import { covers, DIMENSION_OF, extentOf, type Scope } from "#wire/access.ts";
import type { TargetSlice } from "#wire/targets.ts";

/** Who is limited is told of its own: a goal is of a whole, and says nothing of a part of it. */
export const isWithin = (slice: TargetSlice, scope: Scope): boolean => covers(scope, extentOf(slice));

/** What is said of everything is told to all; of one bank, province or agency to who may know of it. */
export function isTold({ by, of }: TargetSlice, scope: Scope): boolean {
  return limitsOf(scope).every(
    ({ dimension, values }) => by !== dimension || of === null || values.includes(of),
  );
}

const limitsOf = (scope: Scope) =>
  Object.entries(DIMENSION_OF).flatMap(([name, dimension]) => {
    const values = scope[name as keyof Scope];
    return values === null ? [] : [{ dimension, values }];
  });
