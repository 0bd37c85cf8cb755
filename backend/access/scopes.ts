import { covers, DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { Grant } from "#wire/provider.ts";
import { Fault } from "../kit/fault.ts";

/** Throws `forbidden` for a deed that is of something outside a scope. */
export function requireWithin(scope: Scope, extents: readonly Scope[]): void {
  if (extents.every((extent) => covers(scope, extent))) return;
  const own = Object.entries(DIMENSION_OF).flatMap(([name, dimension]) => {
    const values = scope[name as keyof Scope];
    return values === null ? [] : [`${dimension} ${values.join(", ") || "(none)"}`];
  });
  throw new Fault(
    "forbidden",
    `your access is limited to ${own.join("; ")}, and this is of something else, or of more than that`,
  );
}

/** What the schema of a person cannot check: the codes of its scope must exist. */
export function scopeRules(
  { scope }: Readonly<Record<string, unknown>>,
  codes: readonly { kind: string; code: string }[],
): string[] {
  if (typeof scope !== "object" || scope === null) return [];
  return Object.entries(DIMENSION_OF).flatMap(([field, kind]) => {
    const limited = (scope as Record<string, unknown>)[field];
    if (!Array.isArray(limited)) return [];
    const isKnown = (name: unknown) => codes.some((each) => each.kind === kind && each.code === name);
    const unknown = limited.filter((name) => !isKnown(name));
    return unknown.length > 0
      ? [`scope: there is no ${kind} ${unknown.slice(0, 3).join(", ").slice(0, 60)} (GET /v1/codes)`]
      : [];
  });
}

/** Throws `configuration` when a group of the identity provider is limited to what does not exist. */
export function requireCodes(grants: readonly Grant[], codes: readonly { kind: string; code: string }[]) {
  for (const { group, scope } of grants)
    for (const wrong of scopeRules({ scope }, codes))
      throw new Fault("configuration", `OIDC_GROUPS_FILE, group ${group}: ${wrong.replace(/^scope: /, "")}`);
}
