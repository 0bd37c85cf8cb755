import { type Account, isEverything, type RoleRight } from "#wire/access.ts";
import type { IconName } from "../parts/icons.ts";
import type { Key } from "../parts/keys.ts";

/** Pages by their path. */
export type PageName =
  | "alerts"
  | "rota"
  | "sla"
  | "targets"
  | "explore"
  | "moment"
  | "reports"
  | "reports/check"
  | "screens"
  | "sources"
  | "people"
  | "audit"
  | "health"
  | "account";
export type AreaName = "alerts" | "sla" | "targets" | "explore" | "reports" | "system" | "account";

export interface Area {
  name: AreaName;
  icon: IconName;
  /** In the order of the tabs; the rail links to the first one. */
  pages: readonly PageName[];
}

/** The rail: at most six areas, of existing pages. */
export const AREAS: readonly Area[] = [
  { name: "alerts", icon: "alerts", pages: ["alerts", "rota"] },
  { name: "sla", icon: "sla", pages: ["sla"] },
  { name: "targets", icon: "targets", pages: ["targets"] },
  { name: "explore", icon: "explore", pages: ["explore", "moment"] },
  { name: "reports", icon: "reports", pages: ["reports", "reports/check"] },
  { name: "system", icon: "system", pages: ["screens", "sources", "people", "audit", "health"] },
];
/** After G, each goes to its area. */
export const AREA_KEYS: Readonly<Partial<Record<Key, AreaName>>> = {
  A: "alerts",
  S: "sla",
  T: "targets",
  E: "explore",
  R: "reports",
  Y: "system",
};
/** The page that the header links to. */
const ACCOUNT: Area = { name: "account", icon: "person", pages: ["account"] };

/** The right that a page requires. `self`: any person who is signed in. */
const NEEDS: Readonly<Record<PageName, "self" | RoleRight>> = {
  alerts: "read",
  rota: "read",
  sla: "read",
  targets: "read",
  explore: "read",
  moment: "read",
  reports: "report",
  "reports/check": "report",
  screens: "command",
  sources: "administer",
  audit: "administer",
  health: "administer",
  people: "administer",
  account: "self",
};

/** Pages about the whole centre: a person who is limited to a part of it has no use for them. */
const WHOLE: readonly PageName[] = ["sources", "audit", "health"];

type Opener = Pick<Account, "rights" | "isDemo" | "scope">;

/** @param person null: nobody is signed in */
export function mayOpen(page: PageName, person: Opener | null): boolean {
  const needed = NEEDS[page];
  if (person === null || (WHOLE.includes(page) && !isEverything(person.scope))) return false;
  return needed === "self" ? !person.isDemo : person.rights.includes(needed);
}

/** The areas and pages that a person may open. The others are absent, not greyed out. */
export function areasFor(person: Opener | null): readonly Area[] {
  return AREAS.map((area) => ({ ...area, pages: area.pages.filter((page) => mayOpen(page, person)) })).filter(
    ({ pages }) => pages.length > 0,
  );
}

export function areaOf(page: PageName): Area {
  return [...AREAS, ACCOUNT].find(({ pages }) => pages.includes(page))!;
}
