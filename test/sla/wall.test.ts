import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import { type Client, firstAdministrator } from "../access/client.ts";
import { openBrowser } from "../browser.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";

/** Early in the afternoon: calls of some minutes ago are of today. */
const clock = movedClock();
let browser: Browser;
let program: Program;
let administrator: Client;
beforeAll(async () => {
  clock.off = Date.parse("2026-11-21T14:05:00+07:00") - clock.now();
  program = await startProgram({ clock });
  administrator = await firstAdministrator(program);
  const began = clock.now() - 10 * MINUTE;
  // Of 40 calls 24 are answered within 20 s.
  await program.tell(
    ...Array.from({ length: 40 }, (_, n) => {
      const [callId, queue] = [`c-${n}`, "report" as const];
      const offered = began + n * SECOND;
      return [
        event("call.offered", offered, { callId, queue }),
        event("call.answered", offered + (n < 24 ? 5 : 45) * SECOND, { callId, queue }),
      ];
    }).flat(),
    event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
  );
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await program?.close();
});

describe("a wall", { timeout: 120_000 }, () => {
  it("follows a change of an objective at once, on every scene, and without loading again", async () => {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${program.url}/wall/overview`);
    const column = page.locator(".column").first();
    const says = (judgement: string, target: string, sentence: RegExp) =>
      expect
        .poll(
          async () => [
            await column.getAttribute("data-judgement"),
            (await column.locator(".comparison").textContent())?.includes(target),
            sentence.test((await page.locator("header").first().textContent()) ?? ""),
          ],
          { timeout: 20_000 },
        )
        .toEqual([judgement, true, true]);
    await says("broken", "เป้า 80 %", /60\.0 %.*เป้า 80 %/);
    await page.evaluate(() => Object.assign(window, { isTheSame: true }));

    const { body } = await administrator.ask("GET", "/v1/sla/objectives");
    const { versions } = body.objectives.find(({ id }: { id: string }) => id === "calls-20s");
    const { objective } = versions.at(-1);
    const target = { p: 61, q: 100 };
    const changed = { ...objective, target, watch: { p: 55, q: 100 }, burn: [] };
    expect((await administrator.ask("PUT", "/v1/sla/objectives/calls-20s", changed)).status).toBe(200);
    await says("watch", "เป้า 61 %", /60\.0 %.*เป้า 61 %/);

    await administrator.ask("PUT", "/v1/sla/objectives/calls-20s", { ...changed, target: { p: 60, q: 100 } });
    await expect.poll(() => column.getAttribute("data-judgement"), { timeout: 20_000 }).toBe("met");
    expect(await page.evaluate(() => "isTheSame" in window)).toBe(true);
    await page.close();
  });
});
