/** From the link of a message that tells several alerts to all of them taken, with one note and one deed. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf } from "./overdue.ts";
import { type Hook, openHook } from "./receivers.ts";

let browser: Browser;
let clock: MovedClock;
let program: Program;
let hook: Hook;
beforeAll(async () => {
  [browser, hook] = await Promise.all([openBrowser(), openHook()]);
  clock = movedClock();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  await alerts.add({ channels: [{ kind: "webhook", url: hook.url, format: "alertmanager" }] });
});
afterAll(async () => {
  await program.close();
  await Promise.all([browser.close(), hook.close()]);
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask, open } = alerts;
/** Freezes of these banks are overdue, in one commit. Gives the link of the message that tells them. */
async function late(...banks: string[]): Promise<URL> {
  // What follows another message within 15 s waits.
  clock.ahead += 16 * SECOND;
  const before = hook.got.length;
  await alerts.late(banks, { satang: 184_250_000 });
  await until(() => hook.got.length).toBe(before + 1);
  return new URL(JSON.parse(hook.got.at(-1)!.raw).commonAnnotations.description.split("\n").at(-1));
}

describe("the link of a message that tells several alerts", () => {
  it.each([
    ["th", 390, ["KBANK", "SCB", "BBL", "KTB", "TTB", "GSB"], "รับทราบทั้ง 5 เหตุ", "1 ชม."],
    ["en", 1440, ["BAY", "UOB", "KKP", "TISCO"], "Acknowledge all 3", "1 h"],
  ] as const)(
    "opens them alone, and one button takes all that nobody has: %s",
    async (lang, width, banks, label, hour) => {
      // Of another message.
      if (lang === "th") await late("CITI");
      const link = await late(...banks);
      const ids = new Map((await open()).map(({ id, subject }) => [subject.of, id]));
      await ask("POST", `/v1/alerts/${ids.get(banks[0])}/acknowledge`, { note: "mine already" });
      const page = await (await browser.newContext({ viewport: { width, height: 844 } })).newPage();
      await page.goto(`${program.url}/alerts${link.search}&lang=${lang}`);
      const button = page.getByRole("button", { name: label });
      await button.waitFor();
      expect(await page.locator("[data-episode]").count()).toBe(banks.length);
      const box = (await button.boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(844);
      if (width === 390) {
        expect([box.height >= 44, box.y > 844 / 2]).toEqual([true, true]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      }
      expect(await axeFaults(page)).toEqual([]);

      await page.getByRole("button", { name: hour, exact: true }).click();
      await page.getByRole("textbox").last().fill("called them all");
      await button.click();
      const now = async () =>
        (await open()).filter(({ subject }) => (banks as readonly string[]).includes(subject.of!));
      await until(async () => (await now()).map(({ state }) => state)).toEqual(
        banks.map(() => "acknowledged"),
      );
      await until(() =>
        page
          .getByRole("button", { name: lang === "th" ? /^รับทราบ(ทั้ง|เหตุนี้)/ : /^Acknowledge (all|it)/ })
          .count(),
      ).toBe(0);
      for (const { subject, note, ackUntil } of await now()) {
        expect(note).toBe(subject.of === banks[0] ? "mine already" : "called them all");
        if (subject.of !== banks[0]) expect(Math.abs(ackUntil! - clock.now() - HOUR)).toBeLessThan(MINUTE);
      }
      // Each is a deed of its own.
      const { rows } = await ask<{ rows: { deed: string; of: { id: string } | null }[] }>("GET", "/v1/audit");
      const deeds = rows.filter(({ deed }) => deed === "alert.acknowledged").map(({ of }) => Number(of!.id));
      const taken = banks.map((bank) => ids.get(bank)!);
      expect(deeds.filter((id) => taken.includes(id)).sort()).toEqual([...taken].sort());
      // What another message told is nobody's still.
      const rest = (await open()).filter(({ subject }) => subject.of === "CITI");
      expect(rest.map(({ state }) => state)).toEqual(["firing"]);
      expect(await axeFaults(page)).toEqual([]);
      await page.context().close();
    },
  );
});
