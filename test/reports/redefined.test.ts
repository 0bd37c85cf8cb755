/** A report of before a release that defined a figure otherwise: a check says so, and blames nothing else. */
import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Checked, Definition, Document, ReportFigure } from "#wire/reports.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { canonical, hashOf } from "../../backend/reports/canonical.ts";
import { addDocument } from "../../backend/reports/queries.ts";
import { openSigning } from "../../backend/reports/signing.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, NOW, tellAll } from "./centre.ts";

const RELEASED = "freezes.release_4h_share";
/** How it was counted until sources sent when a hold was found to be wrong. */
const HELD: Partial<Definition> = {
  formula: "released within 4 h of the hold ÷ released",
  formulaTh: "ปลดระงับภายใน 4 ชั่วโมงหลังระงับ ÷ ปลดระงับ",
  formulaId: "hold-4h",
};
/** One that there was, and is no more. */
const GONE: Definition = {
  metric: "freezes.hold_median_hours",
  unit: "minutes",
  th: "เวลาระงับ (ค่ากลาง)",
  en: "Time held, median",
  formula: "the median of the times from hold to release",
  formulaTh: "ค่ากลางของเวลาตั้งแต่ระงับจนปลดระงับ",
};

let browser: Browser;
let program: Program;
let now: Document;
beforeAll(async () => {
  const clock = handClock(NOW);
  [browser, program] = await Promise.all([openBrowser(), startProgram({ clock })]);
  await tellAll(program, fortnight());
  const requested = Date.parse("2026-11-18T08:01:00+07:00");
  const freeze = { freezeId: "f-9-0", bank: "GSB", hop: 2, requestedAt: new Date(requested).toISOString() };
  const wrong = requested + 6 * HOUR;
  await program.tell(
    event("freeze.overturned", wrong, freeze),
    event("freeze.released", wrong + 30 * MINUTE, { ...freeze, reason: "a test" }),
    beat(NOW),
  );
  await clock.turn(1_000);
  const query = "kind=daily&from=2026-11-18&sections=key,objectives,definitions";
  const drafted = await fetch(`${program.url}/v1/reports/draft?${query}`);
  now = ((await drafted.json()) as { document: Document }).document;
});
afterAll(() => Promise.all([browser.close(), program.close()]));

