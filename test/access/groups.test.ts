import { expect, it } from "vitest";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import { grantOf, groupsIn, namesOf, shownName } from "../../backend/access/groups.ts";

const kbank: Scope = { ...EVERYTHING, banks: ["KBANK"] };
const GRANTS = [
  { group: "admins", role: "admin", scope: kbank },
  { group: "all", role: "viewer", scope: EVERYTHING },
  { group: "__proto__", role: "analyst", scope: EVERYTHING },
] as const;

it.each([
  [["all"], "viewer", EVERYTHING],
  // Never the role of one and the limits of another.
  [["all", "admins"], "admin", kbank],
  [["admins", "all"], "admin", kbank],
  [["__proto__"], "analyst", EVERYTHING],
])("the first grant of %j counts, whole: %s", (groups, role, scope) => {
  expect(grantOf(groups, GRANTS)).toMatchObject({ role, scope });
});
it.each([[[]], [["others"]], [["ALL"]], [["all "]], [["constructor"]]])("%j is granted nothing", (groups) => {
  expect(grantOf(groups, GRANTS)).toBeNull();
});

it.each([
  [
    ["a", "b"],
    ["a", "b"],
  ],
  [[], []],
  ["a", ["a"]],
  [["a", 7, null, { a: 1 }], ["a"]],
  [undefined, []],
  [7, []],
  [{ admins: true }, []],
])("a claim %j lists the groups %j", (claim, groups) => {
  expect(groupsIn(claim)).toEqual(groups);
});

it.each([
  [{ sub: "1", preferred_username: "Anong" }, "anong"],
  [{ sub: "1", email: "anong@example.org" }, "anong@example.org"],
  [{ sub: "1", preferred_username: "AOC\\anong" }, "aoc-anong"],
  [{ sub: "1", preferred_username: "อนงค์ ใจดี" }, "อนงค์-ใจดี"],
  [{ sub: "00u1-A", preferred_username: "" }, "00u1-a"],
  [{ sub: "00u1", preferred_username: 7, email: ["x"] }, "00u1"],
  [{ sub: "\u202e!", preferred_username: "<>" }, "person"],
  [{ sub: "1", preferred_username: "a".repeat(150) }, "a".repeat(100)],
  // A national id, and a telephone number.
  [
    { sub: "1101700230708", preferred_username: "1101700230708", email: "anong@example.org" },
    "anong@example.org",
  ],
  [{ sub: "1101700230708" }, "person"],
  [{ sub: "00u1", preferred_username: "081-234-5678" }, "00u1"],
])("%j is called %s here, or so and the provider's host, or so and a mark of its own", (claims, name) => {
  const names = namesOf(claims, "login.example:8443", "Qx_9-aB2");
  expect(names).toEqual([
    name,
    expect.stringMatching(/@login\.example-8443$/),
    expect.stringMatching(/-qx_9-ab2$/),
  ]);
  for (const each of names) expect(each).toMatch(/^[\w\u0E00-\u0E7F.@+-]{1,100}$/);
});

it.each([
  ["อนงค์ ใจดี", "อนงค์ ใจดี"],
  ["  two\n lines\u202e ", "two lines"],
  ["", "anong"],
  ["อนงค์ 081-234-5678", "อนงค์ •••-•••-••••"],
  [undefined, "anong"],
  [7, "anong"],
  ["\ud800", "\ufffd"],
  ["a".repeat(200), "a".repeat(100)],
])("the name that is shown of %j is %s", (claim, shown) => {
  expect(shownName(claim, "anong")).toBe(shown);
});
