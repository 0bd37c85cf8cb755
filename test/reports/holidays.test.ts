/** Like for like: a report knows public holidays, in the day that it compares with and in what it says of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { Document } from "#wire/reports.ts";
import { planAgain } from "../../backend/reports/plan.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { bare, textOfPdf } from "./pdf.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const HOLIDAYS = "date,name_th\n2026-11-12,วันหยุดก\n2026-11-17,วันหยุดข\n";

let program: Program;
beforeAll(async () => {
  const holidaysFile = join(folder, "holidays.csv");
  writeFileSync(holidaysFile, HOLIDAYS);
  const clock = handClock(NOW);
  program = await startProgram({ clock, config: { holidaysFile } });
  await tellFortnight(program);
  await clock.turn(1_000);
});
afterAll(async () => {
  await program.close();
  rmSync(folder, { recursive: true });
});

const drafted = async (query: string) => {
  const ask = async (format: string) =>
    fetch(`${program.url}/v1/reports/draft?${query}&sections=key,quality${format}`);
  const { document } = (await (await ask("")).json()) as { document: Document };
  const file = async (lang: string) =>
    (await textOfPdf(new Uint8Array(await (await ask(`&format=pdf&lang=${lang}`)).arrayBuffer()))).join("");
  return { document, thai: await file("th"), english: await file("en") };
};
const daysOf = ({ before }: Document) =>
  before && [isoDate(dayOf(before.from)), isoDate(dayOf(before.until - 1))];

it("a holiday is compared with the holiday before, and its figures are of that day", async () => {
  const { document, thai, english } = await drafted("kind=daily&from=2026-11-17");
  expect(daysOf(document)).toEqual(["2026-11-12", "2026-11-12"]);
  expect(document.holidays?.map(({ at, nameTh }) => `${isoDate(dayOf(at))} ${nameTh}`)).toEqual([
    "2026-11-12 วันหยุดก",
    "2026-11-17 วันหยุดข",
  ]);
  expect(thai).toContain(bare("12 พฤศจิกายน 2569 (วันหยุดราชการเช่นเดียวกัน)"));
  expect(thai).toContain(bare("วันหยุดราชการ: 12 พฤศจิกายน 2569 วันหยุดก, 17 พฤศจิกายน 2569 วันหยุดข"));
  expect(english).toContain(bare("12 November 2026 (a public holiday too)"));
  // 12 + 3 calls on the fourth day of the fortnight, 12 + 1 on the ninth.
  const calls = document.figures.filter(
    ({ metric, slice }) => metric === "calls.offered" && Object.keys(slice).length === 0,
  );
  expect(calls.map(({ from, value }) => [isoDate(dayOf(from)), value])).toEqual([
    ["2026-11-17", 13],
    ["2026-11-12", 15],
  ]);
});

it("a day after a week with a holiday is compared with the same weekday that was none", async () => {
  // Tuesday: a week ago was a holiday, and two weeks ago is before the centre's first week.
  const { document } = await drafted("kind=daily&from=2026-11-24");
  expect(daysOf(document)).toEqual(["2026-11-10", "2026-11-10"]);
});

it("a period says in which holidays it differs from what it is compared with", async () => {
  const { document, thai, english } = await drafted("kind=custom&from=2026-11-17&to=2026-11-18");
  expect(daysOf(document)).toEqual(["2026-11-10", "2026-11-11"]);
  expect(thai).toContain(bare("(มีวันหยุดราชการ 0 วัน ช่วงที่รายงานมี 1 วัน)"));
  expect(english).toContain(bare("(0 public holidays in it, 1 in the period reported)"));
  const week = await drafted("kind=weekly&from=2026-11-16");
  expect(week.thai).toContain(bare("9 – 15 พฤศจิกายน 2569"));
  expect(week.thai).not.toContain(bare("มีวันหยุดราชการ"));
});

it("another edition keeps what the first was compared with, whatever the list of holidays says by then", async () => {
  const { document } = await drafted("kind=daily&from=2026-11-17");
  const before = { from: document.from - DAY, until: document.from };
  expect(planAgain({ ...document, before }).before).toEqual(before);
});
