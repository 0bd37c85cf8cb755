import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { lettersOf } from "../../dashboard/figures/letters.ts";
import { words as sharedEn } from "../../dashboard/figures/words.en.ts";
import { words as sharedTh } from "../../dashboard/figures/words.th.ts";
import { words as lossesEn } from "../../dashboard/losses/words.en.ts";
import { words as lossesTh } from "../../dashboard/losses/words.th.ts";

type Node = { [key: string]: unknown };

/** Every word by its path, and what kind of thing says it. */
function entries(node: Node, path = ""): string[] {
  return Object.entries(node)
    .flatMap(([key, value]) =>
      typeof value === "object" && value !== null
        ? entries(value as Node, `${path}${key}.`)
        : [`${path}${key}: ${typeof value}${typeof value === "function" ? value.length : ""}`],
    )
    .sort();
}

describe("the words", () => {
  const rooms = readdirSync(join(root, "dashboard")).filter((room) => {
    const path = join(root, "dashboard", room);
    return !/\./.test(room) && readdirSync(path).includes("words.th.ts");
  });
  it("lie in the rooms that say them", () => {
    expect(rooms).toEqual(
      expect.arrayContaining(["calls", "figures", "freezes", "losses", "overview", "wall"]),
    );
  });
  // The compiler compares them too; it would let a code be missing in a list of names.
  it.each(rooms)("of %s are the same ones in Thai and in English", async (room) => {
    const [th, en] = await Promise.all(
      ["th", "en"].map((lang) => import(`../../dashboard/${room}/words.${lang}.ts`)),
    );
    expect(entries(en.words)).toEqual(entries(th.words));
    expect(entries(th.words).length).toBeGreaterThan(3);
  });
  it("are short enough for a row of a list", () => {
    for (const { scamTypes } of [lossesTh, lossesEn])
      for (const [code, name] of Object.entries(scamTypes))
        expect(lettersOf(name), code).toBeLessThanOrEqual(18);
  });
  it("write every bank as shortly as its trade does: in every place there is room for so many letters", () => {
    const migrations = join(root, "sql/migrations");
    const sql = readdirSync(migrations).map((name) => readFileSync(join(migrations, name), "utf8"));
    const codes = [...sql.join().matchAll(/\(\d+, 'bank', '(\w+)'/g)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(20);
    for (const { bank } of [sharedTh, sharedEn])
      for (const code of codes) expect(lettersOf(bank(code)), code).toBeLessThanOrEqual(5);
    expect([sharedTh.bank("TRUEMONEY"), sharedTh.bank("KBANK")]).toEqual(["TMN", "KBANK"]);
  });
});
