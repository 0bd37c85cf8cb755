/** Recipients that hear only of some alerts, by severity and by subject: from an event to what each receiver gets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, Heard, Recipient, Rule } from "#wire/alerts.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf, sendingBy } from "./overdue.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

const [OWN, GRAVE, BOTH, NEITHER] = ["KBANK", "SCB", "BBL", "KTB"] as const;
let clock: MovedClock;
let hook: Hook;
let post: Post;
let program: Program;
beforeAll(async () => {
  clock = movedClock();
  post = await openPostOffice();
  program = await startProgram({ clock, config: sendingBy(post) });
  // Late freezes alone speak: grave at two banks, low at the two others; they are over as soon as they are well.
  const {
    id: _,
    version: __,
    from: ___,
    ...late
  } = (await ask<Rule[]>("GET", "/v1/alerts/rules")).find(({ id }) => id === "freeze-overdue")!;
  await alerts.setRules(({ id }) => ({
    ...{ isOn: id === "freeze-overdue", keepSeconds: 0 },
    ...(id === "freeze-overdue" ? { only: [GRAVE, BOTH] } : {}),
  }));
  const low = { ...late, isOn: true, keepSeconds: 0, only: [OWN, NEITHER], severity: "low" };
  await ask("PUT", "/v1/alerts/rules/late-low", low);
});
afterAll(async () => {
  await program.close();
  await post.close();
});
beforeEach(async () => {
  hook = await openHook();
});
afterEach(async () => {
  await alerts.clear("recipients");
  await answer(...alerts.owing());
  await until(async () => (await open()).length).toBe(0);
  clock.ahead += HOUR;
  await hook.close();
  post.expectNoMore();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
const { ask, episodeOf, open } = alerts;
const bodyOf = (name: string, hears: Heard[]) => ({
  ...{ name, hears, lang: "en", mostIn10Minutes: 100 },
  channels: [
    name === "bank"
      ? { kind: "webhook", url: hook.url, format: "standard" }
      : { kind: "mail", to: "a@b.go.th" },
  ],
});
const add = (name: string, hears: Heard[]) =>
  ask<Recipient>("POST", "/v1/alerts/recipients", bodyOf(name, hears));

/** One after another, each in a commit of its own. */
async function late(...banks: string[]) {
  for (const bank of banks) await alerts.late([bank]);
  const firing = async () => (await open()).filter(({ state }) => state === "firing").length;
  await until(firing).toBe(alerts.owing().length);
}
async function answer(...banks: string[]) {
  for (const bank of banks) await alerts.answer(bank);
}
/** Of which bank, by each message that came by the webhook. */
const hooked = () =>
  hook.got.map(({ body }) => [body.type, /\b(KBANK|SCB|BBL|KTB)\b/.exec(body.data.title)![1]]);
const mailed = () =>
  post.got.flatMap(({ text }) =>
    [...text.matchAll(/\b(KBANK|SCB|BBL|KTB)\b/g)].map(([bank]) => [
      /^Over/.test(text) ? "over" : "fired",
      bank,
    ]),
  );
const uniquely = (pairs: unknown[][]) => [...new Set(pairs.map((pair) => pair.join(" ")))].sort();

