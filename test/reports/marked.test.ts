/** What a reader must not take for final is marked in every file, and what is missing is named. */
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#wire/reports.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { hashOf } from "../../backend/reports/canonical.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, NOW, tellAll } from "./centre.ts";
import { bare, textOfPdf } from "./pdf.ts";

/** In the last day of the week: then its source falls silent. */
const HEARD = Date.parse("2026-11-22T12:00:00+07:00");
let program: Program;
let clock: MovedClock;
beforeAll(async () => {
  clock = movedClock(HEARD - Date.now());
  program = await startProgram({ clock });
  await tellAll(
    program,
    fortnight().filter(({ time }) => Date.parse(time) < HEARD),
  );
  clock.ahead += NOW - HEARD;
});
afterAll(() => program.close());

const QUERY = "kind=weekly&from=2026-11-16&sections=key,quality,definitions";
const file = async (format: string) =>
  new Uint8Array(
    await (await fetch(`${program.url}/v1/reports/draft?${QUERY}&format=${format}`)).arrayBuffer(),
  );
const drafted = async () =>
  ((await (await fetch(`${program.url}/v1/reports/draft?${QUERY}`)).json()) as { document: Document })
    .document;
/** All calls of the week, in each file. */
async function found() {
  const pages = (await textOfPdf(await file("pdf"))).join("");
  const csv = Buffer.from(await file("csv"))
    .toString("utf8")
    .split("\r\n");
  const { sheets } = await readXlsx(await file("xlsx"));
  return {
    pages,
    csv: csv.find((line) => line.startsWith("key,calls.offered,") && line.includes(",now,"))!,
    row: sheets[0]!.rows.find((row) => row[12] === "calls.offered" && row[10] === "ช่วงนี้")!,
    provenance: sheets[2]!.rows.map((row) => row.map((cell) => String(cell ?? ""))),
  };
}
const LEGEND = "* ยังไม่สมบูรณ์ (ชั่วคราวหรือกำลังนับ)";
const SILENT = /แหล่งข้อมูลfirstส่งไม่ครบขาดจากตัวเลข\d+ตัว/;

describe("while a source has not sent all", () => {
  it("its figures are provisional and marked with a star in the PDF, with what the star means", async () => {
    const { figures } = await drafted();
    expect(figures.find(({ metric }) => metric === "calls.offered")).toMatchObject({
      value: 105,
      state: "provisional",
      missing: { sources: ["first"], of: 1 },
    });
    const { pages } = await found();
    expect(pages).toContain(bare("สายเข้า 105 *"));
    expect(pages).toContain(bare(LEGEND));
  });
  it("its figures say it in the spreadsheet and in CSV, each in its line", async () => {
    const { csv, row } = await found();
    expect([row[6], row[11]]).toEqual([105, "ชั่วคราว"]);
    expect(csv).toMatch(/,105,,,count,provisional,now,first,1,/);
  });
  it("the source is named in the section on quality and on the sheet of provenance", async () => {
    const { pages, provenance } = await found();
    expect(pages).toMatch(SILENT);
    expect(provenance.map((row) => bare(row.join("")))).toContainEqual(expect.stringMatching(SILENT));
    expect(provenance.map((row) => row.join(""))).toContain(LEGEND);
  });
  it("a period that began before the first event says since when there are data", async () => {
    const query = "kind=custom&from=2026-11-01&to=2026-11-22&sections=key,quality&format=pdf";
    const answer = await fetch(`${program.url}/v1/reports/draft?${query}`);
    const pages = (await textOfPdf(new Uint8Array(await answer.arrayBuffer()))).join("");
    expect(pages).toContain(bare("9 พฤศจิกายน 2569"));
  });
});

it("names the version of the registry: the hash of all definitions, on the sheet of provenance too", async () => {
  const { registry } = await drafted();
  const definitions = [...METRICS].map(([metric, { unit, th, en, formula, formulaTh, formulaId, good }]) => ({
    metric,
    unit,
    th,
    en,
    formula,
    formulaTh,
    ...(formulaId ? { formulaId } : {}),
    ...(good ? { good } : {}),
  }));
  expect(registry).toBe(hashOf(definitions));
  const [first, ...others] = definitions;
  expect(registry).not.toBe(hashOf([{ ...first!, formula: `${first!.formula} + 1` }, ...others]));
  expect((await found()).provenance).toContainEqual(["registry", registry]);
});

it("when the source has sent all, nothing is marked and none is named", async () => {
  await program.tell(beat(clock.now()));
  const { pages, csv, row, provenance } = await found();
  expect(pages).toContain(bare("สายเข้า 105"));
  expect(pages).not.toContain("*");
  expect(pages).not.toMatch(SILENT);
  expect([row[6], row[11]]).toEqual([105, "สมบูรณ์"]);
  expect(csv).toMatch(/,105,,,count,settled,now,,,/);
  expect(provenance.map((each) => each.join("")).join()).not.toContain("*");
});
