import { type Heard, type Policy, SEVERITIES, type Severity } from "#wire/alerts.ts";
import type { HearsWords } from "./hearsWords.th.ts";

/** An entry of what somebody hears, as it is typed. */
export interface HeardDraft {
  /** By which the form knows it again. */
  key: number;
  policy: Policy;
  severities: Severity[];
  /** As `subjectKey` writes them; null: anything. */
  subjects: readonly string[] | null;
  /** Minutes; nothing: it was emptied. */
  after: number | null;
}

/** The most that the API takes. */
export const MOST_HEARD = 12;

export const freshHeard = (key: number, policy: Policy = "duty"): HeardDraft => ({
  key,
  policy,
  severities: [...SEVERITIES],
  subjects: null,
  after: 0,
});

export const draftsOf = (hears: readonly Heard[]): HeardDraft[] =>
  hears.map(({ policy, severities, subjects, afterMinutes }, key) => ({
    key,
    policy,
    severities: [...(severities ?? SEVERITIES)],
    subjects: subjects ?? null,
    after: afterMinutes,
  }));

/** Null: something is missing. */
export function hearsOf(drafts: readonly HeardDraft[]): Heard[] | null {
  if (drafts.some(({ severities, subjects }) => severities.length === 0 || subjects?.length === 0))
    return null;
  return drafts.map(({ policy, severities, subjects, after }) => ({
    policy,
    ...(severities.length < SEVERITIES.length ? { severities } : {}),
    ...(subjects ? { subjects: [...subjects] } : {}),
    afterMinutes: Math.round(after ?? 0) || 0,
  }));
}

/** So many subjects are named; of the others only how many they are. */
const MOST_NAMED = 5;

/** An entry in words. */
export function heardSaid(
  { policy, severities, subjects, afterMinutes }: Heard,
  words: HearsWords,
  policies: Readonly<Record<Policy, string>>,
  nameOf: (subject: string) => string,
): string {
  const named = subjects?.slice(0, MOST_NAMED).map(nameOf) ?? [];
  const more = (subjects?.length ?? 0) - named.length;
  const only = [
    ...(severities ? [words.onlySeverities(severities.map((each) => words.severities[each]))] : []),
    ...(subjects ? [words.onlyAbout(named, more)] : []),
  ];
  return words.said(policies[policy], words.soon(afterMinutes), only);
}
