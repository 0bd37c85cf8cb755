import { type Finding, type Subject, subjectKey } from "#wire/alerts.ts";
import type { World } from "./episode.ts";

/** Budgets are used up by objective and subject. */
export const burnKey = ({ condition, subject }: { condition: string; subject: Subject }) =>
  `${condition} ${subjectKey(subject)}`;

/** Why nobody is told: a silent source explains what is seen, or a shorter window of the same budget has told it. */
export function inhibitionOf(
  finding: Finding,
  { silent, burning }: World,
): "inhibited" | "faster-told" | null {
  const { condition, burn, missing } = finding;
  if (!condition.startsWith("source-") && missing.some((name) => silent.has(name))) return "inhibited";
  return burn && (burning.get(burnKey(finding)) ?? burn.longMinutes) < burn.longMinutes
    ? "faster-told"
    : null;
}
