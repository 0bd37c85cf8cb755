import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { root } from "../../backend/build/root.ts";
import { underBase, withoutBase } from "../../backend/http/base.ts";
import { openPages } from "../../backend/http/pages.ts";
import { openBrowser } from "../browser.ts";
import { cookieFor } from "../credentials.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type ProxyServer, startProxy } from "../wall/proxy.ts";

const BASE = "/aoc/war-room";
const FRAMES = "'self' http://localhost:*";

let browser: Browser;
let program: Program;
let portal: { url: string; close(): void };
beforeAll(async () => {
  portal = await startPortal();
  const { port } = new URL(portal.url);
  [browser, program] = await Promise.all([
    openBrowser(),
    startProgram({ config: { basePath: BASE, frameAncestors: FRAMES.replace("*", port) } }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), program.close()]);
  portal.close();
});
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A page of another origin that shows the address in its query in a frame. */
async function startPortal() {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, "http://localhost");
    response.setHeader("Content-Type", "text/html");
    response.end(`<iframe width="1200" height="700" src="${searchParams.get("of")}"></iframe>`);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}

async function startBehind(isStripped: boolean): Promise<ProxyServer> {
  const proxy = await startProxy(program.url);
  proxy.under = { path: BASE, isStripped };
  closers.push(proxy.close);
  return proxy;
}

describe("an address", () => {
  it.each([
    ["/aoc/war-room/wall?a=b", "/wall?a=b"],
    ["/aoc/war-room/", "/"],
    ["/aoc/war-room", "/"],
    ["/aoc/war-room?lang=en", "/?lang=en"],
    ["/aoc/war-room/aoc/war-room/", "/aoc/war-room/"],
    ["/wall", "/wall"],
    ["/aoc/war-rooms/wall", "/aoc/war-rooms/wall"],
    ["/aoc", "/aoc"],
    ["/AOC/war-room/wall", "/AOC/war-room/wall"],
    ["/wall?from=/aoc/war-room/", "/wall?from=/aoc/war-room/"],
  ])("%s is to the routes %s", (address, own) => {
    expect(withoutBase(address, BASE)).toBe(own);
    expect(withoutBase(address, "")).toBe(address);
  });

  it.each(["/v1/a", "/Assets", "/socket.io", "/docs/a"])(
    "of the program's own cannot be the path: %s",
    async (basePath) => {
      const refused = startProgram({ config: { basePath } });
      await expect(refused).rejects.toThrow(
        /^BASE_PATH must not begin with \/.*: the program has that itself/,
      );
    },
  );
});

it("the sources are not served under a path", async () => {
  const options = { root, server: createServer(), dev: true, basePath: BASE, frameAncestors: "'none'" };
  await expect(openPages(options)).rejects.toThrow(/^BASE_PATH is for the built pages/);
});

it("only the files of a document are put under the path, not its texts", () => {
  const html =
    '<head><link rel="icon" href="data:," /><script src="/a.js"></script></head><pre>href="/b"</pre>';
  expect(underBase(html, "")).toBe(html);
  expect(underBase(html, "/x")).toContain('<script src="/x/a.js">');
  expect(underBase(html, "/x")).toContain('<pre>href="/b"</pre>');
  expect(underBase(html, "/x")).toContain('<meta name="base" content="/x" />');
});

