import { Fault } from "../kit/fault.ts";
import type { Registration } from "./queries.ts";

export const isName = (text: string) => /^[\w./-]{1,100}$/.test(text);

/** Reads what names a new source. Throws `bad-request` with all that is wrong in it. */
export function readRegistration(
  body: unknown,
  types: readonly string[],
  banks: ReadonlySet<string>,
): Registration {
  const given = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const wrong: string[] = [];
  const isText = (value: unknown): value is string =>
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= 100 &&
    value.isWellFormed() &&
    !value.includes("\0");
  const isListOf = (value: unknown, allowed: (name: string) => boolean): value is string[] =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((name) => typeof name === "string" && allowed(name));

  const { name, nameTh = name, types: may = types, banks: of = null, beatSeconds = 30 } = given;
  if (!isText(name) || !isName(name)) wrong.push("name: letters, digits and . _ - / only, up to 100");
  if (given.nameTh !== undefined && !isText(nameTh)) wrong.push("nameTh: a text of 1 to 100 characters");
  if (!isListOf(may, (type) => types.includes(type))) wrong.push(`types: a list of ${types.join(", ")}`);
  if (of !== null && !isListOf(of, (bank) => banks.has(bank)))
    wrong.push("banks: a list of bank codes (GET /v1/codes)");
  if (!Number.isInteger(beatSeconds) || (beatSeconds as number) < 1 || (beatSeconds as number) > 86_400)
    wrong.push("beatSeconds: a whole number from 1 to 86400");
  if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
  return {
    name: name as string,
    nameTh: nameTh as string,
    types: [...new Set([...(may as string[]), "source.beat"])],
    banks: of as string[] | null,
    beatSeconds: beatSeconds as number,
    simulated: false,
  };
}
