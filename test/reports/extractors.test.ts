/** Each engine reads back the text of a whole monthly report as it was written, but for blanks: Thai, and every number. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#wire/reports.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Page } from "../../backend/reports/page.ts";
import type { Piece } from "../../backend/reports/printable.ts";
import { openRenderer } from "../../backend/reports/render.ts";
import { write } from "../../backend/reports/write.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { EXTRACTORS } from "./extractors.ts";
import { bare } from "./pdf.ts";

/** Marks, stacked marks, SARA AM, Latin before Thai, numerals, signs. */
const HARD = "A วันที่ ๑ น้ำใจ กำลัง ป้ำ ปู่ย่า ผู้ใช้ ญัตติ ฐาน กู้ “คำพูด” ฯลฯ เป๋อ ๆ ฎีกา ฤๅษี";
const FORMS = [
  { name: "in Thai", lang: "th", form: "plain", thaiDigits: false },
  { name: "as a memo with Thai numerals", lang: "th", form: "memo", thaiDigits: true },
  { name: "in English", lang: "en", form: "plain", thaiDigits: false },
] as const;

let document: Document;
let program: Program;
const renderer = openRenderer({ clock: realClock });
const made = new Map<string, { page: Page; bytes: Uint8Array }>();
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  const query = new URLSearchParams({ kind: "monthly", from: "2026-11-01", form: "memo", unit: HARD });
  const answer = await fetch(`${program.url}/v1/reports/draft?${query}`);
  document = ((await answer.json()) as { document: Document }).document;
  for (const { name, ...form } of FORMS) {
    const page = write(document, "", form);
    const bytes = await renderer.render(page, { as: "pdf", at: document.asOf });
    made.set(name, { page, bytes: bytes as Uint8Array });
  }
});
afterAll(async () => {
  renderer.close();
  await program.close();
});

const textOf = (pieces: readonly Piece[]) => bare(pieces.flat().join(""));
/** What stands on the pages from the first to the last, as far as it stands there once. */
const inOrder = ({ form, memo, heading, lead, sections }: Page): string[] =>
  [
    ...(form === "memo" ? memo!.fields.map(([, text]) => text) : [heading]),
    lead,
    ...sections.flatMap(({ title, blocks }) => [
      title,
      ...blocks.flatMap((block) => {
        if (block.kind === "bars") return [block.title];
        return block.kind === "lines" ? block.lines : block.rows.flatMap(({ cells }) => cells);
      }),
    ]),
  ].map(textOf);

for (const { name, isThere } of EXTRACTORS)
  if (!isThere) console.warn(`SKIPPED: ${name} is not installed, so it reads no report`);

describe.each(EXTRACTORS)("$name", ({ isThere, read }) => {
  it.runIf(isThere).each(FORMS)(
    "reads a monthly report $name, every word and number of it",
    async ({ name }) => {
      const { page, bytes } = made.get(name)!;
      const text = await read(bytes);
      const expected = inOrder(page);
      expect(expected.length).toBeGreaterThan(250);
      let at = 0;
      for (const [place, part] of expected.entries()) {
        const found = text.indexOf(part, at);
        expect(found, `${place}: ${part} after …${text.slice(at - 30, at + 90)}`).toBeGreaterThanOrEqual(0);
        at = found + part.length;
      }
      for (const { blocks } of page.sections)
        for (const block of blocks)
          if (block.kind === "bars") for (const bar of block.bars) expect(text).toContain(textOf(bar.text));
    },
  );
});
