/** Who comes to a demo from its own machine, and who does not. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "../../backend/audit/queries.ts";
import { openBrowserOfNobody } from "../browser.ts";
import { asNobody } from "../credentials.ts";
import { type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";

let browser: Browser;
let demo: Program;
let real: Program;
beforeAll(async () => {
  [browser, demo, real] = await Promise.all([
    openBrowserOfNobody(),
    startProgram({ played: true }),
    startProgram(),
  ]);
});
afterAll(() => Promise.all([browser.close(), demo.close(), real.close()]));

const opened = () => ({ cookie: `war-room-demo=${demo.demoToken}` });
const ANY = { who: null, deed: null, kind: null, id: null, from: null, until: null };
const FROM_AFAR = { "x-forwarded-for": "192.0.2.31" };
const statusOf = async (program: Program, path: string, headers: Record<string, string> = {}) =>
  (await asNobody(program.url + path, { headers })).status;
const FIGURES = "/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02";

describe("the visitor of a demo's own machine, who has opened its link", () => {
  it("is a commander, and no more", async () => {
    const { person } = await (await asNobody(`${demo.url}/v1/session`, { headers: opened() })).json();
    expect(person).toMatchObject({ name: "demo", role: "commander", isDemo: true });
    expect(await statusOf(demo, FIGURES, opened())).toBe(200);
    expect(await statusOf(demo, "/v1/audit", opened())).toBe(403);
    expect(await statusOf(demo, "/v1/sessions", opened())).toBe(403);
  });

  it("makes files of what it sees, and the audit says so", async () => {
    const headers = { ...opened(), "content-type": "application/json" };
    const body = JSON.stringify({ list: "screens", rows: 1 });
    const answer = await asNobody(`${demo.url}/v1/exports`, { method: "POST", headers, body });
    expect(answer.status).toBe(204);
    const [row] = await listAudit(demo.store.run, ANY, Number.MAX_SAFE_INTEGER, 1);
    expect(row).toMatchObject({ deed: "list.exported", by: { name: "demo" }, of: { id: "screens" } });
  });

  it("sees the wall", async () => {
    const joining = { scene: "overview", epoch: null, seq: 0 } as const;
    const wall = await openScreen(demo.url, joining, { headers: opened() });
    await expect.poll(() => wall.snapshots.length, { timeout: 10_000 }).toBe(1);
    wall.socket.close();
  });

  it.each([
    ["th", "ระบบสาธิตเข้าสู่ระบบให้คุณเองในฐานะผู้บังคับบัญชา เฉพาะเมื่อเปิดจากเครื่องนี้"],
    ["en", "This is a demo: it has signed you in as commander, on this machine only."],
  ])("is told so on the page: %s", async (lang, sentence) => {
    const page = await browser.newPage();
    await page.goto(`${demo.url}/demo?token=${demo.demoToken}`);
    await page.waitForURL("**/wall/overview");
    await page.goto(`${demo.url}/screens?lang=${lang}`);
    await page.getByText(sentence).waitFor();
    await page.close();
  });
});

describe("nobody is signed in", () => {
  it("who comes to a demo through a proxy", async () => {
    expect(await statusOf(demo, FIGURES, { ...opened(), ...FROM_AFAR })).toBe(401);
  });

  it("who has not opened the link of the demo, or another one", async () => {
    for (const headers of [{}, { cookie: "war-room-demo=" }, { cookie: `war-room-demo=${"A".repeat(43)}` }])
      expect(await statusOf(demo, FIGURES, headers)).toBe(401);
    const link = async ({ url }: Program, token: string) =>
      (await asNobody(`${url}/demo?token=${token}`)).status;
    expect([await link(demo, "A".repeat(43)), await link(demo, ""), await link(real, "")]).toEqual([
      404, 404, 404,
    ]);
    const { person } = await (await asNobody(`${real.url}/v1/session`, { headers: opened() })).json();
    expect([person, real.demoToken]).toEqual([null, null]);
  });

  it("who comes to a war room that is no demo, from its own machine", async () => {
    expect(await (await asNobody(`${real.url}/v1/session`)).json()).toMatchObject({ person: null });
    expect(await statusOf(real, FIGURES)).toBe(401);
    const page = await browser.newPage();
    await page.goto(`${real.url}/screens?lang=en`);
    await page.waitForURL("**/sign-in?*");
    await page.close();
  });
});
