import { type Account, isEverything } from "#wire/access.ts";
import { AREAS, mayOpen } from "../shell/areas.ts";

/** Where a person goes who did not ask for a page: the first that it may open, else the wall, else its account. */
export function homeOf(person: Account): string {
  const page = AREAS.flatMap(({ pages }) => pages).find((each) => mayOpen(each, person));
  if (page) return `/${page}`;
  return isEverything(person.scope) ? "/wall/overview" : "/account";
}
