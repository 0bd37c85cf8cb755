import { describe, expect, it } from "vitest";
import { RIGHTS_OF, ROLES } from "#wire/access.ts";
import { areasFor, mayOpen } from "../../dashboard/shell/areas.ts";

const person = (role: (typeof ROLES)[number], isDemo = false) => ({ rights: [...RIGHTS_OF[role]], isDemo });

describe("the pages of a person", () => {
  it.each(ROLES)("are those that it has a right to: %s", (role) => {
    expect(mayOpen("people", person(role))).toBe(role === "admin");
    expect(
      areasFor(person(role))
        .flatMap(({ pages }) => pages)
        .includes("people"),
    ).toBe(role === "admin");
    expect(mayOpen("account", person(role))).toBe(true);
  });
  it("are without an account for nobody, and for the visitor of a demo", () => {
    expect(mayOpen("account", null)).toBe(false);
    expect(mayOpen("people", null)).toBe(false);
    expect(mayOpen("account", person("commander", true))).toBe(false);
  });
});
