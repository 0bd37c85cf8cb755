/** Pages look as somebody has seen them: Thai lines with all their marks, and a whole daily report. */
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Document } from "#wire/reports.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Page } from "../../backend/reports/page.ts";
import { drawable, pieces } from "../../backend/reports/printable.ts";
import { openRenderer } from "../../backend/reports/render.ts";
import { write } from "../../backend/reports/write.ts";
import { inThai } from "../../backend/writing/numerals.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { drawn, expectGolden } from "./golden.ts";

const renderer = openRenderer({ clock: realClock });
let program: Program;
let document: Document;
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  const query = new URLSearchParams({
    ...{ kind: "daily", from: "2026-11-24", form: "memo" },
    ...{ unit: "ศูนย์ปฏิบัติการแก้ไขปัญหาอาชญากรรมออนไลน์", number: "ดศ 0201/1441", to_person: "ปลัดกระทรวงดิจิทัลฯ" },
  });
  const answer = await fetch(`${program.url}/v1/reports/draft?${query}`);
  // A moment of its own: that of the reading is the database's.
  document = { ...((await answer.json()) as { document: Document }).document, asOf: NOW };
});
afterAll(async () => {
  renderer.close();
  await program.close();
});

const said = (text: string) => pieces(drawable(text));
const TEXTS: [string, string[]][] = [
  [
    "วรรณยุกต์เหนือสระ สระอำ และเครื่องหมายซ้อน",
    [
      "น้ำใจ กำลัง ป้ำ จำนำ ค่ำ คล้ำ ซ้ำ ย่ำแย่ ล่ำสัน อำเภอ ทำเนียบ ธรรมเนียม",
      "ปู่ย่า ฟ้าผ่า ฝั่ง ผู้ใช้ ที่นี่ กี่ครั้ง ชั่วโมง เป๋อ เจี๊ยะ เก๊ะ ก๊วยเตี๋ยว เดี๋ยวนี้ สตางค์ สิทธิ์ ศุกร์ พันธุ์ ปั๊ม",
      "ญัตติ ฐานะ กู้ภัย ฎีกา ฏ ฤๅษี ฦ พฤหัสฯ ฯลฯ ต่าง ๆ “ในเครื่องหมายคำพูด” (ในวงเล็บ)",
    ],
  ],
  [
    "คำยาวที่ต้องตัดบรรทัด",
    [
      "ศูนย์ปฏิบัติการแก้ไขปัญหาอาชญากรรมออนไลน์ได้รับแจ้งเหตุการหลอกลวงให้โอนเงินผ่านแอปพลิเคชันธนาคารบนโทรศัพท์เคลื่อนที่และได้ประสานธนาคารพาณิชย์ทุกแห่งให้ระงับการทำธุรกรรมของบัญชีต้องสงสัยภายในหกสิบนาทีตามพระราชกำหนดมาตรการป้องกันและปราบปรามอาชญากรรมทางเทคโนโลยี",
      "หน่วยงานที่เกี่ยวข้อง ได้แก่ กองบัญชาการตำรวจสืบสวนสอบสวนอาชญากรรมทางเทคโนโลยี สำนักงานป้องกันและปราบปรามการฟอกเงิน และธนาคารแห่งประเทศไทย รายงานผลต่อคณะกรรมการต่าง ๆ ทุกสัปดาห์",
    ],
  ],
  [
    "วันที่ ตัวเลข และเลขไทย",
    [
      "วันพฤหัสบดีที่ 26 พฤศจิกายน 2569 เวลา 09:00 น. ความเสียหาย 1,234,567.89 บาท ร้อยละ 95.2 (617/650) −12.5 %",
      inThai("วันพฤหัสบดีที่ 26 พฤศจิกายน 2569 เวลา 09:00 น. ความเสียหาย 1,234,567.89 บาท ร้อยละ 95.2 (617/650)"),
    ],
  ],
];
const lines = (page: Page): Page => ({
  ...page,
  sections: TEXTS.map(([title, texts]) => ({
    title: said(title),
    blocks: [{ kind: "lines", lines: texts.map(said) }],
  })),
});

describe("a page looks as it has been seen", () => {
  it.each<[string, (page: Page) => Page, Pick<Page, "form" | "thaiDigits">]>([
    ["thai-lines", lines, { form: "plain", thaiDigits: false }],
    ["thai-memo", lines, { form: "memo", thaiDigits: true }],
    ["daily", (page) => page, { form: "plain", thaiDigits: false }],
  ])("%s", async (name, edit, how) => {
    const page = edit(write(document, "", { lang: "th", ...how }));
    const pdf = (await renderer.render(page, { as: "pdf", at: NOW })) as Uint8Array;
    expectGolden(name, await drawn(pdf));
  });
});
