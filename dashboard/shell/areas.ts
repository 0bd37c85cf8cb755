import type { IconName } from "../parts/icons.ts";

/** Pages by the first part of their path. */
export type PageName = "screens";
export type AreaName = "system";

export interface Area {
  name: AreaName;
  icon: IconName;
  /** In the order of the tabs; the first one is where the rail leads. */
  pages: readonly PageName[];
}

/**
 * The rail: at most six areas, of pages that exist. Until people can sign in, the server gives a page only to who may
 * open all of them; with rights, what a person may not open is taken out here, so that it is absent and not grey.
 */
export const AREAS: readonly Area[] = [{ name: "system", icon: "system", pages: ["screens"] }];

export function areaOf(page: PageName): Area {
  return AREAS.find(({ pages }) => pages.includes(page))!;
}
