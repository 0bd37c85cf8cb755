import type { Heard } from "#wire/alerts.ts";
import { Fault } from "../kit/fault.ts";

/** Of banks, agencies and other dimensions. */
export type KnownCodes = readonly { kind: string; code: string }[];

/** Of these there is one subject, which has no name. */
export const NAMELESS: readonly string[] = ["all", "server"];

/** Throws `bad-request` for a code that there is not. Of a dimension without codes, as of sources, any name is taken. */
export function requireCodes(codes: KnownCodes, field: string, by: string, wanted: readonly string[]): void {
  const known = codes.filter(({ kind }) => kind === by).map(({ code }) => code);
  const unknown = known.length === 0 ? [] : wanted.filter((code) => !known.includes(code));
  if (unknown.length > 0)
    throw new Fault(
      "bad-request",
      `${field}: there is no ${by} ${unknown.join(", ")}; there are ${known.join(", ")}`,
    );
}

/** The dimension and the code of a subject as `subjectKey` writes it. */
export function partsOf(subject: string): { by: string; of: string | null } {
  const [by = "", of = null] = subject.split(/:(.*)/s);
  return { by, of };
}

/** Throws `bad-request` where somebody would hear only of what does not exist. */
export function requireHeard(codes: KnownCodes, hears: readonly Heard[]): void {
  for (const [place, { subjects = [] }] of hears.entries())
    for (const { by, of } of subjects.map(partsOf)) requireCodes(codes, `hears.${place}.subjects`, by, [of!]);
}
