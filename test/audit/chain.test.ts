import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type AuditRow,
  canonicalOf,
  cutAfter,
  follow,
  hashOf,
  type Link,
  START,
} from "../../backend/audit/chain.ts";
import type { Entry } from "../../backend/audit/entry.ts";
import { headLine, readHeads } from "../../backend/audit/heads.ts";

const AT = Date.parse("2026-11-26T21:09:42+07:00");
const entry = {
  by: { kind: "person", id: "7", name: "ผู้ดูแล" },
  deed: "screen.planned",
  of: { kind: "screen", id: "hall" },
  before: { scene: "overview", rotation: null },
  after: { scene: "calls", rotation: null },
  address: "192.0.2.31",
} satisfies Entry;

describe("the canonical form", () => {
  it.each<[string, Partial<Entry>, number, boolean]>([
    ["the same when names come in another order", { after: { rotation: null, scene: "calls" } }, AT, true],
    ["the same without what is undefined", { after: { ...entry.after, x: undefined } }, AT, true],
    ["another one with another time", {}, AT + 1, false],
    ["another one with another person", { by: { ...entry.by, id: "8" } }, AT, false],
    ["another one with another deed", { deed: "screen.removed" }, AT, false],
    ["another one of another object", { of: { kind: "screen", id: "hall-2" } }, AT, false],
    ["another one with another state before", { before: null }, AT, false],
    ["another one with another state after", { after: { scene: "calls" } }, AT, false],
    ["another one from elsewhere", { address: null }, AT, false],
    ["another one when a text moves to the next field", { deed: "screen", address: "planned" }, AT, false],
  ])("is %s", (_what, more, at, isSame) => {
    expect(canonicalOf({ ...entry, ...more }, at) === canonicalOf(entry, AT)).toBe(isSame);
  });
  it("is in order at every depth, and leaves lists as they are", () => {
    expect(canonicalOf({ ...entry, before: undefined, after: { b: [{ d: 1, c: 2 }, 1], a: 0.1 } }, 5)).toBe(
      '[5,"person","7","ผู้ดูแล","screen.planned","screen","hall",null,{"a":0.1,"b":[{"c":2,"d":1},1]},"192.0.2.31"]',
    );
  });
});

it("a hash is SHA-256 of the one before it, the place in eight bytes, and the canonical form", () => {
  const bytes = Buffer.concat([
    Buffer.alloc(32, 0xab),
    Buffer.from([0, 0, 0, 0, 0, 0, 1, 2]),
    Buffer.from("ก"),
  ]);
  expect(hashOf("ab".repeat(32), 258, "ก")).toBe(createHash("sha256").update(bytes).digest("hex"));
});

/** Five rows that are chained. */
function chain(): AuditRow[] {
  let last = START.hash;
  return [1, 2, 3, 4, 5].map((place) => {
    const said = { ...entry, of: { kind: "screen", id: `hall-${place}` } };
    last = hashOf(last, place, canonicalOf(said, AT + place));
    return { ...said, place, at: AT + place, hash: last };
  });
}
const NONE = new Map<number, string>();

describe("a chain", () => {
  const rows = chain();
  const end: Link = rows.at(-1)!;
  it("that is whole is followed to its end, in pieces too", () => {
    const half = follow(START, rows.slice(0, 2), NONE);
    expect(half).toEqual({ last: { place: 2, hash: rows[1]!.hash }, broken: null });
    expect(follow(half.last, rows.slice(2), new Map([[4, rows[3]!.hash]]))).toEqual({
      last: { place: 5, hash: end.hash },
      broken: null,
    });
  });
  it.each<[string, (rows: AuditRow[]) => AuditRow[], number, string]>([
    ["a row was changed", (all) => all.with(2, { ...all[2]!, deed: "screen.kept" }), 3, "changed"],
    ["a row was taken out", (all) => all.toSpliced(1, 1), 2, "missing"],
    ["the first row was taken out", (all) => all.slice(1), 1, "missing"],
    ["two rows were exchanged", (all) => all.with(2, all[3]!).with(3, all[2]!), 3, "missing"],
    [
      "two rows were exchanged with their places",
      (all) => all.with(2, { ...all[3]!, place: 3 }).with(3, { ...all[2]!, place: 4 }),
      3,
      "changed",
    ],
    ["a row stands twice", (all) => all.toSpliced(2, 0, all[1]!), 3, "missing"],
  ])("is broken when %s", (_what, spoil, place, what) => {
    expect(follow(START, spoil(chain()), NONE).broken).toEqual({ place, what });
  });
  it("that was written anew is broken where a hash was published", () => {
    expect(follow(START, rows, new Map([[3, "00".repeat(32)]])).broken).toEqual({
      place: 3,
      what: "replaced",
    });
  });
  it.each<[string, Link, Map<number, string>, object | null]>([
    ["its head is the last row", end, NONE, null],
    ["its head lies beyond it", { place: 6, hash: end.hash }, NONE, { place: 6, what: "missing" }],
    ["its head is another one", { place: 5, hash: START.hash }, NONE, { place: 5, what: "replaced" }],
    ["its head lies before it", { place: 4, hash: rows[3]!.hash }, NONE, { place: 5, what: "replaced" }],
    ["a published head lies beyond it", end, new Map([[9, end.hash]]), { place: 6, what: "missing" }],
  ])("at its end, when %s", (_what, head, published, broken) => {
    expect(cutAfter(end, head, published)).toEqual(broken);
  });
});

it("published heads are read again, but for a line that was cut short", () => {
  const [one, two] = chain();
  const text = headLine(one!, AT) + headLine(two!, AT);
  expect(readHeads(text)).toEqual(
    new Map([
      [1, one!.hash],
      [2, two!.hash],
    ]),
  );
  expect(readHeads(text.slice(0, -9))).toEqual(new Map([[1, one!.hash]]));
});