describe("one recipient narrowed to banks, and one to what is grave", () => {
  beforeEach(async () => {
    await add("bank", [{ policy: "duty", subjects: [`bank:${OWN}`, `bank:${BOTH}`], afterMinutes: 0 }]);
    await add("grave", [{ policy: "duty", severities: ["high"], afterMinutes: 0 }]);
  });
  it("get exactly their own alerts, and of each exactly one end", async () => {
    await late(OWN, GRAVE, BOTH, NEITHER);
    const fired = [`alert.firing ${BOTH}`, `alert.firing ${OWN}`];
    await until(() => uniquely(hooked())).toEqual(fired);
    const told = async (bank: string) => {
      const { messages } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${(await episodeOf(bank)).id}`);
      return messages.map(({ recipient, kind }) => `${recipient} ${kind}`).sort();
    };
    expect(await told(OWN)).toEqual(["bank firing"]);
    expect(await told(GRAVE)).toEqual(["grave firing"]);
    expect(await told(BOTH)).toEqual(["bank firing", "grave firing"]);
    expect(await told(NEITHER)).toEqual([]);
    // That nobody hears of it is said of the alert, and was of its rule before.
    const unheard = (await open()).filter(({ isUnheard }) => isUnheard);
    expect(unheard.map(({ subject }) => subject.of)).toEqual([NEITHER]);
    expect(await ask("GET", "/v1/alerts/unheard")).toEqual([
      { rule: "late-low", by: "bank", of: [NEITHER], except: [] },
    ]);
    clock.ahead += 20 * SECOND;
    await until(() => uniquely(mailed())).toEqual([`fired ${BOTH}`, `fired ${GRAVE}`]);

    await answer(OWN, GRAVE, BOTH, NEITHER);
    await until(async () => (await open()).length).toBe(0);
    clock.ahead += 20 * SECOND;
    const ended = [`alert.resolve ${BOTH}`, `alert.resolve ${OWN}`];
    await until(() => uniquely(hooked())).toEqual([...fired, ...ended].sort());
    await until(() => uniquely(mailed()).filter((each) => each.startsWith("over"))).toEqual([
      ...[`over ${BOTH}`, `over ${GRAVE}`],
    ]);
    // Each once: nothing was told twice.
    expect(hook.once().length).toBe(4);
    expect(hooked().length).toBe(4);
  });
});

it("who was told and does not hear of it any more gets the one end; who hears of it from now on is told", async () => {
  const { id } = await add("bank", [{ policy: "duty", subjects: [`bank:${OWN}`], afterMinutes: 0 }]);
  await late(OWN, NEITHER);
  await until(hooked).toEqual([["alert.firing", OWN]]);
  const other = bodyOf("bank", [{ policy: "duty", subjects: [`bank:${NEITHER}`], afterMinutes: 0 }]);
  await ask("PUT", `/v1/alerts/recipients/${id}`, other);
  await until(hooked).toEqual([
    ["alert.firing", OWN],
    ["alert.firing", NEITHER],
  ]);
  await answer(OWN);
  await until(hooked).toEqual([
    ["alert.firing", OWN],
    ["alert.firing", NEITHER],
    ["alert.resolve", OWN],
  ]);
  await answer(NEITHER);
  await until(() => hook.got.length).toBe(4);
  expect(hooked().at(-1)).toEqual(["alert.resolve", NEITHER]);
});

describe("what is heard is refused", () => {
  const duty = { policy: "duty", afterMinutes: 0 };
  it.each([
    [
      "of a bank that there is not",
      [{ ...duty, subjects: ["bank:NOPE"] }],
      /hears\.0\.subjects: there is no bank NOPE/,
    ],
    [
      "of a province that there is not",
      [duty, { ...duty, subjects: ["province:KBANK"] }],
      /hears\.1\.subjects: there is no province KBANK/,
    ],
    ["of no dimension", [{ ...duty, subjects: ["KBANK"] }], /^400 .*subjects/s],
    ["of all together by name", [{ ...duty, subjects: ["all"] }], /^400 .*subjects/s],
    ["of nothing", [{ ...duty, subjects: [] }], /^400 .*subjects/s],
    ["of no severity", [{ ...duty, severities: [] }], /^400 .*severities/s],
    ["twice the same", [duty, duty], /^400 .*hears/s],
    [
      "in 13 entries",
      Array.from({ length: 13 }, (_, afterMinutes) => ({ ...duty, afterMinutes })),
      /^400 .*hears/s,
    ],
  ])("%s, by a recipient and by a rota", async (_, hears, said) => {
    const { id } = await add("grave", [{ policy: "duty", afterMinutes: 0 }]);
    const shifts = [{ from: 0, until: 0, turn: "daily", people: [id] }];
    for (const [path, body] of [
      ["/v1/alerts/recipients", bodyOf("other", hears as Heard[])],
      ["/v1/alerts/rotas", { name: "เวร", firstDay: "2026-11-23", hears, shifts }],
    ] as const) {
      await expect(ask("POST", path, body)).rejects.toThrow(said);
    }
  });
  it("not of a source or a screen that is not there yet", async () => {
    const subjects = ["source:not-yet", "screen:hall"];
    expect((await add("grave", [{ policy: "system", subjects, afterMinutes: 0 }])).hears).toEqual([
      { policy: "system", subjects, afterMinutes: 0 },
    ]);
  });
});
