import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { Lang } from "#wire/live.ts";
import type { Answer } from "../api/call.ts";
import type { Limit } from "./limits.ts";
import type { Words } from "./words.th.ts";

type Codes = Answer<"GET /v1/codes">;

/** Names in a button; the others are counted. */
const MOST_NAMED = 3;

/** What can be chosen: of a person with a limit what lies inside it, by name. */
export function optionsOf(codes: Codes, scope: Scope, limit: Limit, lang: Lang) {
  const own = scope[limit];
  return codes
    .filter(({ kind, code }) => kind === DIMENSION_OF[limit] && (own?.includes(code) ?? true))
    .map(({ code, nameTh, nameEn, shortTh, shortEn }) => ({
      code,
      name: lang === "th" ? nameTh : nameEn,
      searched: [code, nameTh, nameEn, shortTh, shortEn].join(" "),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, lang));
}

/** What is chosen, in a line: its short names, or all. */
export function textOf(
  codes: Codes,
  chosen: readonly string[],
  limit: Limit,
  words: Words,
  lang: Lang,
): string {
  if (chosen.length === 0) return words.limits[limit].all;
  const names = new Map(
    codes
      .filter(({ kind }) => kind === DIMENSION_OF[limit])
      .map(({ code, shortTh, shortEn }) => [code, lang === "th" ? shortTh : shortEn]),
  );
  const named = chosen.slice(0, MOST_NAMED).map((code) => names.get(code) ?? code);
  const more = chosen.length - named.length;
  return named.join(", ") + (more > 0 ? ` ${words.andMore(more)}` : "");
}
