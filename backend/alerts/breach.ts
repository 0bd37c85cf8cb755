import type { Finding, Reason, Rule } from "#wire/alerts.ts";

/** What a rule makes of a finding. */
export type Seen = "bad" | "good" | "between" | "few" | "no-data" | "not-settled";

const RANK = { good: 0, between: 1, bad: 2 } as const;

export function seenBy(rule: Rule, { kind, state, isBelieved }: Finding): Seen {
  if (kind === "few") return "few";
  if (kind === "no-data") return rule.noData === "bad" || rule.noData === "good" ? rule.noData : "no-data";
  // What is told late may turn a miss into a case that was kept.
  if ((state === "open" || state === "provisional") && !isBelieved) return "not-settled";
  if (RANK[kind] >= RANK[rule.opens]) return "bad";
  return RANK[kind] <= RANK[rule.recovers] ? "good" : "between";
}

/** Why nothing comes of what is neither bad nor good. */
export const reasonOf = (seen: Exclude<Seen, "bad" | "good">): Reason =>
  seen === "between" ? "between-thresholds" : seen === "no-data" ? "no-data-held" : seen;
