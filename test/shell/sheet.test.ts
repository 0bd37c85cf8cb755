import { describe, expect, it } from "vitest";
import { csvOf, matches } from "../../dashboard/shell/sheet.ts";

const columns = [
  { id: "name", label: "Name", text: ({ name }: { name: string }) => name },
  { id: "deeds", label: "", text: () => "" },
];

describe("a table", () => {
  it("is exported with what it shows: no column of buttons, and nothing that a spreadsheet runs", () => {
    expect(csvOf(columns, [{ name: "สมชาย, ใจดี" }, { name: "=1+1" }])).toBe(
      '\uFEFFName\r\n"สมชาย, ใจดี"\r\n\'=1+1\r\n',
    );
  });
  it.each([
    ["", true],
    [" SOM ", true],
    ["anong", false],
  ])("is filtered by %j", (text, isFound) => {
    expect(matches({ name: "somchai" }, columns, text)).toBe(isFound);
  });
});
