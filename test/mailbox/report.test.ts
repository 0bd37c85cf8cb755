/** The mail of a report by the calendar ends in a demo's mailbox as an alert's does, with its PDF. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { MailboxRow } from "#wire/alerts.ts";
import type { Schedule, ScheduleBody } from "#wire/schedules.ts";
import { dayOf, isoDate, timeOfDay } from "../../backend/calendar/days.ts";
import { type Mailbox, openMailbox } from "../../backend/mailbox/mailbox.ts";
import { askOf } from "../ask.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, NOW, tellAll } from "../reports/centre.ts";
import { bare, textOfPdf } from "../reports/pdf.ts";

let clock: MovedClock;
let mailbox: Mailbox;
let program: Program;
beforeAll(async () => {
  clock = movedClock(NOW - Date.now());
  // Nine in the morning of the next day.
  clock.ahead += DAY - (timeOfDay(clock.now()) - 9 * HOUR);
  mailbox = await openMailbox({ clock });
  program = await startProgram({ clock, mailbox, config: { mail: mailbox.mail } });
  await tellAll(program, fortnight());
});
afterAll(async () => {
  await program?.close();
  await mailbox?.close();
});
const ask = askOf(() => program);

const DAILY: ScheduleBody = {
  ...{ name: "ประจำวัน", kind: "daily", weekday: 1, date: 1, onHoliday: "same", waitMinutes: 30 },
  ...{ minute: 9 * 60 + 5, public: false, memo: null, lang: "th", thaiDigits: false },
  ...{ formats: ["pdf", "csv"], sections: ["key", "calls"], onChange: "offer", isPaused: false },
  recipients: ["board@aoc1441.example"],
};

it("the visitor reads the mail and opens the PDF that is attached to it", async () => {
  await ask<Schedule>("POST", "/v1/schedules", DAILY);
  await program.tell(beat(clock.now()));
  clock.ahead += 6 * MINUTE;
  const rows = async () => (await ask<{ rows: MailboxRow[] }>("GET", "/v1/alerts/outbox")).rows;
  await expect.poll(async () => (await rows()).length, { timeout: 30_000, interval: 100 }).toBe(1);
  const [row] = await rows();
  expect(row).toMatchObject({ channel: "mail", to: "board@aoc1441.example", name: null });
  const { subject, html, files } = row!.mail!;
  expect([subject, html]).toEqual([expect.stringMatching(/^AOC 1441 · รายงานสถานการณ์ประจำวัน/), null]);
  expect(row!.text).toContain("ส่งตามกำหนดเวลา “ประจำวัน”");
  const yesterday = isoDate(dayOf(clock.now()) - 1);
  expect(files.map(({ type, cid }) => [type, cid])).toEqual([
    ["application/pdf", null],
    ["text/csv", null],
  ]);
  expect(files[0]!.name).toMatch(new RegExp(`${yesterday}.*\\.pdf$`));
  const answer = await fetch(`${program.url}/v1/alerts/outbox/${row!.id}/files/0`);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${files[0]!.name}"`);
  const pdf = Buffer.from(await answer.arrayBuffer());
  expect(pdf.length).toBe(files[0]!.size);
  expect((await textOfPdf(pdf)).join("")).toContain(bare("รายงานสถานการณ์ประจำวัน"));
});
