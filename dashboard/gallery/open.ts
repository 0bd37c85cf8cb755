import { mount } from "svelte";
import { loadWords, setUp } from "../shell/document.ts";
import { Server } from "../shell/server.svelte.ts";
import { Session } from "../shell/session.svelte.ts";
import { Toasts } from "../shell/toasts.svelte.ts";
import Gallery from "./Gallery.svelte";

/**
 * Opens the page of all parts in all states, to view and to test them; in development only. It asks nobody who is signed
 * in: it is also shown without a server.
 */
export async function open(): Promise<void> {
  const address = setUp();
  const catalogue = { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") };
  const words = await loadWords(catalogue, address.lang);
  const props = { address, server: new Server(), session: new Session(address), toasts: new Toasts(), words };
  mount(Gallery, { target: document.body, props });
}
