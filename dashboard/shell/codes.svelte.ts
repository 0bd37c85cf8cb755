import type { Scope } from "#wire/access.ts";
import type { Lang } from "#wire/live.ts";
import { call } from "../api/call.ts";

interface Code {
  kind: string;
  code: string;
  nameTh: string;
  nameEn: string;
}

const KINDS = { banks: "bank", provinces: "province", agencies: "agency" } as const;

/** The codes of banks, provinces, agencies and other dimensions, asked for once. */
class Codes {
  #all = $state.raw<readonly Code[]>([]);
  #isAsked = false;

  async load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const outcome = await call("GET /v1/codes");
    if (outcome.ok) this.#all = outcome.answer;
    else this.#isAsked = false;
  }

  /** Those of a kind, to choose some of. */
  options(kind: keyof Scope, lang: Lang) {
    return this.ofKind(KINDS[kind], lang);
  }
  /** The same of a kind as the codes name it. */
  ofKind(kind: string, lang: Lang) {
    return this.#all
      .filter((each) => each.kind === kind)
      .map(({ code, nameTh, nameEn }) => ({
        code,
        name: lang === "th" ? nameTh : nameEn,
        searched: `${code} ${nameTh} ${nameEn}`,
      }));
  }
}
export const codes = new Codes();
