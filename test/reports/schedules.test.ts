/** Reports by the calendar: from the hour to the receiver of the mail. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dayOf, isoDate, timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { Issued } from "#wire/reports.ts";
import type { Readers, Schedule, ScheduleBody, ScheduleList } from "#wire/schedules.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { SECOND_GRACE_MS } from "../../backend/access/limits.ts";
import { disablePerson } from "../../backend/access/peopleQueries.ts";
import { claimRun, earliestRun } from "../../backend/reports/scheduleQueries.ts";
import { sessionOf, signedIn as signIn } from "../access/signedIn.ts";
import { openPostOffice, type Post } from "../alerts/receivers.ts";
import { askOf } from "../ask.ts";
import { openBrowser } from "../browser.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, NOW, tellAll } from "./centre.ts";
import { letterOf } from "./mail.ts";
import { bare, textOfPdf } from "./pdf.ts";

let clock: MovedClock;
let post: Post;
let program: Program;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const start = () =>
  startProgram({
    clock,
    folder,
    config: { mail: { url: post.url, from: "AOC 1441 <reports@example.go.th>" } },
  });
beforeAll(async () => {
  clock = movedClock(NOW - Date.now());
  post = await openPostOffice();
  program = await start();
  await tellAll(program, fortnight());
});
afterAll(async () => {
  await program.close();
  await post.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  for (const { id } of await list()) await ask("DELETE", `/v1/schedules/${id}`);
  // Each test has a morning of its own.
  clock.ahead += 2 * DAY - (timeOfDay(clock.now()) - 9 * HOUR);
  post.expectNoMore();
  post.next.length = 0;
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 30 });
const ask = askOf(() => program);
const list = async () => (await ask<ScheduleList>("GET", "/v1/schedules")).schedules;
const last = async (id: number) => (await list()).find((each) => each.id === id)!.runs[0];
/** A few minutes from now, each day. */
const body = (more: Partial<ScheduleBody> = {}): ScheduleBody => ({
  name: "ประจำวัน",
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
  recipients: ["a@example.go.th"],
  onChange: "offer",
  isPaused: false,
  ...more,
});
const add = (more: Partial<ScheduleBody> = {}, cookie?: string) =>
  ask<Schedule>("POST", "/v1/schedules", body(more), cookie);
