import { mount } from "svelte";
import { call } from "../api/call.ts";
import { setUp } from "../shell/document.ts";
import { openSpeech } from "../shell/speech.svelte.ts";
import SignIn from "./SignIn.svelte";

/** Opens the page to sign in. */
export async function open(): Promise<void> {
  const address = setUp();
  const [speech, outcome] = await Promise.all([
    openSpeech(address, { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") }),
    call("GET /v1/session"),
  ]);
  const { person, provider } = outcome.ok ? outcome.answer : { person: null, provider: null };
  const already = person && !person.isDemo ? person : null;
  mount(SignIn, { target: document.body, props: { address, speech, already, provider } });
}
