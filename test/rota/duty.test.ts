/** Who is on duty is told: the whole way, from an event to the webhooks of those who are, and those who are not. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayOf, isoDate, timeOfDay, weekdayOf } from "#calendar/days.ts";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { EpisodeAnswer, EpisodeRow, MessageRow, NewRecipient, Recipient } from "#wire/alerts.ts";
import type { NewRota, Rotas } from "#wire/rota.ts";
import { waitingDigest } from "../../backend/alerts/outbox/groupQueries.ts";
import { readHolidays } from "../../backend/holidays/holidays.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { type Hook, openHook } from "../alerts/receivers.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";

let clock: MovedClock;
let program: Program;
const hooks = new Map<string, Hook>();
const ids = new Map<string, number>();
const banks: string[] = [];
let bank: string;

beforeAll(async () => {
  clock = movedClock();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  const codes = await ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
  banks.push(...codes.filter(({ kind }) => kind === "bank").map(({ code }) => code));
  for (const name of ["สมชาย", "สุดา", "ผู้อำนวยการ"]) {
    const hook = await openHook();
    hooks.set(name, hook);
    const recipient: NewRecipient = {
      name,
      lang: "th",
      mostIn10Minutes: 100,
      hears: [],
      channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    };
    ids.set(name, (await ask<Recipient>("POST", "/v1/alerts/recipients", recipient)).id);
  }
}, 60_000);
afterAll(async () => {
  await program.close();
  for (const hook of hooks.values()) await hook.close();
});
afterEach(async () => {
  // Each test has looked at what was told of its alerts.
  expectNothingButEnds();
  for (const { id } of (await list()).rotas) await ask("DELETE", `/v1/alerts/rotas/${id}`);
  await hears("ผู้อำนวยการ", null);
  for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/mutes"))
    await ask("DELETE", `/v1/alerts/mutes/${id}`);
  for (const { id, state } of (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows)
    if (state !== "pending") {
      await ask("POST", `/v1/alerts/${id}/resolve`, {});
      await until(async () =>
        (await read(id)).messages.filter(({ state }) => state === "queued" || state === "claimed"),
      ).toEqual([]);
    }
  // Without a rota somebody else is next in the chain, and whoever was told is told that it is over.
  expectNothingButEnds();
});

/** The end of an alert is told to whoever was told of it, of which no test here is. */
function expectNothingButEnds() {
  for (const hook of hooks.values()) {
    hook.pick(({ body }) => body.type === "alert.resolve");
    hook.expectNoMore();
  }
}

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const ask = askOf(() => program);
const list = () => ask<Rotas>("GET", "/v1/alerts/rotas");
async function hears(name: string, afterMinutes: number | null) {
  const all = await ask<Recipient[]>("GET", "/v1/alerts/recipients");
  const { id, secret: _, gone: __, ...own } = all.find((each) => each.name === name)!;
  await ask("PUT", `/v1/alerts/recipients/${id}`, {
    ...own,
    hears: afterMinutes === null ? [] : [{ policy: "duty", afterMinutes }],
  });
}
async function mostOf(name: string, mostIn10Minutes: number) {
  const all = await ask<Recipient[]>("GET", "/v1/alerts/recipients");
  const { id, secret: _, gone: __, ...own } = all.find((each) => each.name === name)!;
  await ask("PUT", `/v1/alerts/recipients/${id}`, { ...own, mostIn10Minutes });
}
const two = (minute: number) => ((minute % 1440) + 1440) % 1440;
const minuteNow = () => Math.floor(timeOfDay(clock.now()) / MINUTE);
/** All day from an hour ago, in turns. */
const rota = (people: string[], more: Partial<NewRota> = {}): NewRota => ({
  name: "หัวหน้าเวร",
  firstDay: isoDate(dayOf(clock.now() - HOUR)),
  hears: [{ policy: "duty", afterMinutes: 0 }],
  shifts: [
    {
      from: two(minuteNow() - 60),
      until: two(minuteNow() - 60),
      turn: "daily",
      people: people.map((name) => ids.get(name)!),
    },
  ],
  ...more,
});
/** A shift that is over: nobody is on duty now. */
const hole = (people: string[]): NewRota =>
  rota(people, {
    shifts: [
      {
        from: two(minuteNow() - 120),
        until: two(minuteNow() - 60),
        turn: "daily",
        people: people.map((name) => ids.get(name)!),
      },
    ],
  });
const add = async (body: NewRota) => (await ask<{ id: number }>("POST", "/v1/alerts/rotas", body)).id;
const override = (id: number, name: string, from: number, to: number) =>
  ask<{ id: number }>("POST", `/v1/alerts/rotas/${id}/overrides`, {
    from,
    until: to,
    recipient: ids.get(name)!,
  });
