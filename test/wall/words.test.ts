import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { lettersOf } from "../../dashboard/figures/letters.ts";
import { WORDS } from "../../dashboard/figures/words.ts";

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

describe("the words of the wall", () => {
  it("are the same ones in Thai and in English", () => {
    expect(entries(WORDS.en as unknown as Node)).toEqual(entries(WORDS.th as unknown as Node));
  });
  it("are short enough for a row of a list", () => {
    for (const lang of ["th", "en"] as const) {
      for (const [code, name] of Object.entries(WORDS[lang].scenes.scamTypes)) {
        expect(lettersOf(name), `${lang} ${code}`).toBeLessThanOrEqual(18);
      }
    }
  });
  it("write every bank as shortly as its trade does: in every place there is room for so many letters", () => {
    const migrations = join(root, "sql/migrations");
    const sql = readdirSync(migrations).map((name) => readFileSync(join(migrations, name), "utf8"));
    const codes = [...sql.join().matchAll(/\(\d+, 'bank', '(\w+)'/g)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(20);
    for (const lang of ["th", "en"] as const)
      for (const code of codes)
        expect(lettersOf(WORDS[lang].bank(code)), `${lang} ${code}`).toBeLessThanOrEqual(5);
    expect([WORDS.th.bank("TRUEMONEY"), WORDS.th.bank("KBANK")]).toEqual(["TMN", "KBANK"]);
  });
});
