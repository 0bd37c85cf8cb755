import { covers, DIMENSION_OF, type Scope } from "#wire/access.ts";
import { SECTIONS } from "#wire/composition.schema.ts";
import type { Composition, Document, Section } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import { hashOf } from "./canonical.ts";
import type { Plan, Words } from "./compose.ts";
import { periodsOf, type Span } from "./period.ts";

const LIMITS = ["banks", "provinces", "agencies"] as const;

/**
 * A plan of what may not have been issued yet. `usual`: what it would be compared with if no holidays were known, which
 * names its series: another list of holidays makes no other report of it.
 */
export type FirstPlan = Plan & { usual: Span | null };

/**
 * What is to be composed for somebody of this scope. Throws `bad-request` with everything that is wrong, and `forbidden`
 * for slices outside the scope.
 * @param first the first day with events; null: there are none yet
 */
export function planOf(
  asked: Composition,
  scope: Scope,
  { codes, holidays, now, first }: Pick<Words, "codes" | "holidays"> & { now: number; first: number | null },
): FirstPlan {
  const periods = periodsOf(asked, now, first, holidays);
  const wrong = [...(typeof periods === "string" ? [periods] : []), ...wrongOf(asked, scope, codes)];
  if (wrong.length > 0 || typeof periods === "string") throw new Fault("bad-request", wrong.join("; "));
  return {
    kind: asked.kind,
    ...periods,
    scope: within(asked, scope),
    begins: first !== null && first > periods.period.from ? first : null,
    sections: SECTIONS.filter((section) => asked.sections?.includes(section) ?? true),
    isPublic: asked.public ?? false,
    memo: asked.memo ?? null,
  };
}

type Limited = Pick<Composition, "banks" | "provinces" | "agencies" | "public" | "memo">;

/** What is wrong with the slices that are asked for, whatever the period; a sentence each. */
export function wrongOf(asked: Limited, scope: Scope, codes: Words["codes"]): string[] {
  const wrong: string[] = [];
  for (const name of LIMITS) {
    const known = codes.filter(({ kind }) => kind === DIMENSION_OF[name]).map(({ code }) => code);
    const unknown = (asked[name] ?? []).filter((code) => !known.includes(code));
    if (unknown.length > 0)
      wrong.push(`${name}: ${unknown.slice(0, 5).join(", ")} is not known; known are ${known.join(", ")}`);
    if (asked[name]?.length === 0) wrong.push(`${name}: names none; leave it out for all`);
  }
  if (asked.public && asked.memo)
    wrong.push("memo: a public edition names no person, so it has no memo form");
  if (asked.public && (asked.banks || scope.banks))
    wrong.push("public: a public edition names no bank, so it cannot be about some banks");
  return wrong;
}

/** The part of a scope that is asked for. Throws `forbidden` for what lies outside. */
export function within(asked: Limited, scope: Scope): Scope {
  const limited = { ...scope };
  for (const name of LIMITS) {
    const wanted = asked[name];
    if (!wanted) continue;
    const outside = wanted.filter((code) => !(scope[name]?.includes(code) ?? true));
    if (outside.length > 0)
      throw new Fault("forbidden", `${name}: your access does not reach ${outside.slice(0, 5).join(", ")}`);
    limited[name] = [...new Set(wanted)].sort();
  }
  return limited;
}

/** The same again, for another edition. */
export function planAgain({
  kind,
  from,
  until,
  before,
  begins,
  sections,
  scope,
  isPublic,
  memo,
}: Document): Plan {
  const ids: Section[] = sections.map(({ id }) => id);
  return { kind, period: { from, until }, before, begins, sections: ids, scope, isPublic, memo };
}

/** What the editions of one report have in common. */
export const seriesOf = ({ usual, ...plan }: FirstPlan): string => hashOf({ ...plan, before: usual });

/** Whether somebody of this scope may see a document: it is of a part of it, or for everybody. */
export function mayKnow(scope: Scope, document: Pick<Document, "scope" | "isPublic">): boolean {
  return document.isPublic || covers(scope, document.scope);
}
