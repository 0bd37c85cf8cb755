import { type Component, mount } from "svelte";
import type { Address } from "./address.svelte.ts";
import { mayOpen, type PageName } from "./areas.ts";
import { type Catalogue, loadWords, setUp } from "./document.ts";
import { Server } from "./server.svelte.ts";
import { Session } from "./session.svelte.ts";
import { loadShellWords } from "./shellWords.ts";
import { Toasts } from "./toasts.svelte.ts";

/** What a page is given: its address, the server's state, who is signed in, and the toasts. */
export interface Frame {
  address: Address;
  server: Server;
  session: Session;
  toasts: Toasts;
}

/** Of that, what the lists of a page read and change with. */
export type Reads = Pick<Frame, "server" | "session">;

/** A page is also given its words. */
export interface FrameOf<Words> extends Frame {
  words: Words;
}

/** Sets up the document for a page and mounts it; whoever must sign in first is led there. Throws when nobody answers. */
export async function openPage<Words extends { title: string }>(
  page: Component<FrameOf<Words>>,
  name: PageName,
  catalogue: Catalogue<Words>,
): Promise<void> {
  const address = setUp();
  const session = new Session(address);
  const [words, context, isAnswered] = await Promise.all([
    loadWords(catalogue, address.lang),
    loadShellWords(address.lang),
    session.load(),
  ]);
  if (!isAnswered) throw new Error("the server does not say who is signed in");
  if (session.person === null && !mayOpen(name, null)) return session.goToSignIn();
  const props = { address, server: new Server(), session, toasts: new Toasts(), words };
  mount(page, { target: document.body, props, context });
}