let count = 0;
/** A freeze of another bank is overdue: gives its alert. */
async function late(): Promise<number> {
  bank = banks.shift()!;
  const id = `late-${++count}`;
  await program.tell(
    event("freeze.requested", clock.now() - HOUR - SECOND, {
      freezeId: id,
      reportId: id,
      bank,
      hop: 1,
      amountSatang: 100,
      accountToken: `t-${id}`,
    }),
  );
  const find = async () =>
    (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.find(
      ({ subject, rule, state }) => subject.of === bank && rule === "freeze-overdue" && state === "firing",
    )?.id;
  await until(find).toBeTypeOf("number");
  return (await find())!;
}
const read = (id: number) => ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`);
const messages = async (id: number) =>
  (await read(id)).messages.map(({ recipient, kind, state, why }) => [recipient, kind, state, why]);
/** Who got something of the last bank, by name. */
const got = () =>
  Object.fromEntries(
    [...hooks].map(([name, hook]) => [
      name,
      hook.pick(({ body }) => body.data.text.includes(bank)).map(({ body }) => body.type),
    ]),
  );

// First: sessions end when the clock is moved.
describe("a change of a rota", () => {
  it("is for those who may, of the whole centre, and is audited with what was before", async () => {
    const id = await add(rota(["สมชาย"]));
    const admin = await firstAdministrator(program);
    const visitors = {
      viewer: await newPerson(program, admin, "viewer", "viewer"),
      limited: await newPerson(program, admin, "limited", "commander", { ...EVERYTHING, banks: ["KBANK"] }),
      commander: await newPerson(program, admin, "commander", "commander"),
    };
    const body = { from: clock.now(), until: clock.now() + HOUR, recipient: ids.get("สุดา")! };
    const path = `/v1/alerts/rotas/${id}/overrides`;
    const statusOf = async ({ client }: { client: Client }, ...asked: [string, string, object?]) =>
      (await client.ask(...asked)).status;
    expect(await statusOf(visitors.viewer, "POST", path, body)).toBe(403);
    expect(await statusOf(visitors.limited, "POST", path, body)).toBe(403);
    const made = await visitors.commander.client.ask("POST", path, { ...body, reason: "แลกเวร" });
    expect(made.status).toBe(201);
    expect(await statusOf(visitors.limited, "DELETE", `${path}/${made.body.id}`)).toBe(403);
    expect(await statusOf(visitors.commander, "PUT", `/v1/alerts/rotas/${id}`, rota(["สุดา"]))).toBe(403);
    for (const visitor of Object.values(visitors))
      expect((await visitor.client.ask("GET", "/v1/alerts/rotas")).body.rotas[0].onDuty.person.name).toBe(
        "สุดา",
      );
    expect(await statusOf(visitors.commander, "DELETE", `${path}/${made.body.id}`)).toBe(204);
    expect(await statusOf(visitors.commander, "DELETE", `${path}/${made.body.id}`)).toBe(404);
    await ask("PUT", `/v1/alerts/rotas/${id}`, rota(["สุดา"]));
    await ask("DELETE", `/v1/alerts/rotas/${id}`);
    const { rows } = await ask<{ rows: { deed: string; before: unknown; after: unknown }[] }>(
      "GET",
      "/v1/audit",
    );
    const deeds = rows.filter(({ deed }) => deed.startsWith("rota.")).slice(0, 5);
    expect(deeds.map(({ deed }) => deed)).toEqual([
      ...["rota.removed", "rota.changed", "rota.override-ended", "rota.overridden", "rota.made"],
    ]);
    expect(JSON.stringify(deeds[1]!.before)).toContain(`"people":[${ids.get("สมชาย")}]`);
    expect(JSON.stringify(deeds[3]!.after)).toContain("แลกเวร");
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      "shifts that overlap",
      () => add(rota(["สมชาย"], { shifts: [...rota(["สมชาย"]).shifts, ...rota(["สุดา"]).shifts] })),
      "shifts.1: overlaps shift 0",
    ],
    [
      "a person who is no recipient",
      () => add(rota([], { shifts: [{ ...rota([]).shifts[0]!, people: [999] }] })),
      "shifts.0.people: there is no recipient 999",
    ],
    [
      "a day that is none",
      () => add(rota(["สมชาย"], { firstDay: "2026-02-30" })),
      "firstDay: there is no day 2026-02-30",
    ],
    ["nobody at all", () => add(rota([])), "400"],
    [
      "a name that another one has",
      async () => {
        await add(rota(["สมชาย"]));
        await add(rota(["สุดา"]));
      },
      "name: there is a rota หัวหน้าเวร already",
    ],
    [
      "an override that is over",
      async () => override(await add(rota(["สมชาย"])), "สุดา", clock.now() - HOUR, clock.now() - MINUTE),
      "until: is over",
    ],
    [
      "an override that ends before it begins",
      async () => override(await add(rota(["สมชาย"])), "สุดา", clock.now() + HOUR, clock.now()),
      "until: must be later than from",
    ],
    [
      "an override of months",
      async () => override(await add(rota(["สมชาย"])), "สุดา", clock.now(), clock.now() + 2_400 * HOUR),
      "until: is more than 92 days later",
    ],
    [
      "an override of a rota that is none",
      () => override(999_999, "สุดา", clock.now(), clock.now() + HOUR),
      "there is no rota 999999",
    ],
  ])("to %s is refused, with the reason", async (_what, deed, sentence) => {
    await expect(deed()).rejects.toThrow(sentence);
  });
});

describe("whoever is on duty", () => {
  it("is told, and nobody else; who stands in is told in his place; and each is told of the end of his own", async () => {
    const id = await add(rota(["สมชาย", "สุดา"]));
    expect((await list()).rotas[0]!.onDuty.person!.name).toBe("สมชาย");
    const first = await late();
    await until(() => messages(first)).toEqual([["สมชาย", "firing", "delivered", null]]);
    await override(id, "สุดา", clock.now() - MINUTE, clock.now() + 8 * HOUR);
    expect((await list()).rotas[0]!.onDuty.person!.name).toBe("สุดา");
    await ask("POST", `/v1/alerts/${first}/resolve`, {});
    await until(got).toEqual({ สมชาย: ["alert.firing", "alert.resolve"], สุดา: [], ผู้อำนวยการ: [] });
    const second = await late();
    await until(() => messages(second)).toEqual([["สุดา", "firing", "delivered", null]]);
    expect(got()).toEqual({ สมชาย: [], สุดา: ["alert.firing"], ผู้อำนวยการ: [] });
  });

  it("when a mute ends is told what was muted before the hand-over, and who went home is not", async () => {
    const id = await add(rota(["สมชาย"]));
    const now = clock.now();
    await ask("POST", "/v1/alerts/mutes", {
      rule: "freeze-overdue",
      subject: null,
      from: now,
      until: now + HOUR,
      daily: null,
      reason: "ทดสอบ",
    });
    const alert = await late();
    await until(() => messages(alert)).toEqual([["สมชาย", "firing", "deferred", "muted"]]);
    await override(id, "สุดา", now + 30 * MINUTE, now + 8 * HOUR);
    clock.ahead += HOUR;
    await until(() => messages(alert)).toEqual([
      ["สมชาย", "firing", "superseded", "handed-over"],
      ["สุดา", "firing", "delivered", null],
    ]);
    expect(got()).toEqual({ สมชาย: [], สุดา: ["alert.firing"], ผู้อำนวยการ: [] });
  });

  it("when a digest is due is told what was folded before the hand-over, and who went home is not", async () => {
    await mostOf("สมชาย", 1);
    const id = await add(rota(["สมชาย"]));
    const now = clock.now();
    const both = [await late(), await late()];
    const states = async () => (await Promise.all(both.map(messages))).flat().sort();
    await until(states).toEqual([
      ["สมชาย", "firing", "delivered", null],
      ["สมชาย", "firing", "folded", "over-rate"],
    ]);
    const digest = (await waitingDigest(program.store.run, ids.get("สมชาย")!))!;
    await override(id, "สุดา", now + MINUTE, now + 8 * HOUR);
    clock.ahead += 10 * MINUTE + SECOND;
    await until(states).toEqual([
      ["สมชาย", "firing", "delivered", null],
      ["สมชาย", "firing", "superseded", "handed-over"],
      ["สุดา", "firing", "delivered", null],
    ]);
    // What is told of the end of another test's alert is nobody's here.
    const heard = (name: string) =>
      hooks
        .get(name)!
        .got.map(({ body }) => body.type)
        .filter((type) => type !== "alert.resolve");
    expect([heard("สมชาย"), heard("สุดา")]).toEqual([["alert.firing"], ["alert.firing"]]);
    // The digest has nothing to tell any more, and says why.
    await until(async () => {
      const { state, why } = await ask<MessageRow>("GET", `/v1/alerts/messages/${digest}`);
      return [state, why];
    }).toEqual(["superseded", "handed-over"]);
    await mostOf("สมชาย", 100);
  });

  it("is by the working days, the days off and the holidays of the calendar", async () => {
    const [every] = rota(["สมชาย"]).shifts;
    const id = await add(
      rota([], {
        holidaysOff: true,
        shifts: [
          { ...every!, days: "working", people: [ids.get("สมชาย")!] },
          { ...every!, days: "off", people: [ids.get("สุดา")!] },
        ],
      }),
    );
    const begun = dayOf(clock.now() - HOUR);
    const isFree = weekdayOf(begun) > 5 || readHolidays(undefined).isHoliday(begun) === true;
    const [named] = (await list()).rotas.filter((each) => each.id === id);
    const who = isFree ? "สุดา" : "สมชาย";
    expect([named!.onDuty.person!.name, named!.holidaysOff]).toEqual([who, true]);
    expect(named!.daysOff.includes(isoDate(begun))).toBe(isFree);
    const alert = await late();
    await until(() => messages(alert)).toEqual([[who, "firing", "delivered", null]]);
    expect(got()).toEqual({ สมชาย: [], สุดา: [], ผู้อำนวยการ: [], [who]: ["alert.firing"] });
  });

  it("is named as the next of the chain, as of then", async () => {
    await hears("ผู้อำนวยการ", 0);
    const id = await add(rota(["สมชาย"], { hears: [{ policy: "duty", afterMinutes: 60 }] }));
    await override(id, "สุดา", clock.now() + 30 * MINUTE, clock.now() + 2 * HOUR);
    const alert = await late();
    const { episode } = await read(alert);
    expect([episode.nextRecipients, episode.nextUnmanned]).toEqual([["สุดา"], []]);
    await until(() => messages(alert)).toEqual([["ผู้อำนวยการ", "firing", "delivered", null]]);
    expect(got()).toEqual({ สมชาย: [], สุดา: [], ผู้อำนวยการ: ["alert.firing"] });
  });
});

describe("a rota with a hole", () => {
  it("takes the next step of the chain at once, says so, and is named where the next step is", async () => {
    await hears("ผู้อำนวยการ", 30);
    await add(hole(["สมชาย"]));
    const [named] = (await list()).rotas;
    expect(named!.onDuty.person).toBeNull();
    expect(named!.turns[0]!.person).toBeNull();
    const alert = await late();
    await until(() => messages(alert)).toEqual([["ผู้อำนวยการ", "firing", "delivered", null]]);
    expect(got()).toEqual({ สมชาย: [], สุดา: [], ผู้อำนวยการ: ["alert.firing"] });
    const { transitions } = await read(alert);
    expect(transitions.map(({ reason }) => reason)).toEqual(["breach-held", "nobody-on-duty"]);
    expect(transitions[1]!.said.th).toContain("ไม่มีผู้อยู่เวร");
    expect(transitions[1]!.at - transitions[0]!.at).toBeLessThan(5 * SECOND);
  });

  it("that has no further step tells whoever comes on duty, as soon as somebody does", async () => {
    const id = await add(hole(["สมชาย"]));
    const alert = await late();
    const reasons = async () => (await read(alert)).transitions.map(({ reason }) => reason);
    await until(reasons).toEqual(["breach-held", "nobody-on-duty"]);
    expect(await messages(alert)).toEqual([]);
    await override(id, "สุดา", clock.now() - MINUTE, clock.now() + HOUR);
    await until(() => messages(alert)).toEqual([["สุดา", "firing", "delivered", null]]);
    expect(await reasons()).toEqual(["breach-held", "nobody-on-duty", "duty-began"]);
    expect(got()).toEqual({ สมชาย: [], สุดา: ["alert.firing"], ผู้อำนวยการ: [] });
  });

  it("began where who stood in was over", async () => {
    const id = await add(hole(["สมชาย"]));
    const over = clock.now() + MINUTE;
    await override(id, "สุดา", clock.now() - MINUTE, over);
    clock.ahead += 2 * MINUTE;
    const [named] = (await list()).rotas;
    expect([named!.turns[0]!.from, named!.turns[0]!.person, named!.overrides]).toEqual([over, null, []]);
  });

  it("is one where whose turn it is was removed from the recipients", async () => {
    const gone = { ...recipientOf("ลาออก"), channels: [{ kind: "mail", to: "gone@example.go.th" }] };
    const { id } = await ask<Recipient>("POST", "/v1/alerts/recipients", gone);
    ids.set("ลาออก", id);
    await add(rota(["ลาออก"]));
    expect((await list()).rotas[0]!.onDuty.person!.name).toBe("ลาออก");
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
    const [named] = (await list()).rotas;
    expect([named!.onDuty.person, named!.turns.map(({ person }) => person)]).toEqual([null, [null]]);
  });
});
const recipientOf = (name: string) => ({ name, lang: "th", mostIn10Minutes: 100, hears: [] });
