/** Pages that nobody wants to come back to. */
const NEVER = /\/(sign-in|link)\/?$/;

/**
 * The path of a page of this server, from an address that anybody may have written: it must not lead to another site.
 * Null: it is none.
 */
export function ownPath(text: string | null, origin: string): string | null {
  // Browsers read //host, /\host and /<tab>/host as other sites.
  if (text === null || !/^\/(?![/\\])[^\\\s]*$/.test(text)) return null;
  const url = new URL(text, origin);
  return url.origin === origin && !NEVER.test(url.pathname) ? url.pathname + url.search : null;
}
