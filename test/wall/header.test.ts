import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { LANGS } from "#wire/live.ts";
import type { BankRisk, Warning } from "#wire/sceneParts.ts";
import type { FigureKey, Scenery } from "#wire/scenery.ts";
import type { FreezeRisk } from "#wire/sla.ts";
import { openBrowser } from "../browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { faultsOf } from "./layout.ts";
import { sceneryOf } from "./sceneries.ts";
import { MAY_BE_CUT } from "./tables.ts";
import { lendEyes } from "./texts.ts";

/** A Thursday in Thai, and a Wednesday in English, would have the longest dates of all; the Thai one is the longer. */
const NOW = Date.parse("2026-11-19T14:32:07+07:00");
const PANELS = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
];

/** All figures, one of them with so many of its cases. */
const kept = (figures: Scenery["figures"], id: FigureKey, numerator: number) => ({
  ...figures,
  [id]: { ...figures[id]!, numerator },
});
const well = (figures: Scenery["figures"]) =>
  kept(kept(figures, "calls.service_level@today", 2_410), "freezes.sla_60m@today", 771);
const NOBODY_LATE = { overdue: 0, risks: [] };
const risk = (why: FreezeRisk, bank: string, count = 1): BankRisk => ({
  why,
  bank,
  hop: 9,
  count,
  satang: 1,
});
/** The server's own, of which there are two at most at the same time. */
const WARNINGS: Warning[] = [
  { kind: "clock-set", byMs: -HOUR, at: NOW - 30_000 },
  { kind: "disk-low", percent: 9 },
];
/** What makes each sentence as long as it can be; with the other things that are found besides. */
const SENTENCES: Record<string, [says: RegExp, given: (scenery: Scenery) => Partial<Scenery>]> = {
  overdue: [/^140 .*KBANK.* 9/, () => ({ overdue: 140, risks: [risk("deadline-over", "KBANK", 140)] })],
  "will miss": [
    /KBANK.* 3/,
    () => ({
      ...NOBODY_LATE,
      risks: ["KBANK", "ICBCT", "TISCO", "CIMBT"].map((bank) => risk("will-miss", bank)),
    }),
  ],
  below: [
    /80\.5 %.*95 %/,
    ({ figures }) => ({
      ...NOBODY_LATE,
      figures: kept(well(figures), "freezes.sla_60m@today", 621),
    }),
  ],
  missing: [
    /18.* 23:32/,
    ({ figures }) => ({
      ...NOBODY_LATE,
      figures: {
        ...well(figures),
        "freezes.open@7days": { ...figures["freezes.open@7days"]!, state: "no-data", heard: NOW - 15 * HOUR },
      },
    }),
  ],
  "clock set": [/ 1 (ชม\.|h).* 14:31/, ({ figures }) => ({ ...NOBODY_LATE, figures: well(figures) })],
  "disk full": [
    /(เต็ม|full)/,
    ({ figures }) => ({
      ...NOBODY_LATE,
      figures: well(figures),
      warnings: [{ kind: "disk-full", percent: 0 }, WARNINGS[1]!],
    }),
  ],
  "at risk": [
    /ICBCT.* 9/,
    ({ figures }) => ({
      ...{ ...NOBODY_LATE, risks: [risk("at-risk", "ICBCT")] },
      ...{ figures: well(figures), warnings: [] },
    }),
  ],
  alerts: [
    /^1,043.* 1,020/,
    ({ figures, strip }) => ({
      ...NOBODY_LATE,
      ...{ figures: well(figures), warnings: [], strip: { ...strip, open: 1_043, unacknowledged: 1_020 } },
    }),
  ],
};

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed({ now: NOW, sceneryOf: (scene, now) => sceneryOf("broken", scene, now) });
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

describe("the header with all that it can have says whole", () => {
  it.each(LANGS)("what is the worst, and where: %s", async (lang) => {
    const faults: string[] = [];
    for (const viewport of PANELS) {
      const page = await browser.newPage({ viewport });
      await lendEyes(page);
      // The sound is not armed: of its words that is the longest but for the alarm's.
      await page.goto(`${feed.url}/wall?screen=${lang}&scene=overview&lang=${lang}`);
      await page.waitForSelector("[data-sound=off]");
      await page.evaluate(() => document.fonts.ready);
      for (const [name, [says, given]] of Object.entries(SENTENCES)) {
        const scenery = { ...sceneryOf("broken", "overview", NOW), warnings: WARNINGS };
        const shown = { ...scenery, ...given(scenery) } as Scenery;
        const seq = feed.tell({ now: NOW, sceneryOf: () => shown });
        await page.waitForSelector(`[data-seq="${seq}"]`);
        expect((await page.locator(".situation").textContent())?.trim(), name).toMatch(says);
        expect(await page.locator("header [data-warning]").count(), name).toBe(shown.warnings.length);
        const found = (await faultsOf(page)).filter(
          (fault) => !MAY_BE_CUT.some((name) => fault === `"${name}" is cut short`),
        );
        faults.push(...found.map((fault) => `${viewport.width} ${name}: ${fault}`));
      }
      await page.close();
    }
    expect(faults).toEqual([]);
  });
});
