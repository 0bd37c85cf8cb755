/** A clerk of the ministry, on a Thai page, from the monthly report to the raw events of a figure in it. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { openBrowser } from "../browser.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, tellAll } from "./centre.ts";
import { textOfPdf } from "./pdf.ts";

/** Tuesday: November is over, and every source has sent all of it. */
const NOW = Date.parse("2026-12-01T09:00:00+07:00");
/** What each kind of file begins with. */
const BEGINS = { PDF: "%PDF-", XLSX: "PK", CSV: "\ufeff", JSON: "{" } as const;

let browser: Browser;
let clock: HandClock;
let program: Program;
let page: Page;
beforeAll(async () => {
  clock = handClock(NOW);
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  // The centre has been there before November.
  const first = event("call.offered", Date.parse("2026-10-30T10:00:00+07:00"), {
    callId: "first",
    queue: "report",
  });
  await tellAll(program, [first, ...fortnight()]);
  await program.tell(beat(NOW));
  await clock.turn(MINUTE);
  page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  page.setDefaultTimeout(20_000);
});
afterAll(() => Promise.all([browser.close(), program.close()]));

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
async function saved(name: string | RegExp): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), press(name)]);
  return readFileSync(await download.path());
}

it("makes the monthly report, keeps its files, schedules it, checks it by its code, and issues it again", async () => {
  await page.goto(`${program.url}/reports`);
  await page.getByLabel("รายงาน", { exact: true }).selectOption("ประจำเดือน");
  await page.getByLabel("วันในช่วงเวลา").fill("2026-11-30");
  await page.getByAltText(/^ตัวอย่างรายงาน หน้า 1 จาก/).waitFor();
  for (const name of ["PDF", "XLSX", "CSV"] as const)
    expect((await saved(new RegExp(`^${name}$`))).toString("utf8").slice(0, 5)).toContain(BEGINS[name]);

  await press("ตั้งเวลา…");
  const form = page.getByRole("dialog");
  await form.getByLabel("ชื่อ").fill("ประจำเดือนถึงปลัดกระทรวง");
  await form.getByLabel("ผู้รับ").fill("clerk@example.go.th");
  await form.getByRole("button", { name: /^ตั้งเวลา ทุกวันที่ 1 / }).click();
  await page.getByText("ตั้งเวลาแล้ว").waitFor();

  await press("ออกรายงาน");
  await page.getByText("ออกรายงานแล้ว", { exact: true }).first().waitFor();
  for (const name of ["XLSX", "CSV", "JSON"] as const)
    expect((await saved(`${name}: ประจำเดือน`)).toString("utf8").slice(0, 5)).toContain(BEGINS[name]);
  const pages = await textOfPdf(await saved("PDF: ประจำเดือน"));
  expect(pages[0]).toContain("รายงานสถานการณ์ประจำเดือนพฤศจิกายน2569");
  const code = /รหัสตรวจสอบ([0-9a-f]{16})/.exec(pages[0]!)![1]!;

  await page.goto(`${program.url}/reports/check`);
  await page.getByLabel("รหัสตรวจสอบ หรือเลขที่รายงาน").fill(code);
  await press("ตรวจ");
  await page.getByText("ลายเซ็นถูกต้อง").waitFor();
  await page.getByText(/^ตรงทั้ง \d+ ตัวเลข$/).waitFor();

  const late = Date.parse("2026-11-17T10:00:00+07:00");
  await program.tell(event("call.offered", late, { callId: "late", queue: "report" }), beat(clock.now()));
  await press("ตรวจ");
  await page.getByText(/ตัวเลขเปลี่ยน$/).click();
  await page.getByText("มีเหตุการณ์มาถึงภายหลัง").first().waitFor();
  await page.goto(`${program.url}/reports`);
  await press(/^ตรวจ: ประจำเดือน/);
  await press("ออกฉบับที่ 2");
  await page.getByText("มีฉบับใหม่กว่า").waitFor();
});

it("finds a figure in /explore, and what stands behind it, down to the raw events", async () => {
  await page.goto(`${program.url}/explore`);
  await page.locator("[aria-describedby=explore-metric]").click();
  const choice = page.getByRole("dialog");
  await choice.getByRole("searchbox").fill("สายเข้า");
  await choice.getByRole("checkbox").first().check();
  await choice.getByRole("button", { name: "ใช้ตัวเลขเหล่านี้" }).click();
  await page.goto(`${program.url}/explore?metric=calls.offered&from=2026-11-17&to=2026-11-18&step=day`);
  await press(/^ที่มา/);
  const drawer = page.getByRole("complementary");
  await drawer.getByText("ตรงกับตัวเลขพอดี").waitFor();
  await drawer.getByRole("button", { name: "เหตุการณ์ดิบของ late" }).click();
  await drawer.getByText("call.offered").waitFor();
});
