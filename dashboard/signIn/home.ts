import { type Account, isEverything } from "#wire/access.ts";
import { AREAS, mayOpen } from "../shell/areas.ts";

/**
 * Where a person goes who did not ask for a page: the wall, if it may see all of it and gives no orders; else the first
 * page that it may open.
 */
export function homeOf(person: Account): string {
  const { rights } = person;
  if (isEverything(person.scope) && rights.includes("read") && !rights.includes("command"))
    return "/wall/overview";
  return `/${AREAS.flatMap(({ pages }) => pages).find((each) => mayOpen(each, person)) ?? "account"}`;
}

/** Whether a person may begin with this page: a wall would not say that a second factor is due. */
export const mayBeginWith = (path: string, person: Account | null): boolean =>
  (person?.secondDue ?? null) === null || !/\/wall(?:[/?]|$)/.test(path);
