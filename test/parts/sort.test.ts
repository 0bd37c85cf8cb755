import { describe, expect, it } from "vitest";
import { type Column, nextSort, readSort, type Sort, sorted, writeSort } from "../../dashboard/parts/sort.ts";

interface Row {
  name: string;
  minutes: number;
}
const columns: Column<Row>[] = [
  { id: "name", label: "Name", text: ({ name }) => name, order: ({ name }) => name },
  { id: "minutes", label: "Minutes", text: ({ minutes }) => `${minutes}`, order: ({ minutes }) => minutes },
  { id: "note", label: "Note", text: () => "" },
];
const up: Sort = { by: "minutes", isDescending: false };
const down: Sort = { by: "minutes", isDescending: true };

describe("the sort of a table", () => {
  it.each<[string | null, Sort | null]>([
    ["minutes", up],
    ["-minutes", down],
    [null, null],
    ["", null],
    ["-", null],
    ["--minutes", null],
    ["nix", null],
    // A column that has nothing to sort by.
    ["note", null],
  ])("is read from an address: %s", (text, want) => expect(readSort(text, columns)).toEqual(want));

  it("is written as it is read", () => {
    for (const sort of [up, down]) expect(readSort(writeSort(sort), columns)).toEqual(sort);
  });

  it("begins with the largest, and turns at the next press", () => {
    expect(nextSort(null, "minutes")).toEqual(down);
    expect(nextSort(down, "minutes")).toEqual(up);
    expect(nextSort(up, "minutes")).toEqual(down);
    expect(nextSort(up, "name")).toEqual({ by: "name", isDescending: true });
  });

  it("is by number, else by the language; equal rows stay as they came", () => {
    const rows = [
      { name: "ก 10", minutes: 9 },
      { name: "ข", minutes: 100 },
      { name: "ก 9", minutes: 9 },
      { name: "เก", minutes: 1 },
    ];
    const names = (sort: Sort | null) => sorted(rows, columns, sort, "th").map(({ name }) => name);
    expect(names(null)).toEqual(["ก 10", "ข", "ก 9", "เก"]);
    expect(names(down)).toEqual(["ข", "ก 10", "ก 9", "เก"]);
    expect(names(up)).toEqual(["เก", "ก 10", "ก 9", "ข"]);
    // A vowel that is written before its consonant is read after it.
    expect(names({ by: "name", isDescending: false })).toEqual(["ก 9", "ก 10", "เก", "ข"]);
    expect(rows[0]!.name).toBe("ก 10");
  });
});
