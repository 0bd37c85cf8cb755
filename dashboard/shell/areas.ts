import type { IconName } from "../parts/icons.ts";

/** Pages by the first part of their path. */
export type PageName = "screens" | "sources" | "audit" | "health";
export type AreaName = "system";

export interface Area {
  name: AreaName;
  icon: IconName;
  /** In the order of the tabs; the rail links to the first one. */
  pages: readonly PageName[];
}

/**
 * The rail: at most six areas, of existing pages. Until there is sign-in, whoever gets one page may open all of them;
 * later, pages that a person may not open are left out here, so that they are absent and not greyed out.
 */
export const AREAS: readonly Area[] = [
  { name: "system", icon: "system", pages: ["screens", "sources", "audit", "health"] },
];

export function areaOf(page: PageName): Area {
  return AREAS.find(({ pages }) => pages.includes(page))!;
}
