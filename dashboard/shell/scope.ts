import { isEverything, type Scope } from "#wire/access.ts";
import type { Words } from "./words.th.ts";

/** A scope in a line: "Banks: KBANK, SCB · Provinces: 50". */
export function scopeIn({ kinds, everything }: Words["limit"], scope: Scope): string {
  if (isEverything(scope)) return everything;
  return (["banks", "provinces", "agencies"] as const)
    .flatMap((kind) => (scope[kind] ? [`${kinds[kind]}: ${scope[kind].join(", ")}`] : []))
    .join(" · ");
}
