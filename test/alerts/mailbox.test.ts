/** A demo shows what it sent: the whole way of a message, to a receiver of its own. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { MailboxRow } from "#wire/alerts.ts";
import { addListeners } from "../../backend/demo.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { type Mailbox, openMailbox } from "../../backend/mailbox/mailbox.ts";
import { axeFaults } from "../axe.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { asNobody } from "../credentials.ts";
import { event, type Program, startProgram } from "../program.ts";

let browser: Browser;
let mailbox: Mailbox;
let demo: Program;
let real: Program;
beforeAll(async () => {
  mailbox = await openMailbox({ clock: realClock });
  [browser, demo, real] = await Promise.all([
    openBrowserOfNobody(),
    startProgram({
      played: true,
      mailbox,
      config: { outlets: mailbox.outlets, bootstrapSourceKey: undefined },
    }),
    startProgram(),
  ]);
  await addListeners(demo);
});
afterAll(async () => {
  await Promise.all([browser.close(), demo.close(), real.close()]);
  await mailbox.close();
});
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 100 });

it("a bank that goes slow opens an alert, and messages that the visitor of the demo can read", async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${demo.url}/demo?token=${demo.demoToken}`);
  await page.goto(`${demo.url}/alerts?lang=th`);
  await page.getByRole("link", { name: "ข้อความที่ระบบสาธิตส่ง" }).click();
  await until(() => page.locator("main").textContent()).toContain("ยังไม่มีข้อความ");
  const { key } = await demo.sources.register({
    name: "bank",
    nameTh: "ธนาคาร",
    types: ["freeze.requested"],
    banks: null,
    beatSeconds: 30,
    simulated: true,
  });
  const data = {
    freezeId: "f",
    reportId: "r",
    bank: "KBANK",
    hop: 2,
    amountSatang: 5_000_000,
    accountToken: "t",
  };
  const answer = await demo.send([event("freeze.requested", Date.now() - HOUR - SECOND, data)], { key });
  expect(answer.status).toBe(200);
  const told = page.locator('[data-message="line"]');
  await until(() => told.count()).toBe(1);
  const quotas = async () => (await demo.alerts.outlets()).map(({ quota }) => quota).filter(Boolean);
  expect(await quotas()).toMatchObject([{ most: 3_000, fault: null, state: "good" }]);
  expect(await told.textContent()).toMatch(
    /LINE.*หัวหน้าเวร.*U1441.*แจ้งเหตุ: .*KBANK.* ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี.*สิ่งที่ต้องทำ/s,
  );
  await until(() => page.locator('[data-message="telegram"]').count()).toBe(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await axeFaults(page)).toEqual([]);
  // Its link leads to the alert, from any program on this machine.
  expect(await told.getByRole("link").textContent()).toMatch(
    new RegExp(`^${demo.url}/alerts\\?episode=\\d+$`),
  );
  await told.getByRole("link").click();
  await until(() => page.getByRole("article").textContent()).toMatch(/ระงับบัญชีช้าเกิน 60 นาที.*ส่งแล้ว/s);
  await page.close();
});

it("the recipients of a demo and their rota are made once; somebody is on duty at every moment, and somebody stands in", async () => {
  const before = await demo.alerts.recipients();
  await addListeners(demo);
  expect(await demo.alerts.recipients()).toEqual(before);
  const { rotas } = await demo.alerts.rotas.list();
  expect(rotas).toHaveLength(1);
  const { turns, overrides } = rotas[0]!;
  expect(turns.length).toBeGreaterThan(20);
  expect(turns.filter(({ person }) => person === null)).toEqual([]);
  expect(overrides).toHaveLength(1);
  // Nobody has two shifts in a row.
  const names = turns.map(({ person }) => person!.name);
  expect(names.filter((name, place) => name === names[place + 1])).toEqual([]);
});

it("whoever asks a demo's receiver without its key gets nothing there", async () => {
  const { url } = mailbox.outlets.line;
  const headers = { "content-type": "application/json", authorization: "Bearer another" };
  const body = JSON.stringify({ to: "x", messages: [{ type: "text", text: "forged" }] });
  expect((await fetch(`${url}/v2/bot/message/push`, { method: "POST", headers, body })).status).toBe(404);
  expect(mailbox.rows().map(({ text }: MailboxRow) => text)).not.toContain("forged");
});

it("outside a demo there is neither the page nor the list", async () => {
  expect((await fetch(`${real.url}/alerts/outbox`)).status).toBe(404);
  expect((await fetch(`${real.url}/v1/alerts/outbox`)).status).toBe(404);
  expect((await asNobody(`${demo.url}/alerts/outbox`)).status).toBe(200);
});
