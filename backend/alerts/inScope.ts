import { covers, DIMENSION_OF, EVERYTHING, extentOf, isEverything, type Scope } from "#wire/access.ts";
import type { Heard, Mute, Rule, RuleBody, Subject } from "#wire/alerts.ts";
import { partsOf } from "./codes.ts";

/** Whoever is limited knows only of what is about its own banks, provinces or agencies. */
export const isWithin = (subject: Subject, scope: Scope): boolean => covers(scope, extentOf(subject));

/** The subjects that a scope covers, as `subjectKey` writes them. Null: all. */
export function subjectsWithin(scope: Scope): string[] | null {
  if (isEverything(scope)) return null;
  return (Object.keys(DIMENSION_OF) as (keyof typeof DIMENSION_OF)[])
    .flatMap((limit) => (scope[limit] ?? []).map((of) => `${DIMENSION_OF[limit]}:${of}`))
    .filter((subject) => covers(scope, extentOfMute(subject)));
}

/** Of a subject as `subjectKey` writes it; a mute without one is of everybody. */
export function extentOfMute(subject: string | null): Scope {
  return extentOf(partsOf(subject ?? ""));
}

export const mutesWithin = (mutes: readonly Mute[], scope: Scope): Mute[] =>
  mutes.filter(({ subject }) => covers(scope, extentOfMute(subject)));

/** What a rule is about. */
export const extentsOfRule = ({ by, only }: Pick<RuleBody, "by" | "only">): readonly Scope[] =>
  only?.map((of) => extentOf({ by, of })) ?? [EVERYTHING];

/** A rule that names nobody holds for everybody, and is told to all; another one to who may know whom it names. */
export const rulesWithin = (rules: readonly Rule[], scope: Scope): Rule[] =>
  rules.filter((rule) => rule.only === null || extentsOfRule(rule).every((extent) => covers(scope, extent)));

/** What a rota hears, without what names somebody outside the limit. */
export const hearsWithin = (hears: readonly Heard[], scope: Scope): Heard[] =>
  hears.filter(({ subjects = [] }) => subjects.every((subject) => covers(scope, extentOfMute(subject))));
