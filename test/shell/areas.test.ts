import { describe, expect, it } from "vitest";
import { EVERYTHING, RIGHTS_OF, type ROLES, type Scope } from "#wire/access.ts";
import { areasFor, mayOpen } from "../../dashboard/shell/areas.ts";

const person = (role: (typeof ROLES)[number], isDemo = false, scope: Scope = EVERYTHING) => ({
  rights: [...RIGHTS_OF[role]],
  isDemo,
  scope,
});

describe("the pages of a person", () => {
  it.each<[(typeof ROLES)[number], string[]]>([
    ["viewer", ["alerts", "rota", "sla", "targets", "explore", "moment"]],
    ["analyst", ["alerts", "rota", "sla", "targets", "explore", "moment", "reports", "reports/check"]],
    [
      "commander",
      ["alerts", "rota", "sla", "targets", "explore", "moment", "reports", "reports/check", "screens"],
    ],
    [
      "admin",
      [
        ...[
          "alerts",
          "rota",
          "sla",
          "targets",
          "explore",
          "moment",
          "reports",
          "reports/check",
          "screens",
          "sources",
          "people",
        ],
        ...["audit", "health"],
      ],
    ],
  ])("are those that it has a right to: %s", (role, pages) => {
    expect(areasFor(person(role)).flatMap((area) => area.pages)).toEqual(pages);
    expect(mayOpen("account", person(role))).toBe(true);
  });
  it("are for who is limited without those of the whole centre", () => {
    const limited = person("admin", false, { ...EVERYTHING, banks: ["KBANK"] });
    const pages = areasFor(limited).flatMap((area) => area.pages);
    expect(pages).toEqual(expect.arrayContaining(["people", "screens", "reports"]));
    for (const page of ["sources", "audit", "health"] as const) {
      expect(pages).not.toContain(page);
      expect(mayOpen(page, limited)).toBe(false);
    }
  });
  it("are without an account for nobody, and for the visitor of a demo", () => {
    expect(mayOpen("account", null)).toBe(false);
    expect(areasFor(null)).toEqual([]);
    expect(mayOpen("account", person("commander", true))).toBe(false);
  });
});
