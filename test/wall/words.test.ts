import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";

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
});
