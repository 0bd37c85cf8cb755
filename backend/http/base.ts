import { Fault } from "../kit/fault.ts";

/**
 * The path under which people open the pages (BASE_PATH), such as `/war-room`; empty: the root. A proxy passes requests on
 * with it or without it, and no route knows it.
 */

/** The address of a request without the base path. One that does not begin with it stays as it is. */
export function withoutBase(url: string, basePath: string): string {
  const rest = url.slice(basePath.length);
  if (basePath === "" || !url.startsWith(basePath) || !/^([/?]|$)/.test(rest)) return url;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** A built document that asks for its files under the base path. Its scripts read the path in `<meta name="base">`. */
export function underBase(html: string, basePath: string): string {
  if (basePath === "") return html;
  return html
    .replace(/(<(?:link|script)\b[^>]* (?:href|src)=")\//g, `$1${basePath}/`)
    .replace("<head>", `<head>\n    <meta name="base" content="${basePath}" />`);
}

/**
 * Throws `configuration` if the base path begins like one of the program's own addresses: then an address that a proxy
 * has shortened could not be told from one that it has passed on.
 */
export function requireOwn(basePath: string, paths: readonly string[]): void {
  // Routes do not tell capital letters from small ones.
  const firstOf = (path: string) => path.split("/")[1]!.toLowerCase();
  if (basePath !== "" && paths.map(firstOf).includes(firstOf(basePath)))
    throw new Fault(
      "configuration",
      `BASE_PATH must not begin with /${firstOf(basePath)}: the program has that itself`,
    );
}
