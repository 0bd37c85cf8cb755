/** What a screen reader is told of a PDF, by its tags: of each kind of report and form, and of figures as they were asked for. */
import type { Tag } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { type Structure, structureOf } from "./pdf.ts";

/** Of PDF 1.7 those that a report has use for; a reader does not know any other without a map. */
const ROLES = [
  ...[
    "Document",
    "Part",
    "Sect",
    "Div",
    "H1",
    "H2",
    "P",
    "Span",
    "Strong",
    "Em",
    "Link",
    "Figure",
    "NonStruct",
  ],
  ...["Table", "THead", "TBody", "TR", "TH", "TD", "Caption", "L", "LI", "Lbl", "LBody"],
];

let program: Program;
beforeAll(async () => {
  program = await startProgram({ clock: handClock(NOW) });
  await tellFortnight(program);
});
afterAll(() => program.close());

const FIGURES =
  "/v1/figures?metric=calls.offered,freezes.held_satang&from=2026-11-16&to=2026-11-20&step=day&format=pdf";
const DRAFT = "/v1/reports/draft?format=pdf&kind";

describe.each([
  ["a daily report", `${DRAFT}=daily&from=2026-11-25`, "th", "รายงานสถานการณ์ประจำวัน"],
  ["a weekly report by PDF/UA-1", `${DRAFT}=weekly&from=2026-11-16&standard=ua-1`, "th", "ประจำสัปดาห์"],
  ["a monthly report", `${DRAFT}=monthly&from=2026-11-01&lang=en`, "en", "Monthly situation report"],
  ["a memo by PDF/A-2u", `${DRAFT}=weekly&from=2026-11-16&form=memo&standard=a-2u`, "th", "ประจำสัปดาห์"],
  ["figures as asked", FIGURES, "th", "ตัวเลขตามที่ถาม"],
])("%s", (_, path, lang, title) => {
  let told: Structure;
  beforeAll(async () => {
    const answer = await fetch(`${program.url}${path}`);
    expect(answer.status).toBe(200);
    told = await structureOf(new Uint8Array(await answer.arrayBuffer()));
  });
  const tagsOf = (...roles: string[]) => told.tags.filter(({ role }) => roles.includes(role!));
  const childrenOf = (tag: Tag, ...roles: string[]): Tag[] =>
    (tag.children ?? []).flatMap((child) =>
      roles.includes(child.role!) ? [child] : childrenOf(child, ...roles),
    );

  it("says its title and its language, and all of its text is in tags or an artifact", () => {
    expect(told.title).toContain(title);
    expect(told.lang.slice(0, 2)).toBe(lang);
    expect(told.isMarked).toBe(true);
    expect(told.untagged).toEqual([]);
    expect(told.tags.filter(({ role }) => !ROLES.includes(role!)).map(({ role }) => role)).toEqual([]);
  });

  it("has one heading of all, and below it one of each section", () => {
    expect(tagsOf("H1")).toHaveLength(1);
    expect(tagsOf("H2").length).toBeGreaterThan(0);
    const [first] = tagsOf("H1", "H2");
    expect(first!.role).toBe("H1");
  });

  it("says of each chart what it shows", () => {
    const charts = tagsOf("Figure");
    expect(charts.length).toBeGreaterThan(0);
    for (const { alt } of charts) expect(alt).toMatch(/\S{3,}/);
  });

  it("has tables of a head and rows that have a cell for each column of it", () => {
    const tables = tagsOf("Table");
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      const [head, ...rows] = childrenOf(table, "TR").map((row) => childrenOf(row, "TH", "TD"));
      expect(head!.map(({ role }) => role)).toEqual(head!.map(() => "TH"));
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row.length).toBe(head!.length);
    }
  });

  it("says of each link where it leads", () => {
    for (const { url, said } of told.links) {
      expect(url).toMatch(/^http/);
      expect(said).not.toBe("");
    }
  });
});
