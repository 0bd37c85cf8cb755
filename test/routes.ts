import type { Example, Route } from "../backend/http/route.ts";
import { TABLE } from "../backend/http/table.ts";

/** The table of routes, as tests go through it. */
export const ROUTES: readonly Route[] = TABLE;

/** By what a route is known: "METHOD /path". */
export const idOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method} ${path}`;

/** The path of a route with these values in it. @param otherwise stands where there is none */
export const pathOf = (
  { path }: Pick<Route, "path">,
  params: Readonly<Record<string, string>> = {},
  otherwise = "1",
) => path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? otherwise));

/** The path and the query with which an example asks. */
export const addressOf = (
  route: Pick<Route, "path">,
  { params, query }: Pick<Example, "params" | "query"> = {},
) => `${pathOf(route, params)}?${new URLSearchParams(query)}`;

/** Which paths are of a route. */
export const patternOf = ({ path }: Pick<Route, "path">) =>
  new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}/?$`);
