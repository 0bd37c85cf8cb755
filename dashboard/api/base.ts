/** The path under which the server's pages are opened, which it writes into each of them; empty: the root. */
const basePath = () => document.querySelector<HTMLMetaElement>('meta[name="base"]')?.content ?? "";

/** Where a browser finds one of the server's paths: `/war-room/v1/screens` for `/v1/screens`. */
export const addressOf = (path: string): string => basePath() + path;

/** An address as the server's own paths have it, without the path under which the pages are opened. */
export function ownAddress(address: string): URL {
  const url = new URL(address);
  const base = basePath();
  // The server answers without it too.
  if (url.pathname.startsWith(`${base}/`)) url.pathname = url.pathname.slice(base.length);
  return url;
}
