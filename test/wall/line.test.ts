import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ScreensAnswer } from "#wire/screens.ts";
import { openBrowser } from "../browser.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type ProxyServer, startProxy } from "./proxy.ts";

let browser: Browser;
let program: Program;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
});
afterAll(() => Promise.all([browser.close(), program.close()]));
let proxy: ProxyServer;
let page: Page;
afterEach(async () => {
  await page.close();
  await proxy.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 50 });
const live = () => page.locator('.wall[data-connection="live"]').waitFor({ timeout: 40_000 });
const backup = () => page.locator("[data-line=polling]");
const connections = async () => {
  const answer = (await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer;
  return answer.screens.find(({ name }) => name === "hall")?.connections ?? [];
};
const transports = async () => (await connections()).map(({ transport }) => transport);
let calls = 0;
const offer = () =>
  program.tell(event("call.offered", Date.now(), { callId: `call-${++calls}`, queue: "report" }));

/** Opens a wall through a proxy, and notes in it when it first says what is wrong (milliseconds of its life). */
async function open(set: Partial<ProxyServer>, lang = "en"): Promise<void> {
  proxy = await startProxy(program.url);
  Object.assign(proxy, set);
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector("[data-trouble]")) Object.assign(window, { troubledAt: performance.now() });
      else setTimeout(look, 50);
    };
    look();
    localStorage.setItem(
      "look of hall",
      JSON.stringify({ lang: new URL(location.href).searchParams.get("lang") }),
    );
  });
  await page.goto(`${proxy.url}/wall?screen=hall&lang=${lang}`);
}
const trouble = () => page.locator(".situation").getAttribute("data-trouble");
const sentence = async () => (await page.locator(".situation").textContent())!.replace(/\s+/g, " ").trim();

describe("a wall behind a proxy", { timeout: 180_000 }, () => {
  it.each(["refuse", "swallow"] as const)(
    "that does not pass web sockets (%s) polls, says so, paints, and goes over to one when it can",
    async (upgrades) => {
      await open({ upgrades });
      await live();
      await until(() => backup().count()).toBe(1);
      expect(await transports()).toEqual(["polling"]);
      await offer();
      await until(() => page.locator('[data-figure="calls.offered@today"], .scene').first().isVisible()).toBe(
        true,
      );
      const [before] = await connections();
      await until(async () => (await connections())[0]!.paintedSeq).toBeGreaterThan(before!.paintedSeq - 1);
      await until(async () => (await connections())[0]!.paintedAt).toBeGreaterThan(before!.paintedAt);
      proxy.upgrades = "pass";
      proxy.endAll();
      await until(transports).toEqual(["websocket"]);
      await until(() => backup().count()).toBe(0);
      await live();
    },
  );

  it.each<[string, Partial<ProxyServer>, string, string]>([
    [
      "en",
      { upgrades: "refuse", refused: /^\/socket\.io\// },
      "blocked",
      "No connection · a proxy blocks WebSocket",
    ],
    [
      "th",
      { upgrades: "swallow", refused: /^\/socket\.io\// },
      "blocked",
      "ต่อเซิร์ฟเวอร์ไม่ได้ · พร็อกซีกั้น WebSocket",
    ],
  ])(
    "that passes neither says so after ten seconds (%s), and comes when it does",
    async (lang, set, why, said) => {
      await open(set, lang);
      await until(trouble).toBe(why);
      expect(await sentence()).toBe(said);
      const at = () => page.evaluate(() => (window as { troubledAt?: number }).troubledAt ?? 0);
      await until(at).toBeGreaterThan(10_000);
      proxy.refused = null;
      await live();
    },
  );

  it("whose server lets it wait in line stays in it: who begins anew is the last again", async () => {
    await open({});
    await live();
    proxy.upgradesTake = 12_000;
    proxy.upgradesAsked = 0;
    proxy.endAll();
    await until(() => page.locator(".wall").getAttribute("data-connection")).not.toBe("live");
    await live();
    expect(proxy.upgradesAsked).toBe(1);
  });

  it("that has lost its server after the page came says so", async () => {
    await open({ upgrades: "refuse", refused: /^\/socket\.io\// });
    await page.locator(".wall").waitFor();
    proxy.requests = "away";
    await until(trouble).toBe("server");
    expect(await sentence()).toBe("No connection · the server does not answer");
    proxy.requests = "pass";
    proxy.refused = null;
    await live();
  });
});
