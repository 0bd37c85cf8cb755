import { mount } from "svelte";
import { setUp } from "../shell/document.ts";
import { Server } from "../shell/server.svelte.ts";
import { Session } from "../shell/session.svelte.ts";
import { Toasts } from "../shell/toasts.svelte.ts";
import Gallery from "./Gallery.svelte";
import { WORDS } from "./words.ts";

/**
 * Opens the page of all parts in all states, to view and to test them; in development only. It asks nobody who is signed
 * in: it is also shown without a server.
 */
export function open(): void {
  const address = setUp((lang) => WORDS[lang].title);
  const props = { address, server: new Server(), session: new Session(address), toasts: new Toasts() };
  mount(Gallery, { target: document.body, props });
}
