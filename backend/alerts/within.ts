import { DIMENSION_OF, isEverything, type Scope } from "#wire/access.ts";
import type { Mute, RuleBody, Subject } from "#wire/alerts.ts";
import { Fault } from "../kit/fault.ts";

/** Who asks, and what that person or key is limited to. */
type Asker = { scope: Scope };

/** Whoever is limited knows only of what is about its own banks, provinces or agencies. */
export function isWithin({ by, of }: Subject, scope: Scope): boolean {
  if (isEverything(scope)) return true;
  const { banks, provinces, agencies } = scope;
  const limit = by === "bank" ? banks : by === "province" ? provinces : by === "agency" ? agencies : null;
  return of !== null && (limit?.includes(of) ?? false);
}

/** The subjects that a scope covers, as `subjectKey` writes them. Null: all. */
export function subjectsWithin(scope: Scope): string[] | null {
  if (isEverything(scope)) return null;
  return (Object.keys(DIMENSION_OF) as (keyof typeof DIMENSION_OF)[]).flatMap((limit) =>
    (scope[limit] ?? []).map((of) => `${DIMENSION_OF[limit]}:${of}`),
  );
}

/** A mute without a subject is of everybody. */
export const mutesWithin = (mutes: readonly Mute[], { scope }: Asker): Mute[] => {
  const own = subjectsWithin(scope);
  return mutes.filter(({ subject }) => own === null || (subject !== null && own.includes(subject)));
};

/** Throws `forbidden`. */
export function requireSubject(subject: string | null, { scope }: Asker): void {
  const own = subjectsWithin(scope);
  if (own === null || (subject !== null && own.includes(subject))) return;
  throw new Fault(
    "forbidden",
    `your access is limited: you can mute ${own.join(", ")}; subject must be one of them`,
  );
}

/** Is a rule about nothing else than a scope covers? */
export function isRuleWithin({ by, only }: Pick<RuleBody, "by" | "only">, scope: Scope): boolean {
  return isEverything(scope) || (only?.every((of) => isWithin({ by, of }, scope)) ?? false);
}

/** Throws `forbidden`: recipients and rotas are told of every bank and agency. */
export function requireAll({ scope }: Asker): void {
  if (!isEverything(scope))
    throw new Fault(
      "forbidden",
      "recipients and rotas are of the whole centre, and your access is limited to a part of it",
    );
}