describe.each([
  ["takes the path off", true],
  ["passes it on", false],
])("behind a proxy that %s", { timeout: 90_000 }, (_what, isStripped) => {
  it("the server sends nobody out of it", async () => {
    const { url } = await startBehind(isStripped);
    const at = (path: string) => fetch(url + BASE + path, { redirect: "manual" });
    expect((await at("/")).headers.get("location")).toBe(`${BASE}/wall/overview`);
    expect((await (await at("/v1/openapi.json")).json()).servers).toEqual([{ url: BASE }]);
    expect((await at("/healthz")).status).toBe(200);
    expect((await at("/worker.js")).status).toBe(200);
    for (const path of ["/assets", "/docs/", "/screens/", "/wall/"])
      expect([path, (await at(path)).headers.get("location")]).toEqual([path, null]);
    for (const path of ["/wall/overview", "/docs", "/notices"])
      expect([
        path,
        (await (await at(path)).text()).match(/(src|href)="\/(?!aoc\/war-room\/)[^"]*/g),
      ]).toEqual([path, null]);
    expect((await fetch(`${url}/wall/overview`)).status).toBe(404);
    const polled = await fetch(`${url}${BASE}/socket.io/?EIO=4&transport=polling`);
    expect(await polled.text()).toMatch(/^0\{"sid"/);
    const socket = new WebSocket(`${url.replace("http", "ws")}${BASE}/socket.io/?EIO=4&transport=websocket`);
    expect(String((await once(socket, "message"))[0])).toMatch(/^0\{"sid"/);
    socket.close();
  });

  it("walls and pages work in a browser, and nothing asks for an address outside of the path", async () => {
    const proxy = await startBehind(isStripped);
    const inside = proxy.url + BASE;
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    closers.push(() => context.close());
    context.setDefaultTimeout(20_000);
    const asked: string[] = [];
    const troubles: string[] = [];
    const frames: string[] = [];
    const watch = (page: Page) => {
      page.on("websocket", (socket) => {
        asked.push(socket.url().replace("ws:", "http:"));
        socket.on("framereceived", ({ payload }) => frames.push(String(payload)));
      });
      page.on("requestfailed", (request) => {
        // A page that is left ends what it has asked for.
        if (request.failure()?.errorText !== "net::ERR_ABORTED") troubles.push(`${request.url()} failed`);
      });
      page.on("pageerror", (error) => troubles.push(error.message));
    };
    context.on("page", watch);
    context.on("request", (request) => asked.push(request.url()));
    context.on("response", (response) => {
      if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
    });
    const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });

    const wall = await context.newPage();
    await wall.goto(`${inside}/`);
    expect(wall.url()).toBe(`${inside}/wall/overview`);
    await wall.locator('.wall[data-connection="live"]').waitFor();
    expect(await wall.evaluate(async () => (await navigator.serviceWorker.ready).scope)).toBe(`${inside}/`);
    frames.length = 0;
    await program.tell(event("call.offered", Date.now(), { callId: `call-${isStripped}`, queue: "report" }));
    await until(() => frames.some((text) => text.startsWith('42["frame"'))).toBe(true);

    const name = `hall-${isStripped}`;
    const page = await context.newPage();
    await page.goto(`${inside}/screens?lang=en`);
    const button = (label: string) => page.getByRole("button", { name: label, exact: true });
    await button("Add a screen").first().click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    expect(await page.getByRole("dialog").textContent()).toContain(`${inside}/wall?screen=${name}`);
    await page.getByRole("group", { name: "Scene", exact: true }).getByLabel("Freezes").check();
    await button("Save").click();
    await page.locator(`[data-screen="${name}"] a`).click();
    await page.locator(".wall[data-connection=live][data-scene=freezes]").waitFor();
    expect(page.url()).toBe(`${inside}/wall?screen=${name}`);

    await page.goto(`${inside}/screens?lang=en`);
    const links = await page
      .locator("a")
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(links.filter((link) => !link.startsWith(`${inside}/`))).toEqual([]);
    await page.locator(`a[href^="${BASE}/notices"]`).first().click();
    await page.locator("details").first().waitFor();
    expect(page.url()).toBe(`${inside}/notices?lang=en`);
    await page.goto(`${inside}/docs`);
    await page.locator(".opblock").first().waitFor();

    expect(asked.some((url) => url.includes("/socket.io/"))).toBe(true);
    expect(asked.some((url) => /\.woff2/.test(url))).toBe(true);
    expect(asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(`${inside}/`))).toEqual([]);
    expect(proxy.asked.filter((path) => !path.startsWith(`${BASE}/`))).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("a wall falls back to long polling under the path", async () => {
    const proxy = await startBehind(isStripped);
    proxy.upgrades = "refuse";
    const page = await browser.newPage();
    closers.push(() => page.close());
    await page.goto(`${proxy.url}${BASE}/wall/calls`);
    await page.locator('.wall[data-connection="live"]').waitFor({ timeout: 40_000 });
    expect(proxy.asked).toContain(`${BASE}/socket.io/`);
  });
});

describe("a frame", { timeout: 60_000 }, () => {
  it("of a page that may show the wall shows it", async () => {
    const page = await browser.newPage();
    closers.push(() => page.close());
    // Of the same site: to a frame in another one browsers send no cookie, and nobody sees a wall without.
    const own = program.url.replace("127.0.0.1", "localhost");
    const [name = "", value = ""] = (await cookieFor(program.url)).split("=");
    await page.context().addCookies([{ name, value, url: own }]);
    await page.goto(`${portal.url}/?of=${own}${BASE}/wall/calls`);
    await page.frameLocator("iframe").locator('.wall[data-connection="live"]').waitFor();
  });

  it("of any other page shows nothing", async () => {
    const other = await startPortal();
    closers.push(() => other.close());
    const page = await browser.newPage();
    closers.push(() => page.close());
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(`${other.url}/?of=${program.url}${BASE}/wall/calls`);
    await expect.poll(() => said.join()).toMatch(/frame-ancestors/);
    expect(await page.frames()[1]!.locator(".wall").count()).toBe(0);
  });

  it.each([
    ["'none'", "DENY"],
    ["'self'", "SAMEORIGIN"],
    ["https://portal.example", null],
    ["'self' https://portal.example", null],
  ])("is allowed by every answer's headers alike: %s", async (frameAncestors, options) => {
    const framed = await startProgram({ config: { frameAncestors } });
    closers.push(() => framed.close());
    for (const path of [
      "/",
      "/wall/overview",
      "/screens",
      "/docs",
      "/notices",
      "/index.html",
      "/v1/metrics",
      "/gone",
    ]) {
      const { headers } = await fetch(framed.url + path, { redirect: "manual" });
      const policy = headers.get("content-security-policy");
      expect([path, headers.get("x-frame-options")]).toEqual([path, options]);
      expect([path, policy?.endsWith(`frame-ancestors ${frameAncestors}`)]).toEqual([path, true]);
    }
  });
});
