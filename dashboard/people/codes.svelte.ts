import { call } from "../api/call.ts";

export interface Code {
  kind: string;
  code: string;
  nameTh: string;
  nameEn: string;
}

/** The codes to which a person can be limited, asked for once. */
class Codes {
  all = $state.raw<readonly Code[]>([]);
  #isAsked = false;

  async load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const outcome = await call("GET /v1/codes");
    if (outcome.ok) this.all = outcome.answer;
    else this.#isAsked = false;
  }
}
export const codes = new Codes();
