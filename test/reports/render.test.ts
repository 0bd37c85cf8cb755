import { afterAll, describe, expect, it } from "vitest";
import { realClock } from "../../backend/kit/clock.ts";
import type { Page } from "../../backend/reports/page.ts";
import { openRenderer } from "../../backend/reports/render.ts";
import { textOfPdf } from "./pdf.ts";

const renderer = openRenderer({ clock: realClock });
afterAll(() => renderer.close());

const page = (rows: number): Page => ({
  lang: "th",
  form: "plain",
  isDraft: false,
  draft: [],
  title: "t",
  centre: "c",
  heading: ["หัวเรื่อง"],
  facts: [],
  memo: null,
  lead: [],
  link: null,
  foot: [],
  code: "",
  page: ["หน้า", "จาก"],
  thaiDigits: false,
  sections: [
    {
      title: ["ตาราง"],
      blocks: [
        {
          kind: "table",
          head: [["ที่"], ["ค่า"]],
          widths: 2,
          rows: Array.from({ length: rows }, (_, n) => ({ cells: [["น้ำ"], [String(n)]], isTotal: false })),
        },
      ],
    },
  ],
});
const PDF = { as: "pdf", at: Date.parse("2026-11-26T09:00:00+07:00") } as const;

describe("a renderer", () => {
  it("whose process is killed while it draws draws again in another one", async () => {
    await renderer.render(page(1), PDF);
    const first = renderer.pid!;
    const made = renderer.render(page(3_000), PDF);
    // One turn, so that it has been sent.
    await new Promise(setImmediate);
    process.kill(first, "SIGKILL");
    const pages = await textOfPdf((await made) as Uint8Array);
    expect(renderer.pid).not.toBe(first);
    expect(pages.length).toBeGreaterThan(40);
    // The head of the table is repeated on each page.
    for (const text of pages) expect(text).toContain("ค่า");
    expect(pages.at(-1)).toContain("2999");
  });
  it("keeps documents apart that come at once", async () => {
    const made = await Promise.all([3, 5, 7].map((rows) => renderer.render(page(rows), PDF)));
    const texts = await Promise.all(made.map((bytes) => textOfPdf(bytes as Uint8Array)));
    expect(texts.map(([text]) => [text!.includes("2"), text!.includes("4"), text!.includes("6")])).toEqual([
      ...[
        [true, false, false],
        [true, true, false],
        [true, true, true],
      ],
    ]);
  });
  it("refuses more than a person would wait for", async () => {
    const all = Array.from({ length: 25 }, () => renderer.render(page(1), PDF));
    const answers = await Promise.allSettled(all);
    expect(answers.filter(({ status }) => status === "rejected").length).toBe(5);
  });
  it("ends what nobody waits for any more, in the line at once and in hand after a moment, and goes on", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const long = renderer.render(page(12_000), { ...PDF, signal: first.signal });
    const other = renderer.render(page(12_000), { ...PDF, signal: second.signal });
    const third = renderer.render(page(1), PDF);
    await expect.poll(() => renderer.state()).toMatchObject({ documents: 3, since: expect.any(Number) });
    const process_ = renderer.pid;
    second.abort(new Error("given up"));
    await expect(other).rejects.toThrow("given up");
    expect(renderer.state().documents).toBe(2);
    first.abort(new Error("given up too"));
    await expect(long).rejects.toThrow("given up too");
    expect(await textOfPdf((await third) as Uint8Array)).toHaveLength(1);
    expect(renderer.pid).not.toBe(process_);
    expect(renderer.state()).toEqual({ documents: 0, since: null });
    await expect(renderer.render(page(1), { ...PDF, signal: first.signal })).rejects.toThrow("given up too");
  });
});
