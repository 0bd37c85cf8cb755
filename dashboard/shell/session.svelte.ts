import { type Account, covers, type RoleRight, type Scope } from "#wire/access.ts";
import { call, type Outcome } from "../api/call.ts";
import { onSignedOut } from "../api/signedOut.ts";
import { openIfServed } from "../live/served.ts";
import type { Address } from "./address.svelte.ts";

/** Who is signed in, and what to do when that is over or must be proved again. */
export class Session {
  /** Null: nobody. */
  person = $state.raw<Account | null>(null);
  /** The name of the identity provider; null: there is none. */
  provider = $state.raw<string | null>(null);
  /** It is over, and something that was typed would be lost with the page. */
  isOver = $state(false);
  /** A deed waits until the person has proved who it is. */
  isProofAsked = $state(false);
  #proved: ((isProved: boolean) => void) | null = null;
  readonly #address: Address;

  constructor(address: Address) {
    this.#address = address;
    onSignedOut(() => this.#end());
  }

  /** False: the server does not answer. */
  async load(): Promise<boolean> {
    const outcome = await call("GET /v1/session");
    if (!outcome.ok) return false;
    this.person = outcome.answer.person;
    this.provider = outcome.answer.provider;
    if (this.person !== null) this.isOver = false;
    return true;
  }

  /** Whether the person has the right to a deed that is of all these extents: any other one the server refuses. */
  may(right: RoleRight, ...extents: readonly Scope[]): boolean {
    const { person } = this;
    if (!person?.rights.includes(right)) return false;
    return extents.every((extent) => covers(person.scope, extent));
  }

  async signOut(): Promise<Outcome<unknown>> {
    const outcome = await call("DELETE /v1/session");
    if (outcome.ok) await openIfServed(this.#address.to("/sign-in"));
    return outcome;
  }

  /** Where to sign in; then it goes on with this page. */
  get signInAddress(): string {
    return this.#address.to(`/sign-in?to=${encodeURIComponent(this.#address.short)}`);
  }

  goToSignIn(): void {
    void openIfServed(this.signInAddress, "replace");
  }

  /** Does it; where the server wants a proof first, asks for one and does it then. */
  async proved<T>(deed: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await deed();
    if (outcome.ok || outcome.problem.code !== "proof-needed") return outcome;
    const isProved = await new Promise<boolean>((settle) => {
      this.#proved?.(false);
      this.#proved = settle;
      this.isProofAsked = true;
    });
    return isProved ? deed() : outcome;
  }

  /** The dialog that asks for a proof was answered, or closed. */
  settleProof(isProved: boolean): void {
    this.isProofAsked = false;
    this.#proved?.(isProved);
    this.#proved = null;
  }

  #end(): void {
    if (isTyping()) this.isOver = true;
    else this.goToSignIn();
  }
}

/** Would a page that is left now take something with it that a person has typed? */
function isTyping(): boolean {
  if (document.querySelector("dialog[open]")) return true;
  const fields = [...document.querySelectorAll<HTMLInputElement>("input:not([type=search])")];
  return fields.some(
    ({ value, defaultValue, type }) => type !== "radio" && type !== "checkbox" && value !== defaultValue,
  );
}