/** Its source has sent everything up to now. */
const settle = () => program.tell(beat(clock.now()));
/** 09:05 is over. */
const strike = () => {
  clock.ahead += 6 * MINUTE;
};
const signedIn = (name: string, scope: Scope = EVERYTHING) => signIn(program, name, clock.now(), { scope });
const openSession = (person: number, at: number) => sessionOf(program, person, at);
/** What the page of reports says of the newest run of a schedule. */
async function saidOfLast(name: string): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${program.url}/reports?lang=en&kind=daily`);
    const runs = page.getByRole("list", { name: `Past runs: ${name}` }).getByRole("listitem");
    return (await runs.first().textContent())!.replace(/\s+/g, " ");
  } finally {
    await browser.close();
  }
}
const letters = () => post.got.map(letterOf);

describe("a report by the calendar", () => {
  it("is sent at its hour to each recipient once, with its files, and the log says who got it", async () => {
    const recipients = ["a@example.go.th", "b@example.go.th"];
    const formats: ScheduleBody["formats"] = ["pdf", "xlsx", "csv", "json"];
    const { id, nextAt, owner } = await add({ recipients, formats });
    expect([isoDate(dayOf(nextAt!)), owner]).toEqual([isoDate(dayOf(clock.now())), "tester"]);
    await settle();
    strike();
    await until(() =>
      letters()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(recipients);
    const [first, second] = letters();
    const yesterday = isoDate(dayOf(clock.now()) - 1);
    expect(first!.subject).toMatch(/^AOC 1441 · รายงานสถานการณ์ประจำวัน \(\d+ พฤศจิกายน 2569\)$/);
    expect(first!.text).toContain("ส่งตามกำหนดเวลา “ประจำวัน” ซึ่ง tester เป็นผู้ตั้ง");
    expect(first!.files.map(({ name }) => name)).toEqual(
      formats.map((format) => `report-daily-${yesterday}-edition-1.${format}`),
    );
    expect(second!.files.every(({ bytes }, place) => bytes.equals(first!.files[place]!.bytes))).toBe(true);
    expect(first!.id).not.toBe(second!.id);
    const [pdf, xlsx, csv, json] = first!.files;
    expect((await textOfPdf(pdf!.bytes)).join("")).toContain(bare("รายงานสถานการณ์ประจำวัน"));
    expect((await readXlsx(xlsx!.bytes)).sheets).toHaveLength(3);
    const { document, hash } = JSON.parse(json!.bytes.toString());
    expect(csv!.bytes.toString()).toContain(hash);
    expect(document).toMatchObject({ isDraft: false, edition: 1, by: "tester" });

    const run = (await last(id))!;
    expect(run).toMatchObject({ state: "sent", document: document.id, edition: 1, got: 2, of: 2, turn: 1 });
    await (await fetch(`${program.url}/v1/reports/${document.id}/file?format=xlsx&lang=en`)).arrayBuffer();
    const readers = await ask<Readers>("GET", `/v1/reports/${document.id}/readers`);
    expect(readers.mails.map(({ to, state, schedule }) => [to, state, schedule])).toEqual(
      recipients.map((to) => [to, "sent", "ประจำวัน"]),
    );
    expect(readers.downloads).toMatchObject([{ by: "tester", format: "xlsx", lang: "en" }]);
    // Two days later two more have been sent, the next day's late: nothing was sent twice.
    expect((await ask<Issued[]>("GET", "/v1/reports"))[0]).toMatchObject({ id: document.id, by: "tester" });
  });

  it("is left out on a holiday where it says so, and a day that the program slept through is named", async () => {
    // From the 4th on: the 5th is a holiday.
    clock.ahead += Date.parse("2026-12-04T09:00:00+07:00") - clock.now();
    const { id } = await add({ onHoliday: "skip", waitMinutes: 60 });
    clock.ahead += 2 * DAY + 10 * MINUTE;
    await settle();
    await until(async () =>
      (await list())
        .find((each) => each.id === id)!
        .runs.map(({ day, state, why }) => [day, state, why?.code]),
    ).toEqual([
      ["2026-12-06", "sent", undefined],
      ["2026-12-05", "skipped", "holiday"],
      ["2026-12-04", "refused", "missed"],
    ]);
    await until(() => post.got.length).toBe(1);
  });

  it("waits for what is not settled and says so, also over a restart; then it is sent once", async () => {
    const { id } = await add();
    strike();
    await until(() => last(id)).toMatchObject({
      state: "waiting",
      why: { code: "not-settled", sections: ["key", "calls"] },
    });
    await program.close();
    program = await start();
    await until(() => last(id)).toMatchObject({ state: "waiting" });
    expect(post.got).toEqual([]);
    await settle();
    clock.ahead += MINUTE;
    await until(() => last(id)).toMatchObject({ state: "sent", got: 1 });
    clock.ahead += HOUR;
    await program.tell(event("call.offered", clock.now(), { callId: "x", queue: "report" }));
    await until(() => post.got.length).toBe(1);
  });

  it("is refused aloud when the wait is over, with no figure in the mail; tried again it is sent", async () => {
    const { cookie } = await signedIn("tells-owner@example.go.th");
    const { id } = await add({}, cookie);
    strike();
    await until(() => last(id)).toMatchObject({ state: "waiting" });
    clock.ahead += 31 * MINUTE;
    await until(() => last(id)).toMatchObject({ state: "refused", why: { code: "not-settled" } });
    await until(() =>
      letters()
        .map(({ to, files }) => [to, files.length])
        .sort(),
    ).toEqual([
      ["a@example.go.th", 0],
      ["tells-owner@example.go.th", 0],
    ]);
    const [notice, owners] = letters();
    expect(owners!.text).toBe(notice!.text);
    expect(notice!.subject).toMatch(/^AOC 1441 · ไม่ได้ส่งรายงานสถานการณ์ประจำวัน/);
    expect(notice!.text).toContain("ตัวเลขใน “ตัวเลขสำคัญ” “สายเข้าและการรับสาย” ยังไม่ครบเมื่อหมดเวลารอ");
    expect(notice!.files).toEqual([]);
    expect(await saidOfLast("ประจำวัน")).toMatch(/^ ?Not sent .*figures are not complete/);
    expect(await ask("GET", "/v1/health")).toMatchObject({ schedules: { refused: 1 } });
    await settle();
    const { id: run } = (await last(id))!;
    await ask("POST", `/v1/schedules/${id}/runs/${run}`);
    await expect(ask("POST", `/v1/schedules/${id}/runs/${run}`)).rejects.toThrow("404");
    await until(() => letters().map(({ files }) => files.length)).toEqual([0, 0, 1]);
    expect(await last(id)).toMatchObject({ state: "sent", turn: 2 });
    expect(await ask("GET", "/v1/health")).toMatchObject({ schedules: { refused: 0 } });
  });

  it("of an owner who has lost the right is not sent, and its recipients are told nothing", async () => {
    const { id: person, cookie } = await signedIn("has-left");
    const { id } = await add({}, cookie);
    await settle();
    await disablePerson(program.store.run, person, clock.now());
    strike();
    await until(() => last(id)).toMatchObject({ state: "refused", why: { code: "right-lost" } });
    expect(post.got).toEqual([]);
  });

  it("of an administrator whose days without a second factor are over is not sent", async () => {
    const { id: person, cookie } = await signedIn("owes-second");
    const { id } = await add({}, cookie);
    await settle();
    await program.store.run("putPerson", [person, "x", "admin", null, null, null, null]);
    await openSession(person, clock.now() - SECOND_GRACE_MS);
    strike();
    await until(() => last(id)).toMatchObject({ state: "refused", why: { code: "right-lost" } });
    expect(post.got).toEqual([]);
  });

  it("of more than its owner may see now is not sent, nor less in its place", async () => {
    const { id: person, cookie } = await signedIn("was-limited");
    const { id } = await add({}, cookie);
    await settle();
    await program.store.run("putPerson", [person, "x", "analyst", ["GSB"], null, null, null]);
    strike();
    await until(() => last(id)).toMatchObject({ state: "refused", why: { code: "right-lost" } });
    expect(post.got).toEqual([]);
  });

  it.each<[string, (person: number) => Promise<unknown>]>([
    ["disabled", (person) => disablePerson(program.store.run, person, clock.now())],
    [
      "a viewer by now",
      (person) => program.store.run("putPerson", [person, "x", "viewer", null, null, null, null]),
    ],
    [
      "limited to a bank",
      (person) => program.store.run("putPerson", [person, "x", "analyst", ["GSB"], null, null, null]),
    ],
  ])("leaves out a recipient who is %s, tells the owner, and the others get it", async (what, lose) => {
    const mark = what.replaceAll(" ", "-");
    const { id: reader } = await signedIn(`reader-${mark}@example.go.th`);
    const { cookie } = await signedIn(`owner-${mark}@example.go.th`);
    const outside = "mailbox@ministry.example.go.th";
    const recipients = [outside, `Reader-${mark}@example.go.th`];
    const { id } = await add({ recipients, formats: ["csv"] }, cookie);
    await settle();
    await lose(reader);
    strike();
    await until(() =>
      letters()
        .map(({ to, files }) => [to, files.length])
        .sort(),
    ).toEqual([
      [outside, 1],
      [`owner-${mark}@example.go.th`, 0],
    ]);
    const notice = letters().find(({ files }) => files.length === 0)!;
    expect(notice.subject).toContain("ผู้รับบางรายไม่ได้รับ");
    expect(notice.text).toContain(`ไม่ได้ส่งให้ ${recipients[1]}: ผู้รับไม่มีสิทธิดูรายงานนี้แล้ว`);
    await until(() => last(id)).toMatchObject({ state: "sent", got: 1, of: 2, leftOut: [recipients[1]] });
    const { document } = (await last(id))!;
    const { mails } = await ask<Readers>("GET", `/v1/reports/${document}/readers`);
    expect(mails.map(({ to, state, why }) => [to, state, why]).sort()).toEqual(
      [
        [outside, "sent", null],
        [recipients[1], "refused", "right-lost"],
      ].sort(),
    );
  });

  it("leaves out whoever is disabled after it was sent and before the mail went; the owner, who gets it too, is told in it", async () => {
    const { id: reader } = await signedIn("later@example.go.th");
    const { cookie } = await signedIn("owner-too@example.go.th");
    const { id } = await add({ recipients: ["later@example.go.th", "owner-too@example.go.th"] }, cookie);
    post.next.push({ code: 451, at: "data" }, { code: 451, at: "data" });
    await settle();
    strike();
    await until(() => post.next.length).toBe(0);
    await disablePerson(program.store.run, reader, clock.now());
    clock.ahead += 20_000;
    await until(() => last(id)).toMatchObject({ got: 1, of: 2, leftOut: ["later@example.go.th"] });
    const [own, ...others] = letters();
    expect([own!.to, own!.files.length, others]).toEqual(["owner-too@example.go.th", 1, []]);
    expect(own!.text).toContain("ไม่ได้ส่งให้ later@example.go.th");
    expect(await saidOfLast("ประจำวัน")).toContain("left out, the right is lost: later@example.go.th");
  });

  it("that is public is sent to whoever is limited, but to nobody who has lost the right", async () => {
    const gsb = { ...EVERYTHING, banks: ["GSB"] };
    await signedIn("gsb@example.go.th", gsb);
    const { id: gone } = await signedIn("gone@example.go.th");
    await disablePerson(program.store.run, gone, clock.now());
    const { id } = await add({ recipients: ["gsb@example.go.th", "gone@example.go.th"], public: true });
    await settle();
    strike();
    await until(() => last(id)).toMatchObject({ got: 1, of: 2, leftOut: ["gone@example.go.th"] });
    expect(post.got.map(({ to }) => to)).toEqual(["gsb@example.go.th"]);
  });

  it("waits while its receiver is away, and sends nothing when the right is lost meanwhile", async () => {
    const { id: person, cookie } = await signedIn("leaves-soon");
    const other = await add();
    const own = await add({ recipients: ["z@example.go.th"], sections: ["key"] }, cookie);
    post.next.push({ code: 451, at: "data" }, { code: 451, at: "data" });
    await settle();
    strike();
    await until(() => post.next.length).toBe(0);
    await disablePerson(program.store.run, person, clock.now());
    clock.ahead += 20_000;
    await until(() => post.got.length).toBe(1);
    expect(post.got.map(({ to }) => to)).toEqual(["a@example.go.th"]);
    const { document } = (await last(own.id))!;
    await until(
      async () => (await ask<Readers>("GET", `/v1/reports/${document}/readers`)).mails,
    ).toMatchObject([{ to: "z@example.go.th", state: "refused", why: "right-lost" }]);
    expect(await last(other.id)).toMatchObject({ got: 1 });
  });

  it("whose compiler is killed while it draws is drawn later, and sent whole", async () => {
    const { id } = await add({ formats: ["pdf"] });
    await settle();
    strike();
    const killing = setInterval(killRenderers, 5);
    await until(() => last(id)).toMatchObject({ state: "waiting", why: { code: "not-drawn" } });
    clearInterval(killing);
    expect(post.got).toEqual([]);
    clock.ahead += MINUTE;
    await until(() => post.got.length).toBe(1);
    const pages = await textOfPdf(letters()[0]!.files[0]!.bytes);
    expect(pages.join("")).toContain(bare("สายเข้าและการรับสาย"));
  });

  it("that is paused or removed while it waits is not sent; changed, it follows", async () => {
    const { id } = await add();
    strike();
    await until(() => last(id)).toMatchObject({ state: "waiting", why: { code: "not-settled" } });
    await ask("PUT", `/v1/schedules/${id}`, body({ recipients: ["c@example.go.th"] }));
    expect(await last(id)).toMatchObject({ state: "waiting" });
    const paused = await ask<Schedule>("PUT", `/v1/schedules/${id}`, body({ isPaused: true }));
    expect(paused).toMatchObject({
      nextAt: null,
      version: 3,
      runs: [{ state: "skipped", why: { code: "withdrawn" } }],
    });
    await settle();
    const other = await add({ recipients: ["d@example.go.th"], minute: 555 });
    clock.ahead += 10 * MINUTE;
    await until(() => last(other.id)).toMatchObject({ state: "sent", got: 1 });
    expect(post.got.map(({ to }) => to)).toEqual(["d@example.go.th"]);
  });

  it("that is changed when its hour has just come still has that day's run", async () => {
    const { id } = await add();
    strike();
    const today = isoDate(dayOf(clock.now()));
    const { runs, nextDay } = await ask<Schedule>("PUT", `/v1/schedules/${id}`, body({ minute: 700 }));
    expect(runs).toMatchObject([{ day: today, state: "waiting" }]);
    expect(nextDay).toBe(today);
    await settle();
    await until(() => last(id)).toMatchObject({ day: today, state: "sent", got: 1 });
    expect(post.got).toHaveLength(1);
  });

  it("that late events have changed is offered again, or sent with the list of what changed", async () => {
    const offered = await add({ sections: ["key"] });
    const sent = await add({ recipients: ["b@example.go.th"], onChange: "send" });
    await settle();
    strike();
    await until(() => post.got.length).toBe(2);
    const late = clock.now() - DAY;
    await program.tell(event("call.offered", late, { callId: `late-${late}`, queue: "report" }));
    clock.ahead += HOUR;
    await settle();
    await until(() => last(offered.id)).toMatchObject({
      turn: 1,
      state: "sent",
      differing: expect.any(Number),
    });
    await until(async () => (await last(offered.id))!.differing).toBeGreaterThan(0);
    await until(() => last(sent.id)).toMatchObject({ turn: 2, state: "sent", edition: 2, got: 1 });
    const again = letters().at(-1)!;
    expect(again).toMatchObject({ to: "b@example.go.th" });
    expect(again.subject).toMatch(/ · ฉบับที่ 2$/);
    expect(again.text).toMatch(
      /\d+ ตัวเลขเปลี่ยนจากฉบับก่อน\n– สายเข้า .*: 0 → 1 · มีเหตุการณ์มาถึงภายหลัง 1 รายการ จาก first เมื่อ .*\n/,
    );
    expect(post.got).toHaveLength(3);
  });
});

describe("after a glitch of the clock of an hour ahead and back", () => {
  it("a run that was tried, or claimed by a process that died, waits no hour", async () => {
    const { id } = await add({ waitMinutes: 180 });
    strike();
    await until(() => last(id)).toMatchObject({ state: "waiting" });
    const { run } = program.store;
    const next = async () => (await earliestRun(run))!;
    const steps = async () => (await ask<ScreensAnswer>("GET", "/v1/screens")).warnings;
    clock.off = HOUR;
    try {
      await until(steps).toMatchObject([{ kind: "clock-set" }]);
      await until(next).toBeGreaterThan(clock.now());
      const later = clock.now() + 2 * MINUTE;
      await claimRun(run, { claim: randomUUID(), until: later + 5 * MINUTE, now: later });
      expect(await next()).toBeGreaterThan(clock.now() + 6 * MINUTE);
    } finally {
      clock.off = 0;
    }
    // The lease of a claim.
    await until(next).toBeLessThan(clock.now() + 6 * MINUTE);
    clock.ahead += 6 * MINUTE;
    await settle();
    await until(() => last(id)).toMatchObject({ state: "sent" });
    await until(() => post.got.length).toBe(1);
  });
});

describe("a schedule", () => {
  it.each([
    [{ banks: ["NOBANK"] }, "banks: NOBANK is not known"],
    [{ public: true, banks: ["GSB"] }, "a public edition names no bank"],
    [{ recipients: ["nobody"] }, "recipients"],
    [{ recipients: ["a@example.go.th", "a@example.go.th"] }, "recipients"],
    [{ minute: 1_440 }, "minute"],
    [{ formats: [] }, "formats"],
  ])("of %j is refused", async (more, sentence) => {
    await expect(add(more as never)).rejects.toThrow(sentence);
  });
  it("of somebody who is limited is about the limit alone, and others' are not told of", async () => {
    const { cookie } = await signedIn("of-gsb", { ...EVERYTHING, banks: ["GSB"] });
    const whole = await add();
    await expect(add({ banks: ["KBANK"] }, cookie)).rejects.toThrow("403");
    const own = await add({ sections: ["freezes"] }, cookie);
    const { schedules } = await ask<ScheduleList>("GET", "/v1/schedules", undefined, cookie);
    expect(schedules.map(({ id }) => id)).toEqual([own.id]);
    await expect(ask("PUT", `/v1/schedules/${whole.id}`, body(), cookie)).rejects.toThrow("404");
    await expect(ask("DELETE", `/v1/schedules/${whole.id}`, undefined, cookie)).rejects.toThrow("404");
  });
});

/** Kills the processes of this one that make files. */
function killRenderers() {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))!;
      if (Number(parent) !== process.pid) continue;
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("render.child"))
        process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}
