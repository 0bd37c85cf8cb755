import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { filesBelow, type Import, importOf, readImports, textOf } from "../dependencies.ts";

type Node = { [key: string]: unknown };

/** Every word by its path, and what kind of thing says it. */
function entries(node: Node | Map<string, unknown>, path = ""): string[] {
  return [...(node instanceof Map ? node : Object.entries(node))]
    .flatMap(([key, value]) =>
      typeof value === "object" && value !== null
        ? entries(value as Node, `${path}${key}.`)
        : [`${path}${key}: ${typeof value}${typeof value === "function" ? value.length : ""}`],
    )
    .sort();
}

const files = filesBelow("dashboard");
const imports = readImports(files);
/** `th` or `en`; undefined: it is no catalogue. */
const languageOf = (file: string) => /[wW]ords\.(th|en)\.ts$/.exec(file)?.[1];
const catalogues = files.filter((file) => languageOf(file) === "th");

/** Files with words of Thai beside the catalogues. */
const THAI: Readonly<Record<string, string>> = {
  "dashboard/main.ts": "says in both languages that no page could be opened",
  "dashboard/embed/Over.svelte": "says in both languages that a ticket is over: nobody knows which one",
  "dashboard/figures/warnings.ts": "a few sentences of the wall and of all pages",
  "dashboard/figures/lineQuota.ts": "a few sentences of two pages",
  "dashboard/parts/Language.svelte": "the name of the language",
  "dashboard/gallery/Controls.svelte": "an example of a name",
  "dashboard/wall/loading.ts": "a letter of the font",
};

/** Imports by which words of a language are loaded that may not be the wanted one. */
const heedless = (all: readonly Import[]) =>
  all.filter(
    ({ file, target, isType, isLater }) =>
      languageOf(target) && !isType && !isLater && languageOf(file) !== languageOf(target),
  );

describe("the words", () => {
  it("lie in the rooms that say them", () => {
    const rooms = catalogues.map((file) => file.split("/")[1]);
    expect(rooms).toEqual(
      expect.arrayContaining(["calls", "figures", "freezes", "losses", "overview", "wall", "shell", "sla"]),
    );
  });
  // The compiler compares them too; it would let a code be missing in a list of names.
  it.each(catalogues)("of %s are the same ones in English", async (file) => {
    const [th, en] = await Promise.all(
      [file, file.replace(".th.ts", ".en.ts")].map((each) => import(`../../${each}`)),
    );
    expect(entries(en.words)).toEqual(entries(th.words));
    expect(entries(th.words).length).toBeGreaterThan(3);
  });
  it("are loaded in the wanted language only", () => {
    expect(heedless(imports).map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
  it.each([
    [1, "dashboard/slaPage/Sla.svelte", "./words.th.ts", false, false],
    [1, "dashboard/slaPage/words.en.ts", "./words.th.ts", false, false],
    [0, "dashboard/slaPage/words.en.ts", "./words.th.ts", true, false],
    [0, "dashboard/slaPage/open.ts", "./words.en.ts", false, true],
    [0, "dashboard/screens/pairWords.en.ts", "./words.en.ts", false, false],
  ])("%i import that loads both is found: %s, %s", (count, file, written, isType, isLater) => {
    expect(heedless([importOf(file, written, isType, isLater)])).toHaveLength(count);
  });
  it("of Thai stand in catalogues, but for a few files", () => {
    const said = files.filter((file) => {
      const text = textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      return /[\u0E01-\u0E3E\u0E40-\u0E7F]/.test(text) && !languageOf(file);
    });
    expect(said.sort()).toEqual(Object.keys(THAI).sort());
  });
  it("of banks, scam types and provinces are those of the table of codes, and stand in no file of the dashboard", () => {
    const migrations = readdirSync(join(root, "sql", "migrations"));
    const rows = migrations.flatMap((file) => [
      ...textOf(`sql/migrations/${file}`).matchAll(
        /^ {2}\(\d+, '(?:bank|scamType|province)', '([^']+)', '([^']+)', '([^']+)'/gm,
      ),
    ]);
    expect(rows.length).toBeGreaterThan(100);
    const names = rows
      .filter(([, code]) => !["OTHER", "TH-00"].includes(code!.toUpperCase()))
      .flatMap(([, , th, en]) => [th!, en!]);
    const said = (text: string) => names.filter((name) => text.includes(`"${name}"`));
    expect(said('x: "ธนาคารกสิกรไทย", y: "Kasikornbank"')).toHaveLength(2);
    const found = files.flatMap((file) => said(textOf(file)).map((name) => `${file}: ${name}`));
    // The city, beside its part of the map.
    expect(found).toEqual(["dashboard/losses/words.en.ts: Bangkok"]);
  });
});
