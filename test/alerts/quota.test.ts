/** What is left of LINE's messages: judged by a table, asked of a real receiver, and told by another channel. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { NewRecipient, OutletQuota, OutletRow, Quota, Recipient } from "#wire/alerts.ts";
import { readLineQuota } from "../../backend/alerts/channels/line.ts";
import { judgeQuota } from "../../backend/alerts/channels/quota.ts";
import { claimQuota, readQuota, recordQuota } from "../../backend/alerts/channels/quotaQueries.ts";
import { quotaFindings } from "../../backend/alerts/findings.ts";
import { messageOf } from "../../backend/alerts/texts/alert.ts";
import { askOf } from "../ask.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";
import { ruleOf } from "./rules.ts";
import { openServices, type Services, TOKENS } from "./services.ts";

const at = (text: string) => Date.parse(`2026-11-${text}:00+07:00`);

describe("what is left of a month's messages", () => {
  const read = (when: string, used: number, most: number | null = 1_000): Quota => ({
    readAt: at(when),
    used,
    most,
    fault: null,
  });
  it.each<[string, Quota, string, string, string, string | null]>([
    ["without a limit is enough", read("10T12:00", 99_999, null), "10T12:30", "good", "well", null],
    ["is enough while none was used", read("10T12:00", 0), "10T12:30", "good", "well", null],
    ["is enough at a pace that lasts", read("16T00:00", 400), "16T00:30", "good", "well", null],
    ["is watched at a pace that just lasts", read("16T00:00", 499), "16T00:30", "between", "well", null],
    ["is told at a pace that does not", read("16T00:00", 625), "16T00:30", "bad", "quota-fast", "25T00:00"],
    [
      "says nothing of its pace with less than a fifth used",
      read("01T02:00", 199),
      "01T02:30",
      "good",
      "well",
      null,
    ],
    [
      "is told of a fifth on the first day",
      read("02T00:00", 200),
      "02T00:30",
      "bad",
      "quota-fast",
      "06T00:00",
    ],
    ["is watched from 70 % on", read("30T00:00", 700), "30T00:30", "between", "well", null],
    ["is not at 699 of 1,000", read("30T00:00", 699), "30T00:30", "good", "well", null],
    ["is told from 80 % on, though it lasts", read("30T00:00", 800), "30T00:30", "bad", "quota-low", null],
    ["is nothing", read("10T12:00", 1_000), "10T12:30", "bad", "quota-over", null],
    ["is nothing where there is none", read("10T12:00", 0, 0), "10T12:30", "bad", "quota-over", null],
    ["is known for three hours", read("10T12:00", 800), "10T15:00", "bad", "quota-fast", "12T21:00"],
    ["is not known after that", read("10T12:00", 1_000), "10T15:01", "no-data", "quota-unknown", null],
    [
      "is known from the first moment of the month",
      read("01T00:00", 1_000),
      "01T00:30",
      "bad",
      "quota-over",
      null,
    ],
    [
      "is not known from what was said last month",
      { ...read("01T00:00", 1_000), readAt: at("01T00:00") - 1 },
      ...(["01T00:30", "no-data", "quota-unknown", null] as const),
    ],
    [
      "is not known before it was ever said",
      { ...read("10T12:00", 0), readAt: null },
      "10T12:30",
      "no-data",
      "quota-unknown",
      null,
    ],
  ])("%s", (_what, quota, now, kind, why, runsOut) => {
    const judged = judgeQuota(quota, at(now));
    expect([judged.kind, judged.why]).toEqual([kind, why]);
    if (runsOut === null) expect(judged.runsOutAt).toBeNull();
    else expect(Math.abs(judged.runsOutAt! - at(runsOut))).toBeLessThan(MINUTE);
  });

  const said = (quota: Quota, now: string, lang: "th" | "en") => {
    const [finding] = quotaFindings(quota, at(now));
    return messageOf(
      {
        rule: ruleOf({ nameTh: "โควตาข้อความ LINE ของเดือน", condition: "line-quota" }),
        subject: { by: "server", of: null },
        cause: "limit",
        since: at(now),
        finding: finding!,
        foundAt: at(now),
      },
      "firing",
      { now: at(now), resolvedAt: null, mark: false, link: "https://war-room.example.go.th/alerts" },
      () => "",
      lang,
    ).text.split("\n");
  };
  it("is said with how much was used, when LINE said so, and when nothing is left", () => {
    const [head, detail] = said(read("16T00:00", 625), "16T00:30", "th");
    expect(head).toBe("แจ้งเหตุ: ข้อความ LINE จะหมดก่อนสิ้นเดือน");
    expect(detail).toMatch(
      /^ใช้ไป 625 จาก 1,000 ข้อความ \(LINE แจ้งเมื่อ 00:00\) · ถ้าใช้เร็วเท่านี้จะหมด 25 พ\.ย\. 00:00 · ตั้งแต่/,
    );
    expect(said(read("30T00:00", 800), "30T00:30", "en").slice(0, 2)).toEqual([
      "Alert: this month’s messages at LINE are nearly used up",
      expect.stringMatching(/^800 of 1,000 used \(LINE said at 00:00\) · since/),
    ]);
  });
  it("has no number where it is not known", () => {
    expect(quotaFindings(read("10T12:00", 1_000), at("10T16:00"))[0]).toMatchObject({
      kind: "no-data",
      facts: {},
    });
    expect(quotaFindings(null, at("10T16:00"))).toEqual([]);
  });
});

describe("a program that sends by LINE", () => {
  let clock: MovedClock;
  let hook: Hook;
  let services: Services;
  let program: Program;
  beforeAll(async () => {
    clock = movedClock();
    [hook, services] = await Promise.all([openHook(), openServices()]);
    Object.assign(services.quota, { used: 10, most: 500 });
    program = await startProgram({
      clock,
      config: {
        webhookNetworks: ["127.0.0.1"],
        outlets: { line: { url: `${services.url}/line`, token: TOKENS.line }, telegram: null, sms: null },
      },
    });
  });
  afterAll(async () => {
    await program.close();
    services.expectNoMore();
    await Promise.all([hook.close(), services.close()]);
  });
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
  const ask = askOf(() => program);
  const LINE = { kind: "line", to: `U${"0123456789abcdef".repeat(2)}` } as const;
  const person = (name: string, channels: NewRecipient["channels"]): NewRecipient => ({
    name,
    lang: "th",
    mostIn10Minutes: 100,
    hears: [{ policy: "system", afterMinutes: 0 }],
    channels,
  });
  const quota = async (): Promise<OutletQuota | null> =>
    (await ask<OutletRow[]>("GET", "/v1/alerts/channels")).find(({ kind }) => kind === "line")!.quota;

  it("asks at its start, and once an hour, how many messages are left", async () => {
    await until(quota).toMatchObject({ used: 10, most: 500, fault: null, state: "good", why: "well" });
    const { readAt } = (await quota())!;
    services.quota.used = 20;
    clock.ahead += 30 * MINUTE;
    await until(async () => (await program.alerts.health()).judgedAt).toBeGreaterThan(
      clock.now() - 2 * SECOND,
    );
    expect(await quota()).toMatchObject({ used: 10, readAt });
    clock.ahead += 30 * MINUTE + SECOND;
    await until(quota).toMatchObject({ used: 20 });
    expect((await quota())!.readAt! - readAt!).toBeGreaterThanOrEqual(HOUR);
  });

  it("warns by another channel than LINE, says where nobody has another one, and tells the end", async () => {
    await ask<Recipient>("POST", "/v1/alerts/recipients", person("มีแต่ LINE", [LINE]));
    expect((await quota())!.isToldElsewhere).toBe(false);
    const both = person("ผู้ดูแลระบบ", [LINE, { kind: "webhook", url: hook.url, format: "standard" }]);
    await ask<Recipient>("POST", "/v1/alerts/recipients", both);
    expect((await quota())!.isToldElsewhere).toBe(true);
    services.quota.used = 410;
    clock.ahead += HOUR + SECOND;
    await until(() => hook.got.map(({ body }) => body.type)).toEqual(["alert.firing"]);
    const { text } = hook.got[0]!.body.data;
    expect(text).toMatch(/^แจ้งเหตุ: ข้อความ LINE (ของเดือนนี้ใกล้หมด|จะหมดก่อนสิ้นเดือน)\n/);
    expect(text).toMatch(/ใช้ไป 410 จาก 500 ข้อความ \(LINE แจ้งเมื่อ .*\).*\nสิ่งที่ต้องทำ: ซื้อข้อความเพิ่ม/);
    // LINE takes messages still: whoever has nothing else is told by it.
    expect(await services.expectTaken(1)).toMatchObject([
      { by: "line", text: expect.stringContaining("410 จาก 500") },
    ]);
    services.quota.most = null;
    clock.ahead += HOUR + SECOND;
    const ends = await services.expectTaken(2);
    expect(ends.every(({ text: end }) => end.startsWith("กลับสู่ปกติ: โควตาข้อความ LINE ของเดือน\n"))).toBe(true);
    expect(await quota()).toMatchObject({ most: null, state: "good", why: "well" });
    expect(hook.got).toHaveLength(1);
  });

  it("says why it does not know, and after three hours no number as one of now", async () => {
    services.quota.status = 503;
    const before = (await quota())!;
    clock.ahead += HOUR + SECOND;
    await until(quota).toMatchObject({
      fault: "503",
      readAt: before.readAt,
      used: before.used,
      state: "good",
    });
    clock.ahead += 2 * HOUR;
    await until(quota).toMatchObject({ fault: "503", state: "no-data", why: "quota-unknown" });
    const health = await ask<{ line: OutletQuota }>("GET", "/v1/health");
    expect(health.line).toMatchObject({ fault: "503", state: "no-data", readAt: before.readAt });
    // It asks again within minutes.
    services.quota.status = 200;
    clock.ahead += 5 * MINUTE + SECOND;
    await until(quota).toMatchObject({ fault: null, state: "good" });
  });

  it("asks in one of its processes, of one account, and again after a clock that was ahead", async () => {
    const { run } = program.store;
    const now = clock.now();
    const claim = (account: string, time = now) => claimQuota(run, account, time, time + 5 * MINUTE);
    expect([await claim("another"), await claim("another")]).toEqual([true, false]);
    expect(await readQuota(run, "another")).toEqual({ nextAt: now + 5 * MINUTE, quota: null });
    await recordQuota(run, "another", now, { used: 1, most: null }, now + HOUR);
    await recordQuota(run, "another", now + SECOND, { fault: "401" }, now + HOUR);
    expect((await readQuota(run, "another"))!.quota).toEqual({
      readAt: now,
      used: 1,
      most: null,
      fault: "401",
    });
    expect([await claim("another", now + HOUR - 1), await claim("another", now + HOUR)]).toEqual([
      false,
      true,
    ]);
    expect([await claim("another", now - 3 * HOUR), await claim("another", now - 3 * HOUR)]).toEqual([
      true,
      false,
    ]);
    // What was known of one token says nothing of another one.
    expect([await claim("third"), await readQuota(run, "another")]).toEqual([true, null]);
    expect((await readQuota(run, "third"))!.quota).toBeNull();
  });

  it.each<[string, object, string, string]>([
    ["a token that it does not know", {}, "wrong-token-0123456789", "401"],
    ["no such address", { url: "http://127.0.0.1:9" }, TOKENS.line, "ECONNREFUSED"],
  ])("says what it was answered with %s", async (_what, more, token, fault) => {
    expect(await readLineQuota({ url: `${services.url}/line`, token, ...more })).toEqual({ fault });
  });
  it("takes no other answer for a number", async () => {
    services.quota.most = -1;
    expect(await readLineQuota({ url: `${services.url}/line`, token: TOKENS.line })).toEqual({
      fault: "answer-unclear",
    });
  });
});
