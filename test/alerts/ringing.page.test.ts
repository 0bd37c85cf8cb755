/** A person switches a browser on, and the service worker shows what is pushed: from the click to the notification. */
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NewSubscription, PushState } from "#wire/alerts.ts";
import { axeFaults } from "../axe.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";
import { openPushService, type PushService } from "./pushService.ts";

let browser: Browser;
let program: Program;
let service: PushService;
beforeAll(async () => {
  [browser, service] = await Promise.all([openBrowser(), openPushService(Date.now)]);
  program = await startProgram({ config: { webhookNetworks: ["127.0.0.1"] } });
});
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  await ask("DELETE", "/v1/me/push");
  for (const { id } of (await (await ask("GET", "/v1/alerts/recipients")).json()) as { id: number }[])
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
});
afterAll(async () => {
  await program.close();
  await Promise.all([browser.close(), service.close()]);
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const ask = (method: string, path: string, body?: object) =>
  fetch(program.url + path, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
const stateOf = async () => (await (await ask("GET", "/v1/me/push")).json()) as PushState;
const section = (page: Page) => page.locator("[data-ringing]");

interface Opened extends BrowserContextOptions {
  /** The person has allowed notifications. */
  isAllowed?: boolean;
  /** What the push service of this browser gives it. */
  subscription?: NewSubscription;
  /** The browser has no push. */
  isWithout?: boolean;
}
async function open(
  { isAllowed = true, subscription, isWithout, ...more }: Opened = {},
  path = "/alerts?lang=en&tab=mine",
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  pages.push(page);
  if (isAllowed) await page.addInitScript(allowed);
  if (isWithout) await page.addInitScript("delete window.PushManager");
  if (subscription) await page.addInitScript(atPushService, subscription);
  await page.goto(program.url + path);
  return page;
}

/** Without a window Chromium says that notifications are refused, whatever a person, or a test, has allowed. */
function allowed() {
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  Notification.requestPermission = async () => "granted";
}

/** The push service of the browser's maker cannot be reached from here: this browser has one of its own. */
function atPushService({ endpoint, keys }: NewSubscription) {
  let own: object | null = null;
  const bytes = (text: string) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0))
      .buffer;
  const made = (options: PushSubscriptionOptionsInit) => ({
    endpoint,
    options: { applicationServerKey: bytes(String(options.applicationServerKey)) },
    toJSON: () => ({ endpoint, expirationTime: null, keys }),
    async unsubscribe() {
      own = null;
      return true;
    },
  });
  PushManager.prototype.subscribe = async (options = {}) => {
    own = made(options);
    return own as PushSubscription;
  };
  PushManager.prototype.getSubscription = async () => own as PushSubscription;
}

const newSubscription = async () => service.subscribe((await stateOf()).key!);
const recipient = {
  name: "Head of the shift",
  lang: "th",
  mostIn10Minutes: 100,
  hears: [{ policy: "duty", afterMinutes: 0 }],
  channels: [{ kind: "push", to: "tester" }],
};

/** The registration of the worker of alerts, as the protocol of the browser's tools names it. */
async function workerOf(page: Page): Promise<{ tools: CDPSession; registrationId: string }> {
  const tools = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) =>
    tools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith("/alerts"));
      if (own) resolve(own.registrationId);
    }),
  );
  await tools.send("ServiceWorker.enable");
  return { tools, registrationId: await found };
}
/** What the service worker shows, which a browser without a window cannot. */
async function watchWorker(page: Page) {
  await until(() => page.context().serviceWorkers().length).toBe(1);
  const worker = page.context().serviceWorkers()[0]!;
  await worker.evaluate(() => {
    const own = globalThis as unknown as WorkerOfTest;
    own.shown = [];
    own.opened = [];
    own.registration.showNotification = async (title, options) => void own.shown.push({ title, ...options });
    // A click that no person made may open no window.
    own.clients.openWindow = async (url) => void own.opened.push(url);
  });
  return worker;
}
interface WorkerOfTest {
  shown: object[];
  opened: string[];
  registration: { showNotification(title: string, options: object): Promise<void> };
  clients: { openWindow(url: string): Promise<void> };
  ExtendableEvent: new (type: string) => Event;
}

