import type { Rule, RuleBody } from "#wire/alerts.ts";

/** The form of a rule, as it was typed. */
export interface RuleDraft
  extends Pick<
    RuleBody,
    "nameTh" | "nameEn" | "isOn" | "severity" | "policy" | "opens" | "noData" | "runbookTh" | "runbookEn"
  > {
  /** Codes, separated by commas; empty: all. */
  only: string;
  /** Minutes; undefined: the field is empty. */
  forMinutes: number | null;
  keepMinutes: number | null;
}

export function draftOf(rule: Rule): RuleDraft {
  const { nameTh, nameEn, isOn, severity, policy, opens, noData, runbookTh, runbookEn } = rule;
  return {
    nameTh,
    nameEn,
    isOn,
    severity,
    policy,
    opens,
    noData,
    runbookTh,
    runbookEn,
    only: rule.only?.join(", ") ?? "",
    forMinutes: rule.forSeconds / 60,
    keepMinutes: rule.keepSeconds / 60,
  };
}

/** The longest wait of a rule is a day. */
const MOST_MINUTES = 1_440;
const isLength = (minutes: number | null) => minutes !== null && minutes >= 0 && minutes <= MOST_MINUTES;

/** Applies a draft to a rule; null: the form is incomplete. */
export function ruleOf(draft: RuleDraft, before: Rule): RuleBody | null {
  const { id: _id, version: _version, from: _from, ...body } = before;
  const { only, forMinutes, keepMinutes, nameTh, nameEn, ...rest } = draft;
  if (!nameTh.trim() || !nameEn.trim() || !isLength(forMinutes) || !isLength(keepMinutes)) return null;
  const codes = only.split(/[\s,]+/).filter(Boolean);
  return {
    ...body,
    ...rest,
    nameTh: nameTh.trim(),
    nameEn: nameEn.trim(),
    only: codes.length > 0 ? codes : null,
    forSeconds: Math.round(forMinutes! * 60),
    keepSeconds: Math.round(keepMinutes! * 60),
  };
}
