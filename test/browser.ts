import { existsSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { forgetCookies, signIn } from "./credentials.ts";
import { unpackedBrowser } from "./unpacked.ts";

/** An installed Chromium, which may be newer than the pinned one; undefined: there is none. */
export const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);

/**
 * The Chromium inside the npm package, whatever is installed: the tests see the same on each machine. It composes in
 * software: emulated GL would draw every frame whole, at half a core for ten frames a second, which no screen with a
 * GPU costs.
 */
export async function openBrowser(more: string[] = []): Promise<Browser> {
  return withCookies(await openBrowserOfNobody(more));
}

/**
 * One in which nobody is signed in.
 * @param isStrict it keeps pages of different origins apart, as every person's browser does
 */
export async function openBrowserOfNobody(more: string[] = [], isStrict = false): Promise<Browser> {
  const folder = await unpackedBrowser();
  // In a single process, closing the first page ends the browser. Whether sound is allowed is up to each test.
  const unwanted =
    /^--(single-process|autoplay-policy|in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader)/;
  const lax = /^--(disable-web-security|disable-site-isolation-trials)$/;
  const args = chromium.args.filter((arg) => !unwanted.test(arg) && !(isStrict && lax.test(arg)));
  return playwright.launch({
    executablePath: join(folder, "chromium"),
    args: [...args, "--disable-gpu", ...more],
    // Its own libraries and fonts, so that a minimal machine needs none.
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  });
}

/** The installed one, to look at the walls with a browser of another version. */
export const openInstalledBrowser = async (): Promise<Browser> =>
  withCookies(
    await playwright.launch({ executablePath: INSTALLED!, args: ["--no-sandbox", "--disable-gpu"] }),
  );

let open = 0;

/** An administrator is signed in on each of its pages. */
function withCookies(browser: Browser): Browser {
  open += 1;
  browser.once("disconnected", () => {
    open -= 1;
    // The next file of this process has a browser of its own.
    if (open === 0) forgetCookies();
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    const newPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await newPage();
      const goto = page.goto.bind(page);
      page.goto = async (url, how) => {
        await signIn(context, url);
        return goto(url, how);
      };
      return page;
    };
    return context;
  };
  browser.newPage = async (options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.once("close", () => void context.close().catch(() => {}));
    return page;
  };
  return browser;
}
