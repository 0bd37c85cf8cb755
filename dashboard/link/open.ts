import { mount } from "svelte";
import type { Link as LinkAnswer } from "#wire/access.ts";
import { call, type Problem } from "../api/call.ts";
import { setUp } from "../shell/document.ts";
import Link from "./Link.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of a single-use link. Its token is taken out of the address at once, and out of the history. */
export async function open(): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  const address = setUp((lang) => WORDS[lang].title);
  let link: LinkAnswer | null = null;
  let problem: Problem | null = null;
  if (token !== "") {
    const outcome = await call("POST /v1/link", { body: { token } });
    if (outcome.ok) link = outcome.answer;
    else ({ problem } = outcome);
  }
  mount(Link, { target: document.body, props: { address, token, link, problem } });
}
