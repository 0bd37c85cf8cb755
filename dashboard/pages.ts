import * as wall from "./wall/open.ts";

/** A page: it sets up the document and mounts itself. */
export interface Page {
  open(url: URL): void | Promise<void>;
}

/**
 * Which page each first part of a path opens. A page is loaded only when it is opened, so it costs the others nothing.
 * The server decides which paths exist and answers 404 to any other.
 */
export const PAGES: Readonly<Record<string, () => Promise<Page>>> = {
  // So small that it comes with the table: what it opens is loaded one round trip earlier.
  wall: async () => wall,
  screens: () => import("./screens/open.ts"),
  // Every part in every state. In development only: nobody at a desk needs it, so it is not in what is shipped.
  ...(import.meta.env.DEV ? { parts: () => import("./gallery/open.ts") } : {}),
};

/** The page of an address, null if there is none. */
export function pageOf(url: URL): string | null {
  const [first = ""] = url.pathname.split("/").filter(Boolean);
  return Object.hasOwn(PAGES, first) ? first : null;
}
