import { mount } from "svelte";
import { call } from "../api/call.ts";
import { setUp } from "../shell/document.ts";
import SignIn from "./SignIn.svelte";
import { WORDS } from "./words.ts";

/** Opens the page to sign in. */
export async function open(): Promise<void> {
  const address = setUp((lang) => WORDS[lang].title);
  const outcome = await call("GET /v1/session");
  const { person, provider } = outcome.ok ? outcome.answer : { person: null, provider: null };
  const already = person && !person.isDemo ? person : null;
  mount(SignIn, { target: document.body, props: { address, already, provider } });
}
