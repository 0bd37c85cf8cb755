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

/** The codes to which somebody or something can be limited, asked for once. */
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
    return this.#all
      .filter((each) => each.kind === KINDS[kind])
      .map(({ code, nameTh, nameEn }) => ({
        code,
        name: lang === "th" ? nameTh : nameEn,
        searched: `${code} ${nameTh} ${nameEn}`,
      }));
  }
}
export const codes = new Codes();
