import { mount } from "svelte";
import { setUp } from "../shell/document.ts";
import { openSpeech } from "../shell/speech.svelte.ts";
import Nowhere from "./Nowhere.svelte";

/** Opens what a browser shows at an address that no page has. */
export async function open(url: URL): Promise<void> {
  const address = setUp();
  const speech = await openSpeech(address, {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
  mount(Nowhere, { target: document.body, props: { address, speech, path: url.pathname } });
}
