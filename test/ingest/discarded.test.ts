/** A rejected event that was discarded: nobody sees it, and it can be put back. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Calls } from "../../backend/http/table.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { problemOf } from "../socket.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");
const clock = handClock(NOW);
let program: Program;
beforeAll(async () => {
  program = await startProgram({ clock });
});
afterAll(() => program.close());

const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${program.url}/v1/quarantine${path}`, {
    method,
    headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
/** What is in the list, once it is written. */
async function held(): Promise<Calls["GET /v1/quarantine"]["answer"]["rows"]> {
  await clock.turn(1_000);
  return (await (await ask("GET", "")).json()).rows;
}
const heldOf = async (id: string) =>
  (await held()).find(({ event: kept }) => (kept as { id?: string } | null)?.id === id);
const deeds = async (of: string) =>
  (await program.store.run<{ deed: string; of_id: string }>("auditAfter", [0, 10_000]))
    .filter(({ of_id }) => of_id === of)
    .map(({ deed }) => deed);

let count = 0;
/** One that was rejected twice. */
async function rejected() {
  const id = `discarded-${++count}`;
  const right = event("call.offered", NOW - MINUTE, { callId: id, queue: "report" }, { id });
  const wrong = { ...right, data: { callId: id, queue: "nobody" } };
  for (let n = 0; n < 2; n++) await program.send([wrong]);
  await expect.poll(async () => (await heldOf(id))?.times).toBe(2);
  return { right, wrong, row: (await heldOf(id))! };
}
async function discarded() {
  const each = await rejected();
  expect((await ask("DELETE", `/${each.row.id}`)).status).toBe(204);
  return each;
}

it("is discarded by whoever may, once, which is audited", async () => {
  const { wrong, row } = await rejected();
  const withKey = { authorization: `Bearer ${program.key}` };
  expect((await ask("DELETE", `/${row.id}`, undefined, withKey)).status).toBe(403);
  expect((await ask("DELETE", `/${row.id}`)).status).toBe(204);
  expect((await ask("DELETE", `/${row.id}`)).status).toBe(404);
  expect(await deeds(wrong.id)).toEqual(["event.discarded"]);
});

it("is in no list and no file, and cannot be sent", async () => {
  const { right, row } = await discarded();
  expect(await heldOf(right.id)).toBeUndefined();
  expect(await (await ask("GET", "?format=csv")).text()).not.toContain(right.id);
  expect((await ask("POST", `/${row.id}`, { event: right })).status).toBe(404);
});

it("is put back as it was by whoever may, once, which is audited", async () => {
  const { right, row } = await discarded();
  const restore = (headers = {}) => ask("POST", `/${row.id}/restore`, undefined, headers);
  expect((await restore({ authorization: `Bearer ${program.key}` })).status).toBe(403);
  expect((await restore()).status).toBe(204);
  expect(await heldOf(right.id)).toEqual(row);
  expect(await problemOf(await restore())).toMatchObject({ status: 404 });
  expect(await deeds(right.id)).toEqual(["event.discarded", "event.restored"]);
  expect(await (await ask("POST", `/${row.id}`, { event: right })).json()).toMatchObject({ accepted: 1 });
});

it("that is rejected again is in the list again, as new", async () => {
  const { wrong, row } = await discarded();
  await clock.turn(MINUTE);
  await program.send([wrong]);
  await expect.poll(() => heldOf(wrong.id)).toBeTruthy();
  const again = (await heldOf(wrong.id))!;
  expect(again).toMatchObject({ times: 1, firstAt: again.lastAt });
  expect(again.firstAt).toBeGreaterThan(row.lastAt);
  expect(await problemOf(await ask("POST", `/${row.id}/restore`))).toMatchObject({ status: 404 });
});

it("goes, when there are too many, before what waits for somebody, however old that is", async () => {
  const { row: older } = await rejected();
  const { row: newest } = await discarded();
  const waiting = await held();
  await program.store.run("trimQuarantine", [waiting.length, 20_000]);
  expect(await held()).toEqual(waiting);
  expect(waiting.some(({ id }) => id === older.id)).toBe(true);
  expect((await ask("POST", `/${newest.id}/restore`)).status).toBe(404);
});
