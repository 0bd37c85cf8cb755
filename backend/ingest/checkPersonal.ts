import type { RejectionCode } from "#wire/events.ts";
import { findPersonal, isRawAccount, maskNumbers, type PersonalKind } from "#writing/personal.ts";

const KINDS: Record<PersonalKind, string> = {
  "national-id": "a national id",
  phone: "a phone number",
  account: "an account number",
};

/** Says first where personal data stands: that is then the event's code, and nothing of it is kept. */
export function checkPersonal(
  values: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  near: number,
  wrong: { code: RejectionCode; detail: string }[],
) {
  for (const field of fields) {
    const text = values[field];
    if (typeof text !== "string") continue;
    const [found] = findPersonal(text, field === "reason" ? null : near);
    if (found || (field === "accountToken" && isRawAccount(text)))
      wrong.unshift({
        code: "personal-data",
        detail: `${field}: looks like it has ${KINDS[found?.kind ?? "account"]} in it (${maskNumbers(text).slice(0, 80)}); personal data is never kept`,
      });
  }
}
