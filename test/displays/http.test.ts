import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { CREDENTIAL_MS } from "../../backend/displays/displays.ts";
import { MOST_PENDING, PENDING_MS } from "../../backend/displays/pairing.ts";
import { asNobody } from "../credentials.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { approve, ask, asking, newPanel, pair, request, screenOf } from "./pair.ts";

let clock: MovedClock;
let program: Program;
beforeEach(async () => {
  clock = movedClock();
  program = await startProgram({ clock });
});
afterEach(() => program.close());

const get = async <T>(path: string) => (await (await fetch(program.url + path)).json()) as T;
const send = (method: string, path: string, body: object) =>
  fetch(program.url + path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
interface Listed {
  id: number;
  screen: string;
  approvedAt: number;
  seenAt: number;
  endsAt: number;
}
const displays = () => get<Listed[]>("/v1/displays");
const screens = async () => (await get<ScreensAnswer>("/v1/screens")).screens;
const newest = async () => (await get<{ rows: object[] }>("/v1/audit")).rows[0]!;
const remove = (path: string) => fetch(program.url + path, { method: "DELETE" });

describe("a browser that asks to be paired", () => {
  it("gets a code, the same until it ends, and then another one", async () => {
    const panel = newPanel();
    const { at, pairing } = await ask(program, panel);
    const first = pairing!;
    expect(first).toMatchObject({ isRefused: false, address: "127.0.0.1" });
    expect(Math.abs(first.endsAt - at - PENDING_MS)).toBeLessThan(SECOND);
    expect(first.url).toBe(`${program.url}/pair`);
    clock.ahead += PENDING_MS - 30 * SECOND;
    expect((await ask(program, panel)).pairing!.code).toBe(first.code);
    clock.ahead += 30 * SECOND;
    expect((await ask(program, panel)).pairing!.code).not.toBe(first.code);
    expect((await approve(program, first.code, { name: "hall" })).status).toBe(404);
  });

  it("is shown with where it comes from, what it is and since when", async () => {
    const panel = newPanel();
    const { code } = (await ask(program, panel)).pairing!;
    clock.ahead += 102 * SECOND;
    const seen = await get<{ at: number; askedAt: number; endsAt: number }>(`/v1/pairings/${code}`);
    expect(seen).toMatchObject({
      code,
      address: "127.0.0.1",
      agent: panel.agent,
      width: 1_920,
      height: 1_080,
    });
    expect(seen.endsAt - seen.askedAt).toBe(PENDING_MS);
    expect(Math.round((seen.at - seen.askedAt) / (10 * SECOND))).toBe(10);
  });

  it("becomes a display of the screen when it is approved, and that is audited", async () => {
    const panel = newPanel();
    const { code } = (await ask(program, panel)).pairing!;
    const rotation = [
      { scene: "overview", seconds: 60 },
      { scene: "calls", seconds: 30 },
    ];
    const [name, place] = ["ห้องบัญชาการ 3", "อาคาร NT ชั้น 3"];
    const approved = await approve(program, code, { name, place, rotation });
    const { id } = (await approved.json()) as Listed;
    expect(await newest()).toMatchObject({
      deed: "display.approved",
      of: { kind: "display", id: String(id) },
      by: { kind: "person", name: "tester" },
      after: { screen: name, place, address: "127.0.0.1", agent: panel.agent },
    });
    expect(await screenOf(program, panel)).toBeNull();
    expect(await ask(program, panel)).toMatchObject({ display: { screen: name }, pairing: null });
    expect(await screenOf(program, panel)).toBe(name);
    expect(await screens()).toMatchObject([{ name, scene: null, rotation }]);
    expect(await displays()).toMatchObject([{ id, screen: name, place, approvedBy: "tester" }]);
  });

  it("shows what is set for a screen that exists, unless another scene is given", async () => {
    await send("PUT", "/v1/screens/hall", { scene: "losses", lang: "en", sound: true });
    await pair(program, "hall", { scene: undefined });
    expect(await screens()).toMatchObject([{ name: "hall", scene: "losses", lang: "en", sound: true }]);
    await pair(program, "hall", { scene: "calls" });
    expect(await screens()).toMatchObject([{ name: "hall", scene: "calls", lang: "en", sound: true }]);
    expect(await displays()).toHaveLength(2);
  });

  it("cannot be approved twice, nor when it was refused, and gets no other code before this one ends", async () => {
    const [one, two] = [newPanel(), newPanel()];
    const first = (await ask(program, one)).pairing!.code;
    expect((await approve(program, first, { name: "hall" })).status).toBe(200);
    expect((await approve(program, first, { name: "other" })).status).toBe(404);
    const second = (await ask(program, two)).pairing!.code;
    expect((await remove(`/v1/pairings/${second}`)).status).toBe(204);
    expect(await newest()).toMatchObject({ deed: "display.refused", of: { kind: "pairing", id: second } });
    expect((await approve(program, second, { name: "other" })).status).toBe(404);
    expect((await ask(program, two)).pairing).toMatchObject({ code: second, isRefused: true });
    clock.ahead += PENDING_MS;
    expect((await ask(program, two)).pairing).toMatchObject({ isRefused: false });
    expect((await displays()).map(({ screen }) => screen)).toEqual(["hall"]);
  });

  it.each<[string, object]>([
    ["a name that is none", { name: "a/b" }],
    ["no name", { name: undefined }],
    ["a scene that is none", { name: "hall", scene: "nothing" }],
    ["both", { name: "hall", scene: "calls", rotation: [{ scene: "calls", seconds: 30 }] }],
    ["a rotation that is too fast", { name: "hall", rotation: [{ scene: "calls", seconds: 1 }] }],
    ["a place that is a book", { name: "hall", place: "a".repeat(101) }],
    ["what is not known", { name: "hall", theme: "dark" }],
  ])("is not approved with %s", async (_what, body) => {
    const panel = newPanel();
    const { code } = (await ask(program, panel)).pairing!;
    expect((await approve(program, code, body)).status).toBe(400);
    expect(await displays()).toEqual([]);
    expect((await ask(program, panel)).display).toBeNull();
  });

  it.each([
    ["the code alone", (code: string) => `display=${code}`],
    ["the code in the length of a token", (code: string) => `display=${code.repeat(8).slice(0, 43)}`],
    ["no cookie", () => ""],
  ])("is no display by %s", async (_what, cookieOf) => {
    const panel = newPanel();
    const { code } = (await ask(program, panel)).pairing!;
    await approve(program, code, { name: "hall" });
    const stranger = { ...newPanel(), cookie: cookieOf(code) };
    expect(await screenOf(program, stranger)).toBeNull();
    expect((await ask(program, stranger)).display).toBeNull();
    expect((await ask(program, panel)).display).toEqual({ screen: "hall" });
  });

  it("may lose the answer that has its credential: what it asked with is good until the code ends", async () => {
    const panel = newPanel();
    const { code } = (await ask(program, panel)).pairing!;
    await approve(program, code, { name: "hall" });
    const pending = panel.cookie;
    const lost = { ...panel };
    await ask(program, lost);
    expect((await ask(program, panel)).display).toEqual({ screen: "hall" });
    expect(panel.cookie).not.toBe(pending);
    expect(await screenOf(program, panel)).toBe("hall");
    expect(await screenOf(program, lost)).toBeNull();
    clock.ahead += PENDING_MS;
    panel.cookie = pending;
    expect((await ask(program, panel)).display).toBeNull();
  });

  it("keeps its credential when it asks again though it is a display", async () => {
    const panel = await pair(program, "hall");
    clock.ahead += PENDING_MS;
    const { cookie } = panel;
    expect(await ask(program, panel)).toMatchObject({ display: { screen: "hall" }, pairing: null });
    expect(panel.cookie).toBe(cookie);
  });

  it("is one of so many at most, and another one may when they have ended", async () => {
    for (let n = 0; n < MOST_PENDING.here; n++) await ask(program, newPanel());
    const full = await asking(program, newPanel());
    expect([full.status, full.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(full.headers.get("set-cookie")).toBeNull();
    clock.ahead += PENDING_MS;
    expect((await ask(program, newPanel())).pairing).not.toBeNull();
    // What has ended is dropped.
    expect(await program.store.run("countPairings", [""])).toEqual([{ everywhere: 1, here: 0 }]);
  });

  it("cannot be seen, approved or refused by nobody", async () => {
    const { code } = (await ask(program, newPanel())).pairing!;
    const headers = { "content-type": "application/json" };
    for (const [method, path] of [
      ["GET", `/v1/pairings/${code}`],
      ["POST", `/v1/pairings/${code}/approve`],
      ["DELETE", `/v1/pairings/${code}`],
      ["GET", "/v1/displays"],
      ["PUT", "/v1/displays/1"],
      ["DELETE", "/v1/displays/1"],
    ] as const) {
      const body = ["POST", "PUT"].includes(method) ? { body: "{}" } : {};
      const response = await asNobody(program.url + path, { method, headers, ...body });
      expect([path, response.status]).toEqual([path, 401]);
    }
  });
});

describe("a display", () => {
  it("is one after 30 days without contact, and after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "war-room-"));
    const before = await startProgram({ clock, folder });
    const panel = await pair(before, "hall");
    await before.close();
    clock.ahead += 30 * DAY;
    const after = await startProgram({ clock, folder });
    expect(await screenOf(after, panel)).toBe("hall");
    await after.close();
    rmSync(folder, { recursive: true });
  });

  it("ends when it was not seen for half a year, and not before", async () => {
    const panel = await pair(program, "hall");
    clock.ahead += CREDENTIAL_MS - MINUTE;
    expect(await program.displays.identify(panel.cookie)).toMatchObject({ kind: "display", name: "hall" });
    clock.ahead += MINUTE;
    expect(await program.displays.identify(panel.cookie)).toBeNull();
    expect(await screenOf(program, panel)).toBeNull();
  });

  it("is renewed silently whenever it is seen, for as long as it is in use", async () => {
    const panel = await pair(program, "hall");
    for (let n = 0; n < 8; n++) {
      clock.ahead += 100 * DAY;
      const response = await request(program, panel, "/v1/display");
      expect(response.headers.get("set-cookie")).toMatch(
        /^display=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict$/,
      );
      expect(await response.json()).toMatchObject({ display: { screen: "hall" } });
    }
    const [{ approvedAt, seenAt, endsAt }] = (await displays()) as [Listed];
    expect([Math.round((seenAt - approvedAt) / DAY), endsAt - seenAt]).toEqual([800, CREDENTIAL_MS]);
    const soon = await request(program, panel, "/v1/display");
    expect(soon.headers.get("set-cookie")).toBeNull();
  });

  it("is revoked at once, and that is audited; it asks to be paired again", async () => {
    const panel = await pair(program, "hall", { place: "ชั้น 3" });
    expect(await screenOf(program, panel)).toBe("hall");
    const [{ id }] = (await displays()) as [Listed];
    expect((await remove(`/v1/displays/${id}`)).status).toBe(204);
    expect(await program.displays.identify(panel.cookie)).toBeNull();
    expect(await newest()).toMatchObject({
      deed: "display.revoked",
      of: { kind: "display", id: String(id) },
      before: { screen: "hall", place: "ชั้น 3" },
      after: null,
    });
    expect((await ask(program, panel)).pairing?.code).toMatch(/^\w{6}$/);
    expect((await remove(`/v1/displays/${id}`)).status).toBe(404);
  });

  it("follows its screen to another name, and its place can be changed; both are audited", async () => {
    const panel = await pair(program, "hall");
    await pair(program, "taken");
    expect((await send("POST", "/v1/screens/hall/rename", { name: "taken" })).status).toBe(400);
    expect((await send("POST", "/v1/screens/hall/rename", { name: "ห้อง 1" })).status).toBe(200);
    expect(await newest()).toMatchObject({
      deed: "screen.renamed",
      of: { kind: "screen", id: "hall" },
      before: { name: "hall" },
      after: { name: "ห้อง 1" },
    });
    expect(await screenOf(program, panel)).toBe("ห้อง 1");
    expect((await screens()).map(({ name }) => name)).toEqual(["taken", "ห้อง 1"]);
    const { id } = (await displays()).find(({ screen }) => screen === "ห้อง 1")!;
    expect((await send("PUT", `/v1/displays/${id}`, { place: "อาคาร NT ชั้น 2" })).status).toBe(200);
    expect(await newest()).toMatchObject({ deed: "display.placed", after: { place: "อาคาร NT ชั้น 2" } });
    expect((await send("PUT", "/v1/displays/99", { place: "" })).status).toBe(404);
    expect((await send("POST", "/v1/screens/nowhere/rename", { name: "x" })).status).toBe(404);
  });

  it("has a token that is in no answer, no audit and no table", async () => {
    const panel = await pair(program, "hall");
    const token = panel.cookie.split("=")[1]!;
    const paths = ["/v1/displays", "/v1/audit", "/v1/display", "/v1/screens"];
    const answers = await Promise.all(paths.map((path) => get(path)));
    for (const kept of [answers, await program.store.run("listDisplays")])
      expect(JSON.stringify(kept)).not.toContain(token);
  });
});

it("over https the cookie is for this host only, and the address that is shown is the public one", async () => {
  const secure = await startProgram({ clock, config: { publicUrl: "https://warroom.example.go.th/" } });
  const panel = newPanel();
  const { code, url } = (await ask(secure, panel)).pairing!;
  expect(url).toBe("https://warroom.example.go.th/pair");
  await approve(secure, code, { name: "hall" });
  const response = await asking(secure, panel);
  expect(await response.json()).toMatchObject({ display: { screen: "hall" } });
  expect(response.headers.get("set-cookie")).toMatch(/^__Host-display=.*; Secure$/);
  expect(await screenOf(secure, panel)).toBe("hall");
  expect(await screenOf(secure, { ...panel, cookie: panel.cookie.replace("__Host-", "") })).toBeNull();
  await secure.close();
});
