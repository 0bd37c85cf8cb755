import { type Component, mount } from "svelte";
import type { Lang } from "#wire/live.ts";
import type { Address } from "./address.svelte.ts";
import { mayOpen, type PageName } from "./areas.ts";
import { setUp } from "./document.ts";
import { Server } from "./server.svelte.ts";
import { Session } from "./session.svelte.ts";
import { Toasts } from "./toasts.svelte.ts";

/** What a page is given: its address, the server's state, who is signed in, and the toasts. */
export interface Frame {
  address: Address;
  server: Server;
  session: Session;
  toasts: Toasts;
}

/** Sets up the document for a page and mounts it; whoever must sign in first is led there. Throws when nobody answers. */
export async function openPage(
  page: Component<Frame>,
  name: PageName,
  titleOf: (lang: Lang) => string,
): Promise<void> {
  const address = setUp(titleOf);
  const session = new Session(address);
  if (!(await session.load())) throw new Error("the server does not say who is signed in");
  if (session.person === null && !mayOpen(name, null)) return session.goToSignIn();
  const props = { address, server: new Server(), session, toasts: new Toasts() };
  mount(page, { target: document.body, props });
}
