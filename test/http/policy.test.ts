import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LANGS } from "#wire/live.ts";
import { SCENES } from "#wire/scenery.ts";
import { policyOf } from "../../backend/http/policy.ts";
import type { Route } from "../../backend/http/route.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";
import { ROUTES } from "../routes.ts";
import { type Feed, startFeed } from "../wall/feed.ts";
import { STATES, told } from "../wall/sceneries.ts";

let browser: Browser;
let program: Program;
let feed: Feed;
beforeAll(async () => {
  [browser, program, feed] = await Promise.all([openBrowser(), startProgram(), startFeed(told("normal"))]);
});
afterAll(() => Promise.all([browser.close(), program.close(), feed.close()]));

const refused: string[] = [];
afterEach(() => {
  refused.length = 0;
});

/** A page that writes what its policy refuses into `refused`. */
async function open(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(20_000);
  await page.exposeFunction("refusal", (what: string) => refused.push(what));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      (window as unknown as { refusal(what: string): void }).refusal(
        `${location.pathname}: ${violatedDirective} ${blockedURI} ${sample}`,
      ),
    ),
  );
  page.on("console", (said) => {
    if (/Content.Security.Policy/i.test(said.text())) refused.push(said.text());
  });
  return page;
}

describe("the policy", () => {
  it("names each script that stands in a document, as it is, and allows nothing else that is inline", () => {
    const html =
      '<script>a();</script><script src="/b.js"></script><script type="module" src="/c.js"></script><script>\n</script>';
    expect(policyOf(html, "'self' https://portal.example")).toBe(
      "default-src 'none'; script-src 'self' 'sha256-OVLEFZR89oYYkV3AI9/M2qwUUdT/ymKO659RpVAhzEk=' 'sha256-AbpHGcgLb+kRsJGnwFEktk7uzpZOCcBY74+YBdrKVGs='; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' https://portal.example",
    );
  });

  it("is in every answer, and never says unsafe", async () => {
    const paths = ["/", "/healthz", "/v1/metrics", "/gone", "/worker.js", "/index.html", "/docs/docs.js"];
    for (const path of [...paths, ...pages.map(addressOf)]) {
      const { headers } = await fetch(program.url + path, { redirect: "manual" });
      const policy = headers.get("content-security-policy");
      expect([path, policy]).toEqual([path, expect.stringMatching(/^default-src 'none'; (?!.*unsafe|.*\*)/)]);
    }
  });

  it("lets no frame, no other site's page and no opener near", async () => {
    const { headers } = await fetch(`${program.url}/wall/overview`);
    expect(headers.get("content-security-policy")).toMatch(/; frame-ancestors 'none'$/);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
});

const isPage = ({ method, answer, replies }: Route) =>
  method === "GET" && answer === null && Object.keys(replies ?? {}).includes("text/html");
const pages = ROUTES.filter(isPage);
const addressOf = ({ path }: Route) => path.replace(":scene", "calls");

describe("the policy of a page refuses nothing of its own:", () => {
  it.each(pages.map(addressOf))("%s", async (path) => {
    const page = await open();
    await page.goto(program.url + path);
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => document.body.textContent?.trim())).not.toBe("");
    expect(refused).toEqual([]);
    await page.close();
  });

  it.each(SCENES)("the scene %s, in every state and language", { timeout: 60_000 }, async (scene) => {
    for (const lang of LANGS) {
      const page = await open();
      await page.goto(`${feed.url}/wall/${scene}?lang=${lang}`);
      await page.waitForSelector('[data-connection="live"]');
      for (const state of STATES) await page.waitForSelector(`[data-seq="${feed.tell(told(state))}"]`);
      await page.setViewportSize({ width: 720, height: 1280 });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      await page.close();
    }
    expect(refused).toEqual([]);
  });

  it("a named screen and its service worker, and the dialogs of screens", async () => {
    const wall = await open();
    await wall.goto(`${program.url}/wall?screen=hall`);
    await wall.waitForSelector('[data-connection="live"]');
    await wall.evaluate(() => navigator.serviceWorker.ready);
    await wall.reload();
    await wall.waitForSelector('[data-connection="live"]');
    const page = await open();
    await page.goto(`${program.url}/screens?lang=en`);
    await page.getByRole("button", { name: "Add a screen" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Slash");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(refused).toEqual([]);
    await Promise.all([wall.close(), page.close()]);
  });
});

describe("the policy of a page refuses", () => {
  it.each([
    ["a style attribute", "style-src-attr", 'document.body.innerHTML += `<p style="color: red">a</p>`'],
    [
      "a style element",
      "style-src-elem",
      'document.head.append(Object.assign(document.createElement("style"), { textContent: "p { color: red }" }))',
    ],
    [
      "an inline script",
      "script-src-elem",
      'document.head.append(Object.assign(document.createElement("script"), { textContent: "alert(1)" }))',
    ],
    [
      "a handler in markup",
      "script-src-attr",
      'document.body.innerHTML += `<img src="data:," onerror="alert(1)">`',
    ],
    ["code in a text", "script-src", 'try { Function("alert(1)"); } catch {}'],
    [
      "another site's script",
      "script-src-elem",
      'document.head.append(Object.assign(document.createElement("script"), { src: "https://evil.example/a.js" }))',
    ],
    ["a message to another site", "connect-src", 'fetch("https://evil.example/").catch(() => {})'],
    ["a picture of another site", "img-src", 'new Image().src = "https://evil.example/a.png"'],
    [
      "a frame",
      "frame-src",
      'document.body.append(Object.assign(document.createElement("iframe"), { src: "/docs" }))',
    ],
    [
      "a form that leads elsewhere",
      "form-action",
      'const form = Object.assign(document.createElement("form"), { action: "https://evil.example/" }); document.body.append(form); form.submit()',
    ],
    [
      "another base of addresses",
      "base-uri",
      'document.head.append(Object.assign(document.createElement("base"), { href: "https://evil.example/" }))',
    ],
  ])("%s", async (_what, directive, deed) => {
    const page = await open();
    await page.goto(`${program.url}/wall/overview`);
    await page.waitForSelector('[data-connection="live"]');
    // Later: what the test itself evaluates is not bound by the policy.
    await page.evaluate(`void setTimeout(() => { ${deed} }, 10)`);
    await expect.poll(() => refused.join("\n")).toContain(`: ${directive} `);
    await page.close();
  });
});
