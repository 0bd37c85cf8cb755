/** Annotations stand on every chart: of walls, of the pages, and of reports. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { Document } from "#wire/reports.ts";
import type { Annotation } from "#wire/targets.ts";
import { iso } from "../../backend/store/times.ts";
import { openAnnotations } from "../../backend/targets/annotations.ts";
import { type Client, firstAdministrator } from "../access/client.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { bare, textOfPdf } from "../reports/pdf.ts";

const LAW = "ประกาศใช้กฎหมายใหม่";
const DOWN = "ระบบของธนาคารขัดข้อง";

const clock = movedClock();
let browser: Browser;
let program: Program;
let administrator: Client;
beforeAll(async () => {
  clock.off = Date.parse("2026-11-21T14:05:00+07:00") - clock.now();
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  administrator = await firstAdministrator(program);
  const calls = (from: number, name: string) =>
    Array.from({ length: 40 }, (_, n) => {
      const [callId, queue] = [`${name}-${n}`, "report" as const];
      const offered = from + n * 70 * SECOND;
      return [
        event("call.offered", offered, { callId, queue }),
        event("call.answered", offered + 5 * SECOND, { callId, queue }),
      ];
    }).flat();
  await program.tell(...calls(clock.now() - 50 * MINUTE, "today"), ...calls(clock.now() - DAY, "yesterday"));
});
afterAll(() => Promise.all([browser?.close(), program?.close()]));

async function note(text: string, at: number, slice: Annotation["slice"]): Promise<Annotation> {
  const body = { from: new Date(at).toISOString(), text, slice };
  const answer = await administrator.ask("POST", "/v1/annotations", body);
  expect(answer.status).toBe(201);
  return answer.body as Annotation;
}
const WHOLE = { by: "all" as const, of: null };
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });

describe("what a commander notes", { timeout: 120_000 }, () => {
  it("stands on the walls' charts at once, between two bars, and goes when it is taken off", async () => {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${program.url}/wall/overview`);
    await page.waitForSelector('[data-connection="live"]');
    expect(await page.locator("[data-mark]").count()).toBe(0);
    const made = await note(DOWN, clock.now() - 20 * MINUTE, { by: "bank", of: "KBANK" });
    const texts = page.locator(".column [data-annotation]");
    await until(() => texts.allTextContents()).toEqual([
      expect.stringContaining(DOWN),
      expect.stringContaining(DOWN),
    ]);
    // A mark covers none of the twelve bars, which are 78 % of their places.
    const places = await page.locator("[data-mark]").evaluateAll((marks) =>
      marks.map((mark) => {
        const [own, plot] = [mark, mark.parentElement!].map((each) => each.getBoundingClientRect()) as [
          DOMRect,
          DOMRect,
        ];
        const bar = plot.width / 12;
        const middle = own.left + own.width / 2 - plot.left;
        return { apart: Math.abs(middle - Math.round(middle / bar) * bar) + own.width / 2, gap: bar * 0.11 };
      }),
    );
    expect(places).toHaveLength(2);
    for (const { apart, gap } of places) expect(apart).toBeLessThan(gap);
    expect((await administrator.ask("DELETE", `/v1/annotations/${made.id}`)).status).toBe(204);
    await until(() => page.locator("[data-mark], [data-annotation]").count()).toBe(0);
    await page.context().close();
  });

  it("stands on the targets' wall and on the pages, of a bank where that bank is in the chart", async () => {
    await note(LAW, clock.now() - 30 * MINUTE, WHOLE);
    await note(DOWN, clock.now() - 25 * MINUTE, { by: "bank", of: "KBANK" });
    const wall = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await wall.goto(`${program.url}/wall/targets`);
    await until(() => wall.locator("[data-annotation]").first().textContent()).toContain(DOWN);
    await wall.context().close();

    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
    const page: Page = await context.newPage();
    const today = dayOf(clock.now());
    const window = `from=${isoDate(today)}&to=${isoDate(today + 1)}&step=hour`;
    const noted = () => page.locator("[data-metric] [data-annotation]").allTextContents();
    await page.goto(`${program.url}/explore?metric=freezes.requested&${window}`);
    await until(noted).toEqual([expect.stringContaining(LAW), expect.stringContaining(DOWN)]);
    expect(await page.locator("[data-lines] [data-mark]").count()).toBe(2);
    await page.goto(`${program.url}/explore?metric=freezes.requested&bank=SCB&${window}`);
    await until(noted).toEqual([expect.stringContaining(LAW)]);
    await page.goto(`${program.url}/targets?target=losses-per-day`);
    await until(() => page.locator("article [data-mark]").count()).toBe(2);
    await context.close();
  });

  it("stands in the charts of a report, numbered; in a public one nothing that names a bank", async () => {
    await note("KBANK กลับมาให้บริการ", clock.now() - 10 * MINUTE, WHOLE);
    const query = `kind=daily&from=${isoDate(dayOf(clock.now()))}&sections=calls`;
    const draftOf = async (more = "") =>
      (await administrator.ask("GET", `/v1/reports/draft?${query}${more}`)).body.document as Document;
    const texts = ({ annotations = [] }: Document) => annotations.map(({ text }) => text);
    expect(texts(await draftOf())).toEqual([LAW, DOWN, "KBANK กลับมาให้บริการ"]);
    expect(texts(await draftOf("&public=true"))).toEqual([LAW]);
    const pdf = await fetch(`${program.url}/v1/reports/draft?${query}&format=pdf`);
    const text = (await textOfPdf(new Uint8Array(await pdf.arrayBuffer()))).join("");
    expect(text).toContain(bare(`1. 21 พ.ย. 13:35 ${LAW}`));
    expect(text).toContain(bare(`2. 21 พ.ย. 13:40 ${DOWN}`));
  });

  it("is read for the walls once, not with each frame", async () => {
    let reads = 0;
    const { store } = program;
    const run: typeof store.run = (...asked) => {
      reads++;
      return store.run(...asked);
    };
    const counted = { ...store, run } as typeof store;
    const own = openAnnotations({ store: counted, clock, codes: [], onChanged: () => {} });
    for (let frame = 0; frame < 10; frame++) expect(await own.standing()).toHaveLength(3);
    expect(reads).toBe(1);
    own.forget();
    await own.standing();
    expect(reads).toBe(2);
  });

  it("is one of so many of a day, and those that were taken off count too", async () => {
    const { store } = program;
    const own = openAnnotations({ store, clock, codes: [], onChanged: () => {} });
    const doer = { by: { kind: "person", id: "1", name: "anong" }, address: null } as const;
    const said = { from: clock.now(), until: null, text: LAW, slice: WHOLE };
    const [made] = await store.run<{ count: number }>("countAnnotations", [iso(clock.now() - DAY)]);
    for (let n = made!.count; n < 200; n++) await own.end((await own.add(said, doer)).id, doer);
    await expect(own.add(said, doer)).rejects.toThrow("make more tomorrow");
  });
});
