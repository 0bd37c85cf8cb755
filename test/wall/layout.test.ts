import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS, type Lang, THEMES } from "#wire/live.ts";
import { SCENES } from "#wire/scenery.ts";
import { INSTALLED, openBrowser, openInstalledBrowser } from "../browser.ts";
import { paleOf } from "./contrast.ts";
import { type Feed, startFeed } from "./feed.ts";
import { faultsOf } from "./layout.ts";
import { STATES, type State, told } from "./sceneries.ts";
import { MAY_BE_CUT } from "./tables.ts";
import { lendEyes } from "./texts.ts";

const PANELS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
];

let browser: Browser;
let feed: Feed;
beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed(told("normal"));
});
afterAll(async () => {
  await browser.close();
  await feed.close();
});

async function open(
  viewport: { width: number; height: number },
  path: string,
  of = feed,
  by = browser,
): Promise<Page> {
  const page = await by.newPage({ viewport });
  await lendEyes(page);
  // What is measured needs no paint, which on the largest panel takes longer than all else.
  await page.addInitScript(() =>
    addEventListener("DOMContentLoaded", () => {
      document.documentElement.style.clipPath = "inset(50%)";
    }),
  );
  await page.goto(`${of.url}${path}`);
  await page.waitForSelector('[data-connection="live"]');
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** Faults, but for names that may be cut. */
const whole = (faults: string[]) =>
  faults.filter((fault) => !MAY_BE_CUT.some((name) => fault === `"${name}" is cut short`));

/** Until a page shows what it was told, by the clock that it was told. */
async function untilShown(
  page: Page,
  seq: number,
  state: State,
  hour = { night: "23:", midnight: "00:" }[state as string] ?? "14:",
): Promise<void> {
  await page.waitForSelector(`[data-seq="${seq}"]`);
  await page.waitForFunction((hour) => document.querySelector("time")?.textContent?.startsWith(hour), hour);
}

describe("every scene, in every state and on every panel,", () => {
  const cases = SCENES.flatMap((scene) => LANGS.map((lang): [string, Lang] => [scene, lang]));
  it.each(cases)("keeps its text whole and readable: %s %s", async (scene, lang) => {
    const pages = await Promise.all(PANELS.map((panel) => open(panel, `/wall/${scene}?lang=${lang}`)));
    const faults: string[] = [];
    for (const state of STATES) {
      const seq = feed.tell(told(state));
      for (const [index, page] of pages.entries()) {
        await untilShown(page, seq, state);
        const { width, height } = PANELS[index]!;
        const found = whole(await faultsOf(page));
        faults.push(...found.map((fault) => `${state} ${width}×${height}: ${fault}`));
      }
      for (const theme of THEMES)
        faults.push(...(await paleOf(pages[0]!, theme)).map((pale) => `${state} ${theme}: ${pale}`));
    }
    await Promise.all(pages.map((page) => page.close()));
    expect(faults).toEqual([]);
  });

  it("keeps its text whole with the sound's mark beside the date", async () => {
    const seq = feed.tell(told("broken"));
    const faults: string[] = [];
    for (const panel of PANELS) {
      const page = await open(panel, "/wall?screen=hall&scene=overview");
      await untilShown(page, seq, "broken");
      await page.waitForSelector("[data-sound]");
      faults.push(...whole(await faultsOf(page)));
      await page.close();
    }
    expect(faults).toEqual([]);
  });

  it("keeps its text whole in Thai numerals", async () => {
    const seq = feed.tell(told("many"));
    const faults: string[] = [];
    for (const scene of SCENES) {
      const page = await open(PANELS[0]!, `/wall/${scene}?digits=thai`);
      await untilShown(page, seq, "many", "๑๔:");
      expect(await page.locator(".wall").textContent()).not.toMatch(/[0-9]/);
      faults.push(...whole(await faultsOf(page)).map((fault) => `${scene}: ${fault}`));
      await page.close();
    }
    expect(faults).toEqual([]);
  });

  it("keeps its text whole and readable when the line is dead, and when it has been for a minute", async () => {
    const dead = await startFeed(told("broken"));
    const pages = await Promise.all(
      cases.map(([scene, lang]) => open(PANELS[0]!, `/wall/${scene}?lang=${lang}`, dead)),
    );
    const faults: string[] = [];
    const pale = async (page: Page, name: string) => {
      for (const theme of THEMES)
        faults.push(...(await paleOf(page, theme)).map((each) => `${name} ${theme}: ${each}`));
    };
    dead.fallSilent(0);
    for (const [index, page] of pages.entries()) {
      await page.waitForSelector('[data-connection="lost"]');
      await pale(page, `lost ${cases[index]}`);
    }
    dead.fallSilent(65);
    for (const [index, page] of pages.entries()) {
      await page.waitForSelector('[data-connection="lost"] .value.missing');
      await pale(page, `gone ${cases[index]}`);
      for (const panel of PANELS) {
        await page.setViewportSize(panel);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
        const found = whole(await faultsOf(page));
        faults.push(...found.map((fault) => `gone ${cases[index]} ${panel.width}×${panel.height}: ${fault}`));
      }
      await page.close();
    }
    await dead.close();
    expect(faults).toEqual([]);
  });
});

if (!INSTALLED)
  console.warn("SKIPPED: no Chromium is installed beside the pinned one, so no other one is tried");
describe.runIf(INSTALLED)("every scene in the installed browser", () => {
  it("keeps its text whole", async () => {
    const other = await openInstalledBrowser();
    const faults: string[] = [];
    for (const [scene, lang] of SCENES.flatMap((scene) => LANGS.map((lang): [string, Lang] => [scene, lang])))
      for (const panel of PANELS) {
        const page = await open(panel, `/wall/${scene}?lang=${lang}`, feed, other);
        for (const state of STATES) {
          await untilShown(page, feed.tell(told(state)), state);
          const found = whole(await faultsOf(page));
          faults.push(...found.map((fault) => `${scene} ${lang} ${state} ${panel.width}: ${fault}`));
        }
        await page.close();
      }
    await other.close();
    expect(faults).toEqual([]);
  });
});

describe("the eyes that look at the walls", () => {
  const cases: [string, string, RegExp][] = [
    ["small text", ".comparison { font-size: 0.2rem }", /has 20\.0 px/],
    ["text that leaves its tile", "h2 { letter-spacing: 0.5rem }", /leaves its tile/],
    ["text that leaves the panel", ".when { transform: translateX(2rem) }", /leaves the panel/],
    [
      "text that is cut",
      ".formula span { width: 1rem; overflow: clip; text-overflow: ellipsis }",
      /is cut short/,
    ],
    ["marks that are cut off", ".hop { overflow: hidden; line-height: 0.7 }", /loses its marks/],
    ["text on text", ".second + .second { margin-left: -1rem }", /stands on "/],
    ["text on a bar", ".money { position: relative; top: 0.24rem }", /stands on "a DIV left"/],
    ["text on a line", ".second h3 { position: relative; top: -0.3rem }", /crosses a line/],
    [
      "text close to a line",
      ".second h3 { position: relative; top: -0.12rem }",
      /is [0-2]\.\d px from a line/,
    ],
    ["pale text", ".formula { --secondary: #6f7a86 }", /is secondary at|has a colour of its own/],
    ["a ground that is not dark enough", ".column { background: #2a3644 }", /is secondary at/],
    ["text in no colour of the wall's", ".formula { color: #b0b0b0 }", /has a colour of its own/],
    ["quiet text beside a chart", ".comparison { color: var(--quiet) }", /is quiet, and no axis/],
    ["a pale bar", ".left { background: var(--week) }", /the DIV left .*is at 1\.\d/],
  ];
  it("see each thing that can be wrong, and nothing where nothing is", async () => {
    const seq = feed.tell(told("broken"));
    const page = await open(PANELS[0]!, "/wall/overview");
    await untilShown(page, seq, "broken");
    const look = async () => [...whole(await faultsOf(page)), ...(await paleOf(page, "dark"))];
    expect(await look()).toEqual([]);
    for (const [name, css, finding] of cases) {
      await page.evaluate(
        (css) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          // The page's policy refuses style elements.
          document.adoptedStyleSheets = [sheet];
        },
        css.replaceAll(";", " !important;").replace(" }", " !important }"),
      );
      expect((await look()).join("\n"), name).toMatch(finding);
    }
    await page.evaluate(() => {
      document.adoptedStyleSheets = [];
    });
    expect(await look()).toEqual([]);
    await page.close();
  });
});
