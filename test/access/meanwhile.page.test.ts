/** Every form of what several people change, in a real browser: nobody overwrites unseen what another has saved meanwhile. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Asking, askingOf, THINGS, type Thing } from "../changes.ts";
import { type Program, startProgram } from "../program.ts";
import { firstAdministrator } from "./client.ts";
import { FORMS, type Lang, WORDS } from "./forms.ts";

let browser: Browser;
let program: Program;
let asking: Asking;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startProgram()]);
  asking = askingOf(program, await firstAdministrator(program));
}, 60_000);
let page: Page | undefined;
afterEach(() => page?.context().close());
afterAll(() => Promise.all([browser.close(), program.close()]));

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });

it("each of them is here", () => {
  expect(Object.keys(FORMS).sort()).toEqual(Object.keys(THINGS).sort());
});

/** By versions that are kept: another one is made only where something is another. */
const KEPT = ["PUT /v1/alerts/rules/:id", "PUT /v1/targets/:id", "PUT /v1/sla/objectives/:id"];

describe.each(Object.keys(THINGS))("%s", (id) => {
  const { page: path, open, within = "main", field, nth = (n: number) => `name ${n}` } = FORMS[id]!;
  let thing: Thing;
  const put = (n: number) => asking.done("PUT", thing.path, thing.body(n));
  const stored = async () => thing.its(await thing.row());
  beforeAll(async () => {
    thing = await THINGS[id]!(asking);
  });

  /** The form after the nth change. */
  async function opened(lang: Lang, width: number, n: number) {
    await put(n);
    const context = await browser.newContext({ viewport: { width, height: 844 }, hasTouch: width < 640 });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${program.url}${path}&lang=${lang}`);
    if (open)
      await page
        .locator(within)
        .getByRole("button", { name: new RegExp(`^${open(lang)}`) })
        .click();
    const label = field(lang);
    const filled = page.getByLabel(label, typeof label === "string" ? { exact: true } : {});
    const form = page.locator("form").filter({ has: filled });
    await until(() => filled.inputValue()).toBe(nth(n));
    return { page, filled, form, send: form.locator('button[type="submit"]') };
  }

  it.each([
    ["th", 390, 10],
    ["en", 1440, 20],
  ] as const)(
    "says so, keeps what was filled in, and shows what is there now: %s, %i px",
    async (...[lang, width, n]) => {
      const { page, filled, form, send } = await opened(lang, width, n);
      await put(n + 1);
      await filled.fill(nth(n + 2));
      await send.click();
      const { changed, kept, showCurrent } = WORDS.shell[lang].notSaved;
      const said = form.getByRole("alert");
      await until(() => said.textContent()).toContain(changed);
      expect(await said.textContent()).toContain(kept);
      const show = said.getByRole("button", { name: showCurrent });
      await show.waitFor();
      const { y, height } = (await show.boundingBox())!;
      expect([y >= 0, y + height <= 844]).toEqual([true, true]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await axeFaults(page)).toEqual([]);
      expect([await filled.inputValue(), await stored()]).toEqual([nth(n + 2), nth(n + 1)]);

      await show.click();
      await until(() => filled.inputValue()).toBe(nth(n + 1));
      expect(await said.count()).toBe(0);
      await filled.fill(nth(n + 2));
      await send.click();
      await until(stored).toBe(nth(n + 2));
    },
  );

  it.runIf(KEPT.includes(id))("saved as it was, has no new version, and says that", async () => {
    const { page, send } = await opened("th", 390, 30);
    const { version } = await thing.row();
    await send.click();
    await page.getByRole("status").getByText(WORDS.shell.th.noNewVersion).waitFor();
    expect((await thing.row()).version).toBe(version);
  });
});
