import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import { CELLS } from "../store/cells.ts";
import type { Promised } from "./promisedFigures.ts";

/** Can what is promised be told inside a scope? It must be counted by every dimension that the scope limits. */
export function isWithin(promised: Promised | undefined, scope: Scope): boolean {
  if (!promised) return false;
  const limited = Object.entries(DIMENSION_OF).filter(([name]) => scope[name as keyof Scope] !== null);
  return limited.every(([, dimension]) => dimension in CELLS[promised.cells].dimensions);
}
