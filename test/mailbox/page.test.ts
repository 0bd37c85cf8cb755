/** A demo shows what it sent: the whole way of a message, to a receiver of its own. */
import { readFileSync } from "node:fs";
import { createTransport } from "nodemailer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { MailboxRow } from "#wire/alerts.ts";
import { openMail } from "../../backend/alerts/channels/mail.ts";
import { listAudit } from "../../backend/audit/queries.ts";
import { addListeners } from "../../backend/demo.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { type Mailbox, openMailbox } from "../../backend/mailbox/mailbox.ts";
import { axeFaults } from "../axe.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { asNobody } from "../credentials.ts";
import { event, type Program, startProgram } from "../program.ts";

const ANY = { who: null, deed: null, kind: null, id: null, from: null, until: null };
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
      config: { mail: mailbox.mail, outlets: mailbox.outlets, bootstrapSourceKey: undefined },
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

/** The visitor of the demo, on the page of its messages. */
async function openOutbox(lang: "th" | "en"): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${demo.url}/demo?token=${demo.demoToken}`);
  await page.goto(`${demo.url}/alerts/outbox?lang=${lang}`);
  return page;
}

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
  // The mail is as its reader has it: heads, the lines, and the figure that was drawn for it.
  const mail = page.locator('[data-message="mail"]');
  await until(() => mail.count()).toBe(1);
  expect(await mail.textContent()).toMatch(
    /อีเมล.*ฝ่ายวิเคราะห์.*analysts@aoc1441\.example.*KBANK.*จาก.*AOC 1441 <alerts@aoc1441\.example>.*ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี.*สิ่งที่ต้องทำ.*ฉบับข้อความล้วน/s,
  );
  const picture = mail.getByRole("img", { name: /KBANK · .*60 นาที.*ข้อมูล ณ/ });
  await until(() => picture.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(1_200);
  const shown = await picture.evaluate((node) => node.getBoundingClientRect().width);
  expect(shown).toBeGreaterThan(250);
  const own = { headers: { cookie: `war-room-demo=${demo.demoToken}` } };
  const { rows } = await (await asNobody(`${demo.url}/v1/alerts/outbox`, own)).json();
  const row: MailboxRow = rows.find(({ channel }: MailboxRow) => channel === "mail");
  const bytes = await asNobody(`${demo.url}/v1/alerts/outbox/${row.id}/pictures/0`, own);
  expect(bytes.headers.get("content-type")).toBe("image/png");
  expect((await bytes.arrayBuffer()).byteLength).toBe(row.mail!.files[0]!.size);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await axeFaults(page)).toEqual([]);
  // Its link leads to the alert, from any program on this machine.
  expect(await told.getByRole("link").textContent()).toMatch(
    new RegExp(`^${demo.url}/alerts\\?episode=\\d+&asOf=[^&]+Z$`),
  );
  await told.getByRole("link").click();
  await until(() => page.getByRole("article").textContent()).toMatch(/ระงับบัญชีช้าเกิน 60 นาที.*ส่งแล้ว/s);
  await page.close();
});

it("a mail runs nothing and loads nothing on the page, and leads only to the web", async () => {
  const page = await openOutbox("en");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await createTransport(mailbox.mail.url).sendMail({
    ...{ from: "x@example.org", to: "y@example.org", subject: "hostile", text: "plain" },
    html: `<style>body { display: none }</style><script>document.title = "ran"</script>
      <p onclick="document.title = 'ran'" style="position: fixed">first<br>second</p>
      <iframe src="https://evil.example/frame"></iframe>
      <p><img src="https://evil.example/a.png" alt="elsewhere" onerror="document.title = 'ran'">
      <img src="cid:nothing" alt="missing"></p>
      <p><a href="javascript:document.title = 'ran'">here</a> <a href="https://example.org/">there</a></p>`,
  });
  const mail = page.locator("[data-message]").filter({ hasText: "hostile" });
  await until(() => mail.count()).toBe(1);
  expect(await mail.getByRole("heading").textContent()).toBe("hostile");
  expect(await mail.locator("p:not(.head, .less, details p)").allTextContents()).toEqual(
    ["first", "second", "elsewhere missing", "here there"].map((line) =>
      expect.stringMatching(new RegExp(`^\\s*${line.replace(" ", "\\s+")}\\s*$`)),
    ),
  );
  expect(await mail.locator("[style], [onclick], iframe, script, style").count()).toBe(0);
  expect(
    await mail.getByRole("link").evaluateAll((all) => all.map((node) => (node as HTMLAnchorElement).href)),
  ).toEqual(["https://example.org/"]);
  await mail.getByText("The same as plain text").click();
  expect(await mail.locator("details p").textContent()).toBe("plain");
  expect(await page.title()).not.toBe("ran");
  expect(asked.filter((url) => !url.startsWith(demo.url))).toEqual([]);
  expect(await axeFaults(page)).toEqual([]);
  await page.close();
});

it("a file that is attached to a mail is opened by the visitor, and the audit says so", async () => {
  const page = await openOutbox("th");
  const pdf = Buffer.from("%PDF-1.7 of the report");
  await openMail(mailbox.mail)({
    ...{ id: "r", to: "board@example.go.th", subject: "รายงานสถานการณ์ประจำวัน", text: "ตามกำหนด" },
    files: [{ name: "aoc1441-daily.pdf", type: "application/pdf", bytes: pdf }],
  });
  const mail = page.locator("[data-message]").filter({ hasText: "รายงานสถานการณ์ประจำวัน" });
  await until(() => mail.count()).toBe(1);
  expect(await mail.textContent()).toMatch(/ไฟล์แนบ.*aoc1441-daily\.pdf\s*1 KB/s);
  const [download] = await Promise.all([page.waitForEvent("download"), mail.getByRole("link").click()]);
  expect(download.suggestedFilename()).toBe("aoc1441-daily.pdf");
  expect(readFileSync(await download.path())).toEqual(pdf);
  const [told] = await listAudit(demo.store.run, ANY, Number.MAX_SAFE_INTEGER, 1);
  expect(told).toMatchObject({ deed: "message.exported", by: { name: "demo" } });
  // It is attached: no page shows it.
  const picture = (await mail.getByRole("link").getAttribute("href"))!.replace("/files/", "/pictures/");
  const own = { headers: { cookie: `war-room-demo=${demo.demoToken}` } };
  expect((await asNobody(demo.url + picture, own)).status).toBe(404);
  await page.close();
});

it("the recipients of a demo and their rota are made once; somebody is on duty at every moment, and somebody stands in", async () => {
  const before = await demo.alerts.recipients();
  for (const { name, channels } of before)
    expect([name, channels.filter(({ kind }) => kind === "mail")]).toEqual([name, [expect.anything()]]);
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
  for (const kind of ["pictures", "files"])
    expect((await fetch(`${real.url}/v1/alerts/outbox/1/${kind}/0`)).status).toBe(404);
  expect((await asNobody(`${demo.url}/alerts/outbox`)).status).toBe(200);
});

it("who has not opened the demo's link reads no message of it", async () => {
  for (const path of ["", "/1/pictures/0", "/1/files/0"])
    expect((await asNobody(`${demo.url}/v1/alerts/outbox${path}`)).status).toBe(401);
});
