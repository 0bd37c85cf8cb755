import { describe, expect, it } from "vitest";
import { openPasswords } from "../../backend/access/passwords.ts";

const passwords = openPasswords();

describe("a password", () => {
  it.each([
    ["of small letters alone", "only small letters here"],
    ["in Thai, with its marks", "น้ำขึ้นให้รีบตักที่ตลิ่ง"],
    ["of blanks and signs", "  '; drop table people; -- \\ % "],
    ["beyond the first plane", "🐘🐘🐘 and 🐯🐯🐯 in a row"],
    ["of 128 letters", "abcdefgh".repeat(16)],
  ])("may be %s, and no part or other case of it is right", async (_what, password) => {
    const hash = await passwords.hash(password);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.isRight(hash, password)).toBe(true);
    const others = [password.slice(0, -1), `${password}x`, password.slice(1), ` ${password}`];
    if (password.toUpperCase() !== password) others.push(password.toUpperCase());
    for (const other of others) expect([other, await passwords.isRight(hash, other)]).toEqual([other, false]);
  });

  it("has another hash each time, and none is right without one", async () => {
    const [one, other] = await Promise.all([
      passwords.hash("the same twice"),
      passwords.hash("the same twice"),
    ]);
    expect(one).not.toBe(other);
    expect(await passwords.isRight(null, "the same twice")).toBe(false);
  });
});
