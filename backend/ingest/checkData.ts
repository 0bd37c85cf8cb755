import { ValueErrorType } from "@sinclair/typebox/errors";
import { digitsOf, tokenOf } from "./accounts.ts";
import type { CheckRules, Say } from "./checked.ts";
import { isWritable } from "./checkFields.ts";
import type { EventDefinition } from "./definitions.ts";
import { quote, quoteText } from "./quoted.ts";

/** Checks the declared fields of `data`; null if it is not an object. */
export function checkData(
  value: unknown,
  definition: EventDefinition,
  rules: CheckRules,
  say: Say,
): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    say("invalid-field", "data: must be an object");
    return null;
  }
  const given = value as Record<string, unknown>;
  const data: Record<string, unknown> = {};
  for (const field in definition.fields)
    if (Object.hasOwn(given, field) && given[field] !== null) data[field] = given[field];
  if (given.accountNumber !== undefined && given.accountNumber !== null) {
    const token = checkAccount(given, definition, rules, say);
    if (token === null) return data;
    data.accountToken = token;
  }
  if (!definition.check.Check(data)) {
    const named = new Set<string>();
    for (const error of definition.check.Errors(data)) {
      const field = error.path.slice(1);
      if (named.has(field)) continue;
      named.add(field);
      const missing = error.type === ValueErrorType.ObjectRequiredProperty;
      const code = field.endsWith("Satang") && !missing ? "bad-money" : "invalid-field";
      say(
        code,
        missing
          ? `${field}: is missing`
          : `${field}: ${expectation(definition, field)}, not ${definition.texts.includes(field) ? quoteText(error.value) : quote(error.value)}`,
      );
    }
  }
  for (const field in data) {
    const text = data[field];
    if (typeof text === "string" && !isWritable(text))
      say("bad-text", `${field}: has a NUL or half a character (a lone surrogate)`);
  }
  for (const field of definition.codes) {
    const code = data[field];
    if (typeof code === "string" && !rules.codes.get(field)?.has(code))
      say(
        "unknown-code",
        `${field}: ${quote(code)} is not among the ${field} codes (GET /v1/codes has them)`,
      );
  }
  const { name, banks, agencies } = rules.scope;
  if (banks && typeof data.bank === "string" && !banks.has(data.bank))
    say("not-allowed", `bank: the key of ${name} may send ${[...banks].join(", ")} only`);
  if (agencies && typeof data.agency === "string" && !agencies.has(data.agency))
    say("not-allowed", `agency: the key of ${name} may send reports of ${[...agencies].join(", ")} only`);
  return data;
}

/** The token of an account number that was sent in place of one; null: it is not taken. */
function checkAccount(
  { accountNumber, accountToken, bank }: Readonly<Record<string, unknown>>,
  definition: EventDefinition,
  { scope, accountKey }: CheckRules,
  say: Say,
): string | null {
  const digits = digitsOf(accountNumber);
  if (!scope.accountNumbers || !definition.fields.accountToken)
    say(
      "personal-data",
      `accountNumber: the key of ${scope.name} may not send ${definition.fields.accountToken ? "account numbers; send accountToken" : "one with this type"}; personal data is never kept`,
    );
  else if (accountKey === null)
    say("not-allowed", "accountNumber: this server has no key for account numbers (ACCOUNT_KEY_FILE)");
  else if (accountToken !== undefined && accountToken !== null)
    say("invalid-field", "accountNumber: stands beside accountToken; send one of them");
  else if (digits === null)
    say("invalid-field", "accountNumber: must be a text of 9 to 15 digits, with single dashes or spaces");
  else if (typeof bank !== "string") say("invalid-field", "bank: is missing");
  else return tokenOf(accountKey, bank, digits);
  return null;
}

function expectation(definition: EventDefinition, field: string): string {
  const schema = definition.fields[field];
  if (schema?.type === "integer") return `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema?.type === "string") return `must be a text of up to ${schema.maxLength} characters`;
  const values = (schema?.anyOf as { const: string }[] | undefined)?.map(({ const: value }) => value);
  return `must be one of ${values?.join(", ")}`;
}