describe("this device rings for me", () => {
  it("from the click to the notification, with the worker's own reading; and not once it is switched off", async () => {
    const subscription = await newSubscription();
    const page = await open({ subscription });
    await until(() => section(page).textContent()).toMatch(
      /Not switched on.*No recipient has your user name yet/s,
    );
    await ask("POST", "/v1/alerts/recipients", recipient);
    await page.getByRole("button", { name: "Ring on this device" }).click();
    await until(() => section(page).getAttribute("data-ringing")).toBe("on");
    expect(await section(page).textContent()).toMatch(/Rings here.*Since.*You hear as: Head of the shift/s);
    expect(await axeFaults(page)).toEqual([]);
    expect((await stateOf()).browser).toMatchObject({
      agent: expect.stringContaining("Chrome"),
      goneAt: null,
    });

    const { id } = (await (await ask("GET", "/v1/alerts/recipients")).json())[0];
    await ask("POST", `/v1/alerts/recipients/${id}/test`);
    const { note } = (await service.expectRung(1))[0]!;
    service.rung.length = 0;
    const worker = await watchWorker(page);
    const { tools, registrationId } = await workerOf(page);
    const push = (data: object) =>
      tools.send("ServiceWorker.deliverPushMessage", {
        origin: program.url,
        registrationId,
        data: JSON.stringify(data),
      });
    await push(note);
    await push({ ...note, tag: "alert-7", title: "Over", rings: false });
    const shown = () => worker.evaluate(() => (globalThis as unknown as WorkerOfTest).shown);
    const test = {
      title: "AOC 1441 · ทดสอบการแจ้งเตือน",
      body: "ข้อความนี้ทดสอบการแจ้งเตือน ไม่มีเหตุจริง",
      tag: "test",
      lang: "th",
      renotify: true,
      requireInteraction: true,
      icon: `${program.url}/icon-192.png`,
      data: expect.stringMatching(/\/alerts/),
    };
    // The end of an alert makes no sound, and need not be seen.
    const over = { ...test, title: "Over", tag: "alert-7", renotify: false, requireInteraction: false };
    await until(shown).toEqual([test, over]);

    await page.getByRole("button", { name: "Switch off" }).click();
    await until(() => section(page).getAttribute("data-ringing")).toBe("off");
    expect((await stateOf()).browser).toBeNull();
  });

  it("opens the alert's own address at a click on the notification, under the name of this server", async () => {
    const page = await open({ subscription: await newSubscription() });
    await page.getByRole("button", { name: "Ring on this device" }).click();
    await until(() => section(page).getAttribute("data-ringing")).toBe("on");
    const worker = await watchWorker(page);
    const clicked = await worker.evaluate(() => {
      const own = globalThis as unknown as WorkerOfTest;
      let isClosed = false;
      const notification = {
        data: "https://war-room.example.go.th/war-room/alerts?episode=7&at=2026-11-27T06:00:00Z",
        close() {
          isClosed = true;
        },
      };
      dispatchEvent(Object.assign(new own.ExtendableEvent("notificationclick"), { notification }));
      return { opened: own.opened, isClosed };
    });
    expect(clicked).toEqual({
      opened: ["/war-room/alerts?episode=7&at=2026-11-27T06:00:00Z"],
      isClosed: true,
    });
  });

  it("rings at one browser: another one says where, and takes it over; one that is gone is said to be", async () => {
    await ask("PUT", "/v1/me/push", await newSubscription());
    await ask("POST", "/v1/alerts/recipients", recipient);
    const page = await open({ subscription: await newSubscription() });
    await until(() => section(page).getAttribute("data-ringing")).toBe("elsewhere");
    await page.getByRole("button", { name: "Ring here instead" }).click();
    await until(() => section(page).getAttribute("data-ringing")).toBe("on");
    const { id } = (await (await ask("GET", "/v1/alerts/recipients")).json())[0];
    service.next.push({ status: 410 });
    await ask("POST", `/v1/alerts/recipients/${id}/test`);
    await until(async () => (await stateOf()).browser?.goneAt).not.toBeNull();
    await page.reload();
    await until(() => section(page).textContent()).toMatch(
      /The browser is gone.*is not there any more since/s,
    );
    await page.getByRole("button", { name: "Ring on this device" }).click();
    await until(() => section(page).getAttribute("data-ringing")).toBe("on");
  });

  it("says what the browser said, where its push service cannot be reached", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Ring on this device" }).click();
    await until(() => section(page).getByRole("alert").textContent()).toMatch(
      /It could not be switched on.*\w+/s,
    );
    expect(await section(page).getAttribute("data-ringing")).toBe("off");
    expect(await axeFaults(page)).toEqual([]);
  });

  it("says that notifications are blocked, where they are", async () => {
    const page = await open({ isAllowed: false });
    const obstacle = page.locator('[data-obstacle="blocked"]');
    await until(() => obstacle.textContent()).toContain("allow them in its settings of this site");
    expect(await section(page).getByRole("button").count()).toBe(0);
  });

  it.each([
    ["th", "light"],
    ["en", "dark"],
  ])(
    "tells an iPhone to put the page on the home screen first, on a phone without overflow: %s",
    async (lang, theme) => {
      const userAgent =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
      const phone = { viewport: { width: 390, height: 844 }, userAgent, isWithout: true };
      const page = await open(phone, `/alerts?lang=${lang}&theme=${theme}&tab=mine`);
      await until(() => page.locator('[data-obstacle="home-screen"]').textContent()).toMatch(
        lang === "th" ? /เพิ่มไปยังหน้าจอโฮม/ : /Add to Home Screen/,
      );
      expect(await section(page).getByRole("button").count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFaults(page)).toEqual([]);
    },
  );

  it("asks an administrator for the recipient's user name, and says who switches it on", async () => {
    const page = await open({}, "/alerts?lang=en&tab=recipients");
    await page.getByRole("button", { name: "Add a recipient" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Head of the shift");
    await dialog.getByLabel("Channel").selectOption("push");
    await dialog.getByLabel("The recipient’s user name").fill("tester");
    expect(await dialog.textContent()).toContain("that person switches it on in the own phone or browser");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const row = page.locator('[data-recipient="Head of the shift"]');
    await until(() => row.textContent()).toContain("Web Push tester");
    await row.getByRole("button", { name: /^Send a test/ }).click();
    await until(() => row.locator("[data-test]").textContent()).toMatch(
      /Not sent.*Web Push did not take the test · the recipient has switched it on in no browser/,
    );
  });
});

describe("the page as an app on the home screen", () => {
  it("has a manifest and its icons, which the policy lets in", async () => {
    const page = await open();
    const tools = await page.context().newCDPSession(page);
    const { data, errors } = await tools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data!) as {
      start_url: string;
      display: string;
      icons: { src: string; sizes: string }[];
    };
    expect([new URL(manifest.start_url, program.url).pathname, manifest.display]).toEqual([
      "/alerts",
      "standalone",
    ]);
    for (const { src, sizes } of manifest.icons) {
      const bytes = Buffer.from(await (await fetch(`${program.url}/${src}`)).arrayBuffer());
      // The size of a PNG stands at the beginning of its first chunk.
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
  });
});
