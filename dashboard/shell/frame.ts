import { type Component, mount } from "svelte";
import "./page.css";
import { Address } from "./address.svelte.ts";
import { Server } from "./server.svelte.ts";
import { Toasts } from "./toasts.svelte.ts";

/** What a page is given: its address, the server's state, and the toasts. */
export interface Frame {
  address: Address;
  server: Server;
  toasts: Toasts;
}

/** Sets up the document for a page and mounts it. */
export function openPage(page: Component<Frame>, titleOf: (lang: Address["lang"]) => string): void {
  const address = new Address();
  const { lang, theme } = address;
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.page = "";
  document.title = `${titleOf(lang)} · AOC 1441`;
  mount(page, { target: document.body, props: { address, server: new Server(), toasts: new Toasts() } });
}
