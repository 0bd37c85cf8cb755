/** Two that run the same schedules at once: each report is issued once and sent once. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { holidaysOf } from "#calendar/holidays.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Issued } from "#wire/reports.ts";
import type { ScheduleBody, ScheduleList } from "#wire/schedules.ts";
import { reportRightsOf } from "../../backend/access/judge.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { openReports } from "../../backend/reports/reports.ts";
import { openAnnotations } from "../../backend/targets/annotations.ts";
import { openPostOffice, type Post } from "../alerts/receivers.ts";
import { readAt } from "../figures/readAt.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { beat, fortnight, NOW, tellAll } from "./centre.ts";

const AT_ONCE = 5;
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 30 });

let clock: MovedClock;
let office: Post;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  clock = movedClock(NOW - Date.now());
  // A few minutes before the hour, whatever the real one is.
  clock.ahead += 9 * HOUR - timeOfDay(clock.now());
  office = await openPostOffice();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await office.close();
});

async function start(databaseUrl?: string): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const config = { databaseUrl, mail: { url: office.url, from: "AOC 1441 <reports@example.go.th>" } };
  const program = await startProgram({ clock, folder, config });
  closing.push(async () => {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return program;
}

const bodyOf = (n: number): ScheduleBody => ({
  name: `no. ${n}`,
  kind: "daily",
  weekday: 1,
  date: 1,
  onHoliday: "same",
  waitMinutes: 30,
  minute: 545,
  public: false,
  memo: null,
  lang: "th",
  thaiDigits: false,
  formats: ["csv"],
  sections: ["key", "calls"],
  recipients: [`${n}@example.go.th`],
  onChange: "offer",
  isPaused: false,
});

async function sendsOnce({ url, tell }: Program) {
  await tellAll({ tell }, fortnight());
  for (let n = 0; n < AT_ONCE; n++)
    await fetch(`${url}/v1/schedules`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(bodyOf(n)),
    });
  await tell(beat(clock.now()));
  clock.ahead += 6 * MINUTE;
  const wanted = Array.from({ length: AT_ONCE }, (_, n) => `${n}@example.go.th`);
  const got = () => office.got.map(({ to }) => to).sort();
  await until(got).toEqual(wanted);
  // Each has looked for more since: one more is sent, after which nothing else has come.
  const more = { ...bodyOf(9), minute: 552 };
  await fetch(`${url}/v1/schedules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(more),
  });
  clock.ahead += 8 * MINUTE;
  await until(got).toEqual([...wanted, "9@example.go.th"]);
  const { schedules } = (await (await fetch(`${url}/v1/schedules`)).json()) as ScheduleList;
  expect(schedules.map(({ runs }) => runs.map(({ state, got }) => [state, got]))).toEqual(
    schedules.map(() => [["sent", 1]]),
  );
  // All of them are of the same day and sections.
  expect((await (await fetch(`${url}/v1/reports`)).json()) as Issued[]).toMatchObject([{ edition: 1 }]);
}

it("two schedulers on one store", async () => {
  const program = await start();
  const { store, access, sources, alerts, folder } = program;
  const codes = await sources.codes();
  const figures = openFigures({ store, clock, isRebuildDue: async () => false });
  const second = openReports({
    store,
    clock,
    dataDir: folder,
    words: { codes, metrics: METRICS, holidays: holidaysOf([]) },
    read: (scope, asOf, _signal, deed) => readAt(figures, scope, asOf, deed),
    recount: (scope, asOf, _signal, deed) => readAt(figures, scope, asOf, deed),
    noted: openAnnotations({ store, clock, codes, onChanged: () => {} }).list,
    // The sections of its schedules have neither.
    judges: async () => ({ exclusions: [], objectives: async () => [], targets: async () => [] }),
    linkTo: (page) => page,
    sending: {
      rightsOf: async (id) => reportRightsOf(await access.people.list(), id, clock.now()),
      readerOf: async () => undefined,
      isHoliday: () => false,
      canMail: true,
      mail: alerts.mailReport,
      mails: alerts.reportMails,
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error });
      },
    },
  });
  closing.push(second.close);
  await sendsOnce(program);
}, 120_000);

describe.skipIf(!SERVER)("on a database server", () => {
  let database: Database;
  it("two programs", async () => {
    database = await makeDatabase();
    closing.push(() => database.drop());
    const one = await start(database.url);
    await start(database.url);
    await sendsOnce(one);
  }, 120_000);
});
