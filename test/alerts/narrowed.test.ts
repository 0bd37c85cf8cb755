/** Recipients that hear only of some alerts, by severity and by subject: from an event to what each receiver gets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow, Heard, Recipient, Rule } from "#wire/alerts.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

const [OWN, GRAVE, BOTH, NEITHER] = ["KBANK", "SCB", "BBL", "KTB"] as const;
let clock: MovedClock;
let hook: Hook;
let post: Post;
let program: Program;
beforeAll(async () => {
  clock = movedClock();
  post = await openPostOffice();
  program = await startProgram({
    clock,
    config: {
      webhookNetworks: ["127.0.0.1"],
      mail: { url: post.url, from: "AOC 1441 <alerts@example.go.th>" },
    },
  });
  // Late freezes alone speak: grave at two banks, low at the two others; they are over as soon as they are well.
  const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
  for (const { id, version: _, from: __, ...rule } of rules) {
    const late = id === "freeze-overdue";
    const body = { ...rule, isOn: late, keepSeconds: 0, ...(late ? { only: [GRAVE, BOTH] } : {}) };
    await ask("PUT", `/v1/alerts/rules/${id}`, body);
    if (late)
      await ask("PUT", "/v1/alerts/rules/late-low", { ...body, only: [OWN, NEITHER], severity: "low" });
  }
});
afterAll(async () => {
  await program.close();
  await post.close();
});
beforeEach(async () => {
  hook = await openHook();
});
afterEach(async () => {
  for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/recipients"))
    await ask("DELETE", `/v1/alerts/recipients/${id}`);
  await answer(...asked.keys());
  await until(async () => (await open()).length).toBe(0);
  clock.ahead += HOUR;
  await hook.close();
  post.expectNoMore();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const ask = askOf(() => program);
const open = async () => (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows;
const episodeOf = async (bank: string) => (await open()).find(({ subject }) => subject.of === bank)!;
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

/** Banks that have not answered, with what they were asked for. */
const asked = new Map<string, { id: string; at: number }[]>();
let count = 0;
async function late(...banks: string[]) {
  const at = clock.now() - HOUR - SECOND;
  for (const bank of banks) {
    const id = `narrowed-${++count}`;
    asked.set(bank, [...(asked.get(bank) ?? []), { id, at }]);
    await program.tell(
      event("freeze.requested", at, {
        ...{ freezeId: id, reportId: id, bank, hop: 1, amountSatang: 100, accountToken: `t-${id}` },
      }),
    );
  }
  await until(async () => (await open()).filter(({ state }) => state === "firing").length).toBe(asked.size);
}
async function answer(...banks: string[]) {
  for (const bank of banks) {
    for (const { id, at } of asked.get(bank) ?? [])
      await program.tell(
        event("freeze.confirmed", clock.now(), {
          ...{ freezeId: id, bank, hop: 1, heldSatang: 100, requestedAt: new Date(at).toISOString() },
        }),
      );
    asked.delete(bank);
  }
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
