import * as wall from "./wall/open.ts";

/** A page: it sets up the document and mounts itself. */
export interface Page {
  open(url: URL): void | Promise<void>;
}

/**
 * The page of each first part of a path. A page is loaded only when it is opened, so it costs the others nothing.
 * The server decides which paths exist and answers 404 to any other.
 */
export const PAGES: Readonly<Record<string, () => Promise<Page>>> = {
  // Small enough to be bundled with this table, which saves a round trip before the wall's own code is loaded.
  wall: async () => wall,
  sla: () => import("./slaPage/open.ts"),
  targets: () => import("./targetsPage/open.ts"),
  alerts: () => import("./alerts/open.ts"),
  rota: () => import("./rota/open.ts"),
  explore: () => import("./explore/open.ts"),
  moment: () => import("./explore/moment.ts"),
  reports: () => import("./reports/open.ts"),
  screens: () => import("./screens/open.ts"),
  embeds: () => import("./screens/embeds.ts"),
  sources: () => import("./sources/open.ts"),
  health: () => import("./health/open.ts"),
  pair: () => import("./screens/pair.ts"),
  audit: () => import("./audit/open.ts"),
  people: () => import("./people/open.ts"),
  account: () => import("./account/open.ts"),
  "sign-in": () => import("./signIn/open.ts"),
  link: () => import("./link/open.ts"),
  embed: () => import("./embed/open.ts"),
  // All parts in all states. In development only, so it is not shipped.
  ...(import.meta.env.DEV ? { parts: () => import("./gallery/open.ts") } : {}),
};

/** The page of an address, null if there is none. */
export function pageOf(url: URL): string | null {
  const [first = ""] = url.pathname.split("/").filter(Boolean);
  return Object.keys(PAGES).includes(first) ? first : null;
}
