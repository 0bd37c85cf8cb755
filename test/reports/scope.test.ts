import { describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import { optionsOf, textOf } from "../../dashboard/reports/scope.ts";
import { words } from "../../dashboard/reports/words.en.ts";

const code = (kind: string, code: string, nameTh: string, nameEn: string) => ({
  kind,
  code,
  nameTh,
  nameEn,
  shortTh: code,
  shortEn: code,
});
const CODES = [
  code("bank", "SCB", "ธนาคารไทยพาณิชย์", "Siam Commercial Bank"),
  code("bank", "BBL", "ธนาคารกรุงเทพ", "Bangkok Bank"),
  code("bank", "KTB", "ธนาคารกรุงไทย", "Krungthai Bank"),
  code("bank", "TTB", "ธนาคารทหารไทยธนชาต", "TMBThanachart Bank"),
  code("province", "TH-10", "กรุงเทพมหานคร", "Bangkok"),
];

describe("what a report can be limited to", () => {
  it("are the codes of its kind by name, of a person with a limit those inside it", () => {
    const codesOf = (banks: string[] | null, lang: "th" | "en") =>
      optionsOf(CODES, { ...EVERYTHING, banks }, "banks", lang).map((each) => each.code);
    expect(codesOf(null, "en")).toEqual(["BBL", "KTB", "SCB", "TTB"]);
    expect(codesOf(null, "th")).toEqual(["BBL", "KTB", "TTB", "SCB"]);
    expect(codesOf(["SCB", "TTB"], "en")).toEqual(["SCB", "TTB"]);
    expect(optionsOf(CODES, EVERYTHING, "provinces", "th").map(({ name }) => name)).toEqual(["กรุงเทพมหานคร"]);
  });
  it.each([
    [[], "All banks"],
    [["SCB"], "SCB"],
    [["SCB", "BBL", "KTB"], "SCB, BBL, KTB"],
    [["SCB", "BBL", "KTB", "TTB"], "SCB, BBL, KTB and 1 more"],
  ])("%j is said as %s", (chosen, said) => {
    expect(textOf(CODES, chosen, "banks", words, "en")).toBe(said);
  });
});
