import { hash } from "node:crypto";

/**
 * What a document may do (Content-Security-Policy): load this server's files, run the scripts that stand in it as they
 * are, and talk to this server. Nothing inline else, no `eval`.
 * @param frameAncestors the pages that may show it in a frame
 */
export function policyOf(html: string, frameAncestors: string): string {
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, script]) => ` 'sha256-${hash("sha256", script!, "base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self'${scripts.join("")}`,
    "style-src 'self'",
    "font-src 'self'",
    // Swagger UI draws its icons as `data:`.
    "img-src 'self' data:",
    // Web sockets too, from Chromium 71 on.
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join("; ");
}

/** The policy of everything but pages. A service worker obeys that of its file: it asks this server for pages and an icon. */
export const closedPolicy = (frameAncestors: string): string =>
  `default-src 'none'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${frameAncestors}`;

/** The policy under `npm run dev`, where vite writes styles into the document. */
export const devPolicyOf = (html: string, frameAncestors: string): string =>
  policyOf(html, frameAncestors).replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
