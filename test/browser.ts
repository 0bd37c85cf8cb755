import { existsSync } from "node:fs";
import { type Browser, chromium as playwright } from "playwright-core";
import { signIn } from "./credentials.ts";
import { onDisk } from "./memory.ts";

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
  // With these it unpacks its own system libraries, so that a minimal machine needs none.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  // Unpacked once for all runs; and a container may run nothing from its memory.
  const { chromium, executablePath } = await onDisk(async () => {
    const { default: chromium } = await import("@sparticuz/chromium");
    return { chromium, executablePath: await chromium.executablePath() };
  });
  // In a single process, closing the first page ends the browser. Whether sound is allowed is up to each test.
  const unwanted =
    /^--(single-process|autoplay-policy|in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader)/;
  const lax = /^--(disable-web-security|disable-site-isolation-trials)$/;
  const args = chromium.args.filter((arg) => !unwanted.test(arg) && !(isStrict && lax.test(arg)));
  return playwright.launch({
    executablePath,
    args: [...args, "--disable-gpu", ...more],
  });
}

/** The installed one, to look at the walls with a browser of another version. */
export const openInstalledBrowser = async (): Promise<Browser> =>
  withCookies(
    await playwright.launch({ executablePath: INSTALLED!, args: ["--no-sandbox", "--disable-gpu"] }),
  );

/** An administrator is signed in on each of its pages. */
function withCookies(browser: Browser): Browser {
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
