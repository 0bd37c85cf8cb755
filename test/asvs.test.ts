/** test/asvs.md names every requirement, and nothing that is not there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "../backend/build/root.ts";

/** The requirements of levels 1 and 2 in OWASP ASVS 5.0.0: by chapter, the sections with their requirements. */
const REQUIREMENTS: Readonly<Record<string, string>> = {
  "1": "1: 1-2; 2: 1-9; 3: 1-11; 4: 1-3; 5: 1-2",
  "2": "1: 1-3; 2: 1-3; 3: 1-4; 4: 1",
  "3": "2: 1-2; 3: 1-4; 4: 1-6; 5: 1-5; 7: 1-2",
  "4": "1: 1-3; 2: 1; 3: 1-2; 4: 1-4",
  "5": "1: 1; 2: 1-3; 3: 1-2; 4: 1-3",
  "6": "1: 1-3; 2: 1-12; 3: 1-4; 4: 1-4; 5: 1-5; 6: 1-3; 8: 1-4",
  "7": "1: 1-3; 2: 1-4; 3: 1-2; 4: 1-5; 5: 1-2; 6: 1-2",
  "8": "1: 1-2; 2: 1-3; 3: 1; 4: 1",
  "9": "1: 1-3; 2: 1-4",
  "10": "1: 1-2; 2: 1-2; 3: 1-4; 4: 1-11; 5: 1-5; 6: 1-2; 7: 1-3",
  "11": "1: 1-2; 2: 1-3; 3: 1-3; 4: 1-4; 5: 1; 6: 1",
  "12": "1: 1-3; 2: 1-2; 3: 1-4",
  "13": "1: 1; 2: 1-5; 3: 1-2; 4: 1-5",
  "14": "1: 1-2; 2: 1-4; 3: 1-3",
  "15": "1: 1-3; 2: 1-3; 3: 1-7",
  "16": "1: 1; 2: 1-5; 3: 1-4; 4: 1-3; 5: 1-3",
  "17": "1: 1; 2: 1-4; 3: 1-2",
};

const ids = Object.entries(REQUIREMENTS).flatMap(([chapter, sections]) =>
  sections.split("; ").flatMap((text) => {
    const [section, numbers] = text.split(": ") as [string, string];
    return numbers.split(" ").flatMap((range) => {
      const [from, to = from] = range.split("-").map(Number) as [number, number?];
      return Array.from({ length: to - from + 1 }, (_, n) => `${chapter}.${section}.${from + n}`);
    });
  }),
);

const read = (path: string) => readFileSync(join(root, path), "utf8");
const document = read("test/asvs.md");
const rows = [...document.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$/gm)].map(([, id, what, by]) => ({
  id: id!,
  what: what!,
  by: by!,
}));
const NOT_MET = "**not met**: ";
const NOT_OURS = "does not apply: ";
/** What a row refers to: a test by its title, or a heading of a document. */
const referred = (by: string) =>
  [...by.matchAll(/`([\w./-]+\.(?:test\.ts|md))` "([^"]+)"/g)].map(([, file, title]) => ({
    file: file!,
    title: title!,
  }));

/** The titles of a test file's tests and groups, as they are written. */
const titlesOf = (() => {
  const known = new Map<string, Set<string>>();
  return (file: string): Set<string> => {
    const found = known.get(file) ?? readTitles(file);
    known.set(file, found);
    return found;
  };
})();

function readTitles(file: string): Set<string> {
  const titles = new Set<string>();
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  /** The name that a call begins with: `it` of `it.each(…)(…)`. */
  function nameOf(node: ts.Expression): string {
    if (ts.isIdentifier(node)) return node.text;
    return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? nameOf(node.expression) : "";
  }
  function walk(node: ts.Node) {
    const title = ts.isCallExpression(node) ? node.arguments[0] : undefined;
    if (ts.isCallExpression(node) && title && ["it", "describe"].includes(nameOf(node.expression))) {
      if (ts.isStringLiteralLike(title)) titles.add(title.text);
      else if (ts.isTemplateExpression(title)) titles.add(title.getText().slice(1, -1));
    }
    ts.forEachChild(node, walk);
  }
  walk(source);
  return titles;
}

function isThere({ file, title }: { file: string; title: string }): boolean {
  const path = file === "README.md" ? file : `test/${file}`;
  if (!existsSync(join(root, path))) return false;
  return file.endsWith(".md") ? read(path).includes(`\n## ${title}\n`) : titlesOf(path).has(title);
}

describe("the list of requirements", () => {
  it("has each of them once, in its order", () => {
    expect(ids).toHaveLength(253);
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  it("has what shows each, why it does not apply, or what is missing", () => {
    const empty = rows.filter(({ by }) =>
      by.startsWith(NOT_MET) || by.startsWith(NOT_OURS)
        ? by.replace(NOT_MET, "").replace(NOT_OURS, "").length < 10
        : referred(by).length === 0,
    );
    expect(empty).toEqual([]);
  });

  it("refers to tests and headings that there are", () => {
    const gone = rows.flatMap(({ id, by }) =>
      referred(by)
        .filter((each) => !isThere(each))
        .map(({ file, title }) => `${id}: ${file} "${title}"`),
    );
    expect(gone).toEqual([]);
  });

  it("counts them", () => {
    const met = rows.filter(({ by }) => !by.startsWith(NOT_MET) && !by.startsWith(NOT_OURS)).length;
    const not = rows.filter(({ by }) => by.startsWith(NOT_MET)).length;
    expect(document).toContain(
      `\n${met} are shown, ${rows.length - met - not} do not apply, ${not} are not met.\n`,
    );
  });

  it("would show what is missing", () => {
    expect(isThere({ file: "asvs.test.ts", title: "would show what is missing" })).toBe(true);
    expect(isThere({ file: "asvs.test.ts", title: "would show what is there" })).toBe(false);
    expect(isThere({ file: "gone.test.ts", title: "would show what is missing" })).toBe(false);
    expect(isThere({ file: "README.md", title: "Nothing of the kind" })).toBe(false);
    expect(referred('`README.md` "Gone"; `a/b.test.ts` "is"')).toEqual([
      { file: "README.md", title: "Gone" },
      { file: "a/b.test.ts", title: "is" },
    ]);
  });
});
