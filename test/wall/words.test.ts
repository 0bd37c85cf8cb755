import { describe, expect, it } from "vitest";
import { WORDS } from "../../dashboard/wall/words.ts";

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
        expect(name.replace(/\p{Mn}/gu, "").length, `${lang} ${code}`).toBeLessThanOrEqual(18);
      }
    }
  });
});
