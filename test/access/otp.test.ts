import { describe, expect, it } from "vitest";
import { base32, codeOf, stepAt, stepOf, uriOf } from "../../backend/access/otp.ts";

const SEED = Buffer.from("12345678901234567890");

it.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("the code at second %i is that of RFC 6238, appendix B", (second, code) => {
  expect(codeOf(SEED, stepAt(second * 1_000), 8)).toBe(code);
});

describe("a code is taken", () => {
  const now = 1_234_567_890_000;
  const step = stepAt(now);
  it.each([
    ["two steps before", -2, null],
    ["in the step before", -1, step - 1],
    ["in its step", 0, step],
    ["in the step after", 1, step + 1],
    ["not two steps after", 2, null],
  ])("%s: %i", (_what, off, taken) => {
    expect(stepOf(SEED, codeOf(SEED, step + off), now)).toBe(taken);
  });
  it("not if it is none", () => {
    const all = [-1, 0, 1].map((off) => codeOf(SEED, step + off));
    const other = ["000000", "000001", "000002", "000003"].find((code) => !all.includes(code))!;
    expect(stepOf(SEED, other, now)).toBeNull();
  });
});

it.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%j is %s in base32 (RFC 4648, 10)", (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

it("an authenticator is told whose seed it is", () => {
  const uri = new URL(uriOf(SEED, "สมชาย@x"));
  expect(decodeURIComponent(uri.pathname)).toBe("/War Room 1441:สมชาย@x");
  expect(uri.searchParams.get("secret")).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
});
