import { describe, expect, it } from "vitest";
import { RIGHTS_OF, type ROLES } from "#wire/access.ts";
import { areasFor, mayOpen } from "../../dashboard/shell/areas.ts";

const person = (role: (typeof ROLES)[number], isDemo = false) => ({ rights: [...RIGHTS_OF[role]], isDemo });

describe("the pages of a person", () => {
  it.each<[(typeof ROLES)[number], string[]]>([
    ["viewer", ["alerts", "rota", "sla", "targets", "explore", "moment"]],
    ["analyst", ["alerts", "rota", "sla", "targets", "explore", "moment", "reports"]],
    ["commander", ["alerts", "rota", "sla", "targets", "explore", "moment", "reports", "screens"]],
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
  it("are without an account for nobody, and for the visitor of a demo", () => {
    expect(mayOpen("account", null)).toBe(false);
    expect(areasFor(null)).toEqual([]);
    expect(mayOpen("account", person("commander", true))).toBe(false);
  });
});
