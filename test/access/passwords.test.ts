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
    expect(await passwords.isRight(hash, password, "known")).toBe(true);
    const others = [password.slice(0, -1), `${password}x`, password.slice(1), ` ${password}`];
    if (password.toUpperCase() !== password) others.push(password.toUpperCase());
    for (const other of others)
      expect([other, await passwords.isRight(hash, other, "known")]).toEqual([other, false]);
  });

  it("has another hash each time, and none is right without one", async () => {
    const [one, other] = await Promise.all([
      passwords.hash("the same twice"),
      passwords.hash("the same twice"),
    ]);
    expect(one).not.toBe(other);
    expect(await passwords.isRight(null, "the same twice", "known")).toBe(false);
  });

  it("of nobody is worked out like that of somebody, so that the time does not tell whether there is one", async () => {
    const hash = await passwords.hash("one that is right");
    const took = async (known: string | null) => {
      const times: number[] = [];
      for (let n = 0; n < 5; n++) {
        const began = process.cpuUsage();
        expect(await passwords.isRight(known, "one that is wrong", "known")).toBe(false);
        const { user, system } = process.cpuUsage(began);
        times.push(user + system);
      }
      return times.sort((a, b) => a - b)[2]!;
    };
    await passwords.isRight(null, "the first one makes the hash of nobody", "known");
    // The processor's time, which others on the machine do not change.
    expect(await took(null)).toBeGreaterThan((await took(hash)) / 4);
  });

  it("of strangers, however many wait, keeps nobody waiting who is known", async () => {
    const hash = await passwords.hash("one that is right");
    const done: string[] = [];
    const strangers = Array.from({ length: 200 }, () =>
      passwords.isRight(hash, "a guess", "strangers").then(
        () => done.push("stranger"),
        ({ code }) => done.push(code),
      ),
    );
    const known = passwords.isRight(hash, "one that is right", "known").then((isRight) => {
      done.push("known");
      return isRight;
    });
    await Promise.all([...strangers, known]);
    expect(await known).toBe(true);
    expect(done.filter((each) => each === "busy")).toHaveLength(118);
    // Two were under way.
    expect(done.filter((each) => each !== "busy").indexOf("known")).toBeLessThanOrEqual(3);
  });
});
