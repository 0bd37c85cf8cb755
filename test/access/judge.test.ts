import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING, RIGHTS, type Right, type Role, type Scope } from "#wire/access.ts";
import { isLast, isOver, isProved, owesSecond, refusalOfRight } from "../../backend/access/judge.ts";
import type { Visitor } from "../../backend/access/visitor.ts";

const NOW = Date.parse("2026-11-26T08:00:00+07:00");

const limited = { ...EVERYTHING, banks: ["KBANK"] };
const person = (role: Role, more: object = {}): Visitor => ({
  kind: "person",
  id: 1,
  name: "somchai",
  role,
  scope: EVERYTHING,
  session: "1",
  provedAt: NOW,
  isDemo: false,
  owesSecond: false,
  ...more,
});
const sender = {
  id: 1,
  name: "first",
  types: new Set<string>(),
  banks: null,
  agencies: null,
  accountNumbers: false,
};
const key = (mayRead: boolean, scope: Scope = EVERYTHING, maySend = true): Visitor => ({
  kind: "key",
  sender: { ...sender, eventsPerMinute: null },
  scope,
  mayRead,
  maySend,
});

/** Who may what: written by hand. */
const MAY: [string, Visitor | null, Right[]][] = [
  ["nobody", null, ["anyone"]],
  ["a viewer", person("viewer"), ["anyone", "self", "watch", "read"]],
  ["an analyst", person("analyst"), ["anyone", "self", "watch", "read", "report"]],
  ["a commander", person("commander"), ["anyone", "self", "watch", "attend", "read", "report", "command"]],
  [
    "an administrator",
    person("admin"),
    ["anyone", "self", "watch", "attend", "read", "report", "command", "administer", "monitor"],
  ],
  ["an administrator who owes a second factor", person("admin", { owesSecond: true }), ["anyone", "self"]],
  ["a viewer of one bank", person("viewer", { scope: limited }), ["anyone", "self", "read"]],
  [
    "the visitor of a demo",
    person("commander", { isDemo: true }),
    ["anyone", "watch", "attend", "read", "report", "command"],
  ],
  ["a display", { kind: "display", id: 1, name: "hall" }, ["anyone", "watch", "attend"]],
  ["a source's key", key(false), ["anyone", "send"]],
  ["a key that may read too", key(true), ["anyone", "watch", "read", "monitor", "send"]],
  ["a key for reading", key(true, EVERYTHING, false), ["anyone", "watch", "read", "monitor"]],
  ["a key that may read of one bank", key(true, limited), ["anyone", "read", "send"]],
];

describe.each(MAY)("%s", (_who, visitor, rights) => {
  it.each(RIGHTS)("is asked for %s", (right) => {
    expect(refusalOfRight(right, visitor) === null).toBe(rights.includes(right));
  });
});

it.each([
  ["fresh", 0, 720, false],
  ["seen an hour ago less a minute", -59, 720, false],
  ["seen an hour ago", -60, 720, true],
  ["at its last minute", 0, 1, false],
  ["at its end", 0, 0, true],
])("a session that is %s is over: %i %i %s", (_what, seen, ends, over) => {
  expect(isOver({ seenAt: NOW + seen * MINUTE, endsAt: NOW + ends * MINUTE }, NOW)).toBe(over);
});

it.each([
  [0, true],
  [9.9, true],
  [10, false],
])("a proof of %d minutes ago counts: %s", (minutes, counts) => {
  expect(isProved({ provedAt: NOW - minutes * MINUTE, isDemo: false }, NOW)).toBe(counts);
  expect(isProved({ provedAt: NOW - minutes * MINUTE, isDemo: true }, NOW)).toBe(true);
});

it.each([
  ["a minute too early", -1, false],
  ["at its end", 0, true],
  ["later", 1, true],
])("the time without a second factor is over %s: %s", (_when, minutes, is) => {
  expect(owesSecond(NOW, NOW + minutes * MINUTE)).toBe(is);
  expect(owesSecond(null, NOW + minutes * MINUTE)).toBe(false);
});

it.each<[string, number[], { id: number; role: Role; isDisabled: boolean; scope?: Scope }, boolean]>([
  ["the only administrator, disabled", [1], { id: 1, role: "admin", isDisabled: true }, true],
  ["the only administrator, demoted", [1], { id: 1, role: "commander", isDisabled: false }, true],
  ["the only administrator, renamed", [1], { id: 1, role: "admin", isDisabled: false }, false],
  [
    "the only administrator, limited",
    [1],
    { id: 1, role: "admin", isDisabled: false, scope: { ...EVERYTHING, banks: ["KBANK"] } },
    true,
  ],
  ["one of two, disabled", [1, 2], { id: 1, role: "admin", isDisabled: true }, false],
  ["another one, disabled", [1], { id: 2, role: "admin", isDisabled: true }, false],
])("%s leaves nobody who can administer: %j %j %s", (_what, administrators, after, is) => {
  expect(isLast(administrators, { scope: EVERYTHING, ...after })).toBe(is);
});
