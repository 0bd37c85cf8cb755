import { mount } from "svelte";
import { call } from "../api/call.ts";
import { setUp } from "../shell/document.ts";
import { openSpeech } from "../shell/speech.svelte.ts";
import Link from "./Link.svelte";

/** Opens the page of a single-use link. Its token is taken out of the address at once, and out of the history. */
export async function open(): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  const address = setUp();
  const [speech, outcome] = await Promise.all([
    openSpeech(address, { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") }),
    token === "" ? null : call("POST /v1/link", { body: { token } }),
  ]);
  const link = outcome?.ok ? outcome.answer : null;
  const problem = outcome?.ok === false ? outcome.problem : null;
  mount(Link, { target: document.body, props: { address, speech, token, link, problem } });
}
