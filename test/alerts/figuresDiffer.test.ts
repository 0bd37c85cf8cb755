/** A cell that is not what the raw events say, all the way: from the database to an episode, a message and the wall's lamp. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { EpisodeRow } from "#wire/alerts.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { warningLamp, warningState } from "../../dashboard/figures/warnings.ts";
import { askOf } from "../ask.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { openCentre } from "../rebuild/centre.ts";
import { openScreen } from "../screen.ts";
import { type Hook, openHook } from "./receivers.ts";

/** Who rests for a minute or more does it for an instant. */
const moved = movedClock();
const clock = Object.assign(moved, {
  sleep: (ms: number, signal?: AbortSignal) => realClock.sleep(Math.min(ms, 50), signal),
});
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let hook: Hook;
let program: Program;
const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 50_000, interval: 100 });
const start = () => startProgram({ clock, folder, config: { webhookNetworks: ["127.0.0.1"] } });

beforeAll(async () => {
  hook = await openHook();
  program = await start();
  const at = Math.floor(clock.now() / HOUR) * HOUR - 2 * HOUR;
  await program.tell(
    ...Array.from({ length: 30 }, (_, n) =>
      event("call.offered", at + n * MINUTE, { callId: `c-${n}`, queue: "report" }),
    ),
  );
  await program.close();
});
afterAll(async () => {
  await program.close();
  await hook.close();
  rmSync(folder, { recursive: true, force: true });
});

async function lamps(): Promise<Warning[]> {
  const screen = await openScreen(program.url, { scene: "overview", epoch: null, seq: 0 });
  await until(() => screen.snapshots.length).toBe(1);
  screen.socket.close();
  return screen.snapshots[0]!.scenery.warnings;
}
const episodes = async () =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.filter(({ rule }) => rule === "figures");

it("is found, opens an episode, is sent, and is a lamp; all of it ends when the cells are made anew", async () => {
  const store = await openCentre(folder);
  await store.run("spoil an hour");
  await store.close();
  program = await start();
  await ask("POST", "/v1/alerts/recipients", {
    name: "ฝ่ายระบบ",
    lang: "th",
    mostIn10Minutes: 100,
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [{ policy: "system", afterMinutes: 0 }],
  });
  const told = () => hook.pick(({ body }) => body.data.title.includes("ตัวเลขไม่ตรงกับเหตุการณ์ดิบ"));
  const kinds = () => told().map(({ body }) => body.type);
  await until(kinds).toEqual(["alert.firing"]);
  expect(told()[0]!.body.data.text).toContain("npm run audit");
  expect(await episodes()).toEqual([
    expect.objectContaining({ id: told()[0]!.body.data.episode, rule: "figures", state: "firing" }),
  ]);
  const [warning] = (await lamps()).filter(({ kind }) => kind === "figures-differ");
  expect(warning).toMatchObject({ hours: 1, since: expect.any(Number) });
  expect([warningLamp(warning!, "th"), warningState(warning!)]).toEqual(["ตัวเลข", "broken"]);

  await rebuildCells({
    store: program.store,
    now: clock.now(),
    restart: true,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });
  // What was wrong is compared again ten minutes later.
  clock.ahead += 11 * MINUTE;
  await until(kinds).toEqual(["alert.firing", "alert.resolve"]);
  await until(async () => (await lamps()).filter(({ kind }) => kind === "figures-differ")).toEqual([]);
  expect((await episodes()).filter(({ state }) => state === "firing")).toEqual([]);
}, 120_000);
