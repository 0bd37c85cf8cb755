/** A report that was issued stays the same one, and compared with the same day, when another list of holidays is in force. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import type { Checked, Document, Signed } from "#wire/reports.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const MONDAY = { kind: "daily", from: "2026-11-23", sections: ["key", "calls", "definitions"] };
const clock = handClock(NOW);
let program: Program;
afterAll(async () => {
  await program.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(holiday: string): Promise<void> {
  const holidaysFile = join(folder, "holidays.csv");
  writeFileSync(holidaysFile, `date,name_th\n${holiday},วันหยุด\n`);
  program = await startProgram({ clock, folder, config: { holidaysFile } });
}
async function send<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${program.url}/v1/reports${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text) as T;
}
const comparedWith = ({ before }: Document) => before && isoDate(dayOf(before.from));

it("is neither another report nor compared with another day; one that is new goes by the new list", async () => {
  await start("2026-10-23");
  await tellFortnight(program);
  await clock.turn(1_000);
  const { document: old } = await send<Signed>("", MONDAY);
  expect(comparedWith(old)).toBe("2026-11-16");
  await program.close();

  await start("2026-11-16");
  const { document: again } = await send<Signed>("", MONDAY);
  expect([again.id, comparedWith(again)]).toEqual([old.id, "2026-11-16"]);
  const { isKept, differing } = await send<Checked>("/check", { id: old.id });
  expect([isKept, differing]).toEqual([true, []]);
  const { document: other } = await send<Signed>("", { ...MONDAY, sections: ["key", "definitions"] });
  expect(comparedWith(other)).toBe("2026-11-09");

  const offered = Date.parse("2026-11-23T15:00:00+07:00");
  await program.tell(event("call.offered", offered, { callId: "late", queue: "report" }));
  await clock.turn(1_000);
  await expect(send("", MONDAY)).rejects.toThrow(/edition 1 of this report exists/);
  const { document: next } = await send<Signed>(`/${old.id}/editions`, {});
  expect([next.edition, comparedWith(next)]).toEqual([2, "2026-11-16"]);
});
