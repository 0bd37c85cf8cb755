/** test/asvs.md names every requirement, and nothing that is not there. */
import { describe, expect, it } from "vitest";
import { isThere, read, referred } from "./proofs.ts";

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

const document = read("test/asvs.md");
const rows = [...document.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$/gm)].map(([, id, what, by]) => ({
  id: id!,
  what: what!,
  by: by!,
}));
const NOT_MET = "**not met**: ";
const NOT_OURS = "does not apply: ";

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
    expect(isThere({ file: "backend/access/README.md", title: "Nothing of the kind" })).toBe(false);
    expect(referred('`backend/gone.md` "Gone"; `a/b.test.ts` "is"')).toEqual([
      { file: "backend/gone.md", title: "Gone" },
      { file: "a/b.test.ts", title: "is" },
    ]);
  });
});
