const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * The code that a page of others needs. The frame may run its scripts and ask its own server, and nothing else: it opens no
 * window and does not lead the page away.
 */
export const snippetOf = (address: string, name: string): string =>
  `<iframe src="${escaped(address)}" title="${escaped(name)}" width="960" height="540" loading="lazy" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin"></iframe>`;
