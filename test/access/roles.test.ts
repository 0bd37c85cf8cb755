import { expect, it } from "vitest";
import { EVERYTHING, hasRight, isEverything, RIGHTS_OF, ROLE_RIGHTS, ROLES } from "#wire/access.ts";

it.each([
  ["viewer", ["read"]],
  ["analyst", ["read", "report"]],
  ["commander", ["read", "report", "command"]],
  ["admin", ["read", "report", "command", "administer"]],
] as const)("a %s may %j, and nothing else", (role, rights) => {
  expect(ROLE_RIGHTS.filter((right) => hasRight(role, right))).toEqual(rights);
});

it("each role may all that the one before may, and one more", () => {
  for (const [place, role] of ROLES.entries()) {
    const before = place === 0 ? [] : RIGHTS_OF[ROLES[place - 1]!];
    expect(RIGHTS_OF[role].slice(0, -1)).toEqual(before);
  }
});

it.each([
  [EVERYTHING, true],
  [{ ...EVERYTHING, banks: ["KBANK"] }, false],
  [{ ...EVERYTHING, provinces: [] }, false],
  [{ ...EVERYTHING, agencies: ["BOT"] }, false],
])("the scope %j is everything: %s", (scope, is) => {
  expect(isEverything(scope)).toBe(is);
});