/** Keeps a document as a release before issued it. */
async function issued(more: Partial<Document>): Promise<Document> {
  const registry = hashOf(more.definitions ?? now.definitions);
  const document = { ...now, ...more, registry, id: randomUUID(), edition: 1, isDraft: false, by: "a test" };
  const signed = openSigning(program.folder).sign(document);
  const kept = { signed, series: document.id, by: "a test", isLatest: true };
  expect(await addDocument(program.store.run, kept, canonical(document))).toBe(true);
  return document;
}
async function checked(body: object): Promise<Checked> {
  const answer = await fetch(`${program.url}/v1/reports/check`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Checked;
}
const definedAs = (more: Partial<Definition>) =>
  now.definitions.map((each) => (each.metric === RELEASED ? { ...each, ...more } : each));
const ofReleases = (more: Partial<ReportFigure>) =>
  now.figures.map((each) => (each.metric === RELEASED ? { ...each, ...more } : each));
async function shown(id: string, lang: "th" | "en"): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  page.setDefaultTimeout(20_000);
  await page.goto(`${program.url}/reports/check?lang=${lang}&report=${id}`);
  const result = page.locator("section[aria-label]", { has: page.getByRole("status") });
  await result.waitFor();
  for (const each of await result.locator("summary").all()) await each.click();
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/redefined-${lang}.png`, fullPage: true });
  const text = (await result.textContent())!.replace(/\s+/g, " ");
  await page.close();
  return text;
}

it("names the definition of then and of now, and neither late events nor a forged document", async () => {
  const own = now.figures.filter(({ metric }) => metric === RELEASED);
  expect(own).toMatchObject([{ value: 1, numerator: 1, denominator: 1, judged: { by: "objective" } }]);
  const { formula, formulaTh, formulaId } = METRICS.get(RELEASED)!;
  const redefined = {
    was: `${HELD.formula} (hold-4h)`,
    now: `${formula} (${formulaId})`,
    wasTh: `${HELD.formulaTh} (hold-4h)`,
    nowTh: `${formulaTh} (${formulaId})`,
  };
  // Six hours after the hold.
  const { id } = await issued({
    definitions: definedAs(HELD),
    figures: ofReleases({ value: 0, numerator: 0, denominator: 1 }),
  });
  const found = await checked({ id });
  expect(found).toMatchObject({ signature: "valid", isKept: true });
  expect(found.differing.map(({ metric, was, now: is, whys }) => ({ metric, was, is, whys }))).toEqual([
    { metric: RELEASED, was: 0, is: 1, whys: [{ code: "definition", ...redefined }] },
  ]);
  expect(found.registry.changed).toEqual([{ metric: RELEASED, code: "definition", ...redefined }]);
  expect(found.registry.was).not.toBe(found.registry.now);

  const english = await shown(id, "en");
  expect(english).toContain("The signature is valid");
  expect(english).toContain(`Why: the definition was “${redefined.was}” and is “${redefined.now}”`);
  const thai = await shown(id, "th");
  expect(thai).toContain(`นิยามเปลี่ยนจาก “${redefined.wasTh}” เป็น “${redefined.nowTh}”`);
  expect(`${english} ${thai}`).not.toMatch(
    /wrong:|came later|no cause|was changed|มาถึงภายหลัง|ไม่พบสาเหตุ|ถูกแก้ไข/,
  );
});

it("tells definitions apart that are written alike, and shows both where the figures are equal", async () => {
  const { formula, formulaId } = METRICS.get(RELEASED)!;
  const { id } = await issued({ definitions: definedAs({ formulaId: "hold-4h" }) });
  const found = await checked({ id });
  expect(found.differing).toEqual([]);
  expect(found.registry.changed).toMatchObject([
    { metric: RELEASED, was: `${formula} (hold-4h)`, now: `${formula} (${formulaId})` },
  ]);
  const text = await shown(id, "en");
  expect(text).toMatch(/All \d+ figures are equal/);
  expect(text).toContain(
    `Defined otherwise since the report: Released within 4 h: the definition was “${formula} (hold-4h)” and is`,
  );
});

it("checks the other figures of a report with one that there is no more", async () => {
  const gone = { metric: GONE.metric, value: 90, state: "settled", slice: {}, hash: "" } as const;
  const { from, until } = now;
  const { id, figures } = await issued({
    definitions: [...now.definitions, GONE],
    figures: [...now.figures, { ...gone, from, until }],
  });
  const found = await checked({ id });
  expect([found.figures, found.signature]).toEqual([figures.length, "valid"]);
  expect(found.differing).toMatchObject([
    {
      metric: GONE.metric,
      was: 90,
      now: null,
      whys: [{ code: "definition", was: GONE.formula, now: null }],
    },
  ]);
  const text = await shown(id, "th");
  expect(text).toContain(`${GONE.th}, 18 พฤศจิกายน 2569`);
  expect(text).toContain(`ระบบไม่มีตัวเลขนี้แล้ว นิยามเดิมคือ “${GONE.formulaTh}”`);
});

it("names codes that are called otherwise, which are no cause", async () => {
  const names = [
    { by: "bank", code: "GSB", th: "ออมสินเดิม", en: "Savings of before" },
    { by: "bank", code: "OLD", th: "ธนาคารเก่า", en: "Old Bank" },
  ];
  const { rows } = await program.figures("metric=freezes.requested&from=2026-11-18&to=2026-11-19&bank=GSB");
  const value = rows[0]!.value as number;
  const of = {
    metric: "freezes.requested",
    from: now.from,
    until: now.until,
    state: "settled",
    hash: "",
  } as const;
  const { id } = await issued({
    names,
    figures: [{ ...of, slice: { bank: "GSB" }, value }],
  });
  const found = await checked({ id });
  expect(found.differing).toEqual([]);
  expect(found.renamed).toEqual([
    { by: "bank", code: "GSB", was: { th: "ออมสินเดิม", en: "Savings of before" }, now: expect.any(Object) },
    { by: "bank", code: "OLD", was: { th: "ธนาคารเก่า", en: "Old Bank" }, now: null },
  ]);
  const text = await shown(id, "en");
  expect(text).toMatch(/Code GSB was called “Savings of before” in the report and is called “[^”]+”/);
  expect(text).toContain("Code OLD “Old Bank” is no longer in the list of codes");
});
