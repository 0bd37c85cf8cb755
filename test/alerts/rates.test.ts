/**
 * A kind of channel has a rate that all recipients share: what is over loses nothing, and high alerts have room
 * first.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Channel, EpisodeRow, MessageRow, OutletRow, Policy, Recipient, Rule } from "#wire/alerts.ts";
import { addMessages, type NewMessage } from "../../backend/alerts/outbox/messageQueries.ts";
import { claimMessages, nextMessage } from "../../backend/alerts/outbox/outboxQueries.ts";
import { placesOf, rateOf } from "../../backend/alerts/outbox/rates.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import { type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { alertsOf } from "./overdue.ts";
import { openPostOffice, type Post } from "./receivers.ts";
import { openServices, type Services, type Taken, TOKENS } from "./services.ts";

describe("a rate", () => {
  it.each([
    // most, for others, for high alerts
    [1, 1, 1],
    [2, 2, 2],
    [4, 4, 4],
    [5, 4, 5],
    [10, 8, 10],
    [60, 48, 60],
    [600, 480, 600],
  ])("of %d has %d places for all, %d for high alerts", (most, others, high) => {
    expect([placesOf(most, false), placesOf(most, true)]).toEqual([others, high]);
  });
  it.each([
    [0, "all"],
    [7, "all"],
    [8, "high"],
    [9, "high"],
    [10, "none"],
    [12, "none"],
  ])("of 10 with %d sent has room for: %s", (sent, room) => {
    expect(rateOf(10, sent)).toEqual({ most: 10, sent, room });
  });
  it("is as shipped where nothing else is set", () => {
    const shipped = readRates({});
    expect(shipped).toMatchObject({ sms: 60, webhook: null, push: null });
    expect(readRates({ CHANNEL_RATES: "sms=7, webhook=900,mail=none" })).toEqual({
      ...shipped,
      ...{ sms: 7, webhook: 900, mail: null },
    });
  });
  it.each(["sms", "sms=", "sms=0", "sms=-1", "sms=1.5", "sms=1=2", "fax=3", "constructor=3", "sms=1000000"])(
    "%s is refused",
    (given) => {
      expect(() => readRates({ CHANNEL_RATES: given })).toThrow(`"${given}" is none of these`);
    },
  );
});

const MOST = 10;
const OTHERS = 8;
const RECIPIENTS = 30;
const HIGH = 4;
const RATE = 10 * MINUTE + 5 * SECOND;

describe("a kind of channel that has room for 10 messages to 34 recipients", { timeout: 120_000 }, () => {
  let clock: MovedClock;
  let services: Services;
  let post: Post;
  let program: Program;
  let folder: string;
  const banks: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "rates-"));
    clock = movedClock();
    services = await openServices();
    post = await openPostOffice();
    await start();
    banks.push(...(await alerts.banks()));
    // Each rule speaks of one bank, so that no messages are told together.
    await alerts.setRules(() => ({ isOn: false }));
    const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
    const { id: _, version: __, from: ___, ...rule } = rules.find(({ id }) => id === "freeze-overdue")!;
    for (const [place, severity, policy] of [
      [0, "low", "duty"],
      [1, "high", "system"],
      [2, "medium", "duty"],
    ] as const)
      await ask("PUT", `/v1/alerts/rules/rule-${place}`, {
        ...{ ...rule, isOn: true, keepSeconds: 0, severity, policy, only: [banks[place]] },
      });
    for (let n = 0; n < RECIPIENTS; n++) await add(`duty ${n}`, String(100 + n), ["duty"]);
    for (let n = 0; n < HIGH; n++) await add(`system ${n}`, String(200 + n), ["system"]);
  });
  afterAll(async () => {
    await program?.close();
    services?.expectNoMore();
    await services?.close();
    post?.expectNoMore();
    await post?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start() {
    program = await startProgram({
      clock,
      folder,
      config: {
        rates: { ...readRates({}), telegram: MOST },
        mail: { url: post.url, from: "AOC 1441 <alerts@example.go.th>" },
        outlets: {
          line: null,
          telegram: { url: `${services.url}/telegram`, token: TOKENS.telegram },
          sms: null,
        },
      },
    });
  }
  const alerts = alertsOf(
    () => program,
    () => clock,
  );
  const { answer, ask, open, read } = alerts;
  const late = (bank: string) => alerts.late([bank]);
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 20 });
  const add = (name: string, to: string, policies: Policy[]) =>
    alerts.add({
      name,
      hears: policies.map((policy) => ({ policy, afterMinutes: 0 })),
      channels: [{ kind: "telegram", to }],
    });
  const all: Taken[] = [];
  /** What came since it was asked last. */
  async function came(count: number): Promise<Taken[]> {
    const taken = await services.expectTaken(count);
    all.push(...taken);
    return taken;
  }
  const ids = new Map<string, number>();
  async function messagesOf(bank: string): Promise<MessageRow[]> {
    const found = (await open()).find(({ subject }) => subject.of === bank)?.id ?? ids.get(bank);
    if (found === undefined) return [];
    ids.set(bank, found);
    return (await read(found)).messages;
  }
  /** How many messages of this kind about a bank are in each state, once none is on its way. */
  const states = async (bank: string, of: MessageRow["kind"]) => {
    const said = (await messagesOf(bank))
      .filter(({ kind }) => kind === of)
      .map(({ state, why }) => (why === null ? state : `${state} ${why}`));
    return Object.fromEntries(
      [...new Set(said)].map((each) => [each, said.filter((one) => one === each).length]),
    );
  };
  /** Nothing is due, or on its way. */
  const settled = () =>
    until(async () => {
      // Whoever asks an hour later finds all leases over.
      const { dueAt, hasExpired } = await nextMessage(program.store.run, clock.now() + HOUR, false);
      return !hasExpired && (dueAt === null || dueAt > clock.now());
    }).toBe(true);
  const rate = async () =>
    (await ask<OutletRow[]>("GET", "/v1/alerts/channels")).find(({ kind }) => kind === "telegram")!.rate;
  const high = (taken: readonly Taken[]) => taken.filter(({ to }) => to.startsWith("2")).length;

  it("takes as many low alerts as leave a fifth of the room, and the others wait in digests", async () => {
    await late(banks[0]!);
    await until(() => states(banks[0]!, "firing")).toEqual({
      ...{ sent: OTHERS, "folded over-channel-rate": RECIPIENTS - OTHERS },
    });
    await came(OTHERS);
    expect(await rate()).toEqual({ most: MOST, sent: OTHERS, room: "high" });
  });
  it("has room for high alerts then, at once, and not for more than its rate", async () => {
    await late(banks[1]!);
    await until(() => states(banks[1]!, "firing")).toEqual({
      ...{ sent: MOST - OTHERS, "folded over-channel-rate": HIGH - (MOST - OTHERS) },
    });
    expect(high(await came(MOST - OTHERS))).toBe(MOST - OTHERS);
    expect(await rate()).toEqual({ most: MOST, sent: MOST, room: "none" });
  });
  it("sends a test all the same: somebody waits for it", async () => {
    const [{ id }] = (await ask<Recipient[]>("GET", "/v1/alerts/recipients")) as [Recipient];
    await ask("POST", `/v1/alerts/recipients/${id}/test`);
    expect((await services.expectTaken(1))[0]!.text).not.toMatch(/Alert: /);
    expect(await rate()).toEqual({ most: MOST, sent: MOST + 1, room: "none" });
  });
  it("has room again ten minutes later, for the high alerts that waited and for others", async () => {
    clock.ahead += RATE;
    await settled();
    const taken = services.taken.splice(0);
    all.push(...taken);
    expect(high(taken)).toBe(HIGH - (MOST - OTHERS));
    expect(taken.length - high(taken)).toBeLessThanOrEqual(OTHERS);
    expect(await rate()).toMatchObject({ most: MOST, sent: taken.length });
    expect((await rate())!.room).not.toBe("all");
  });
  it("keeps its count when the program is started again", async () => {
    await program.close();
    await start();
    // Each is looked at by the new process, and waits.
    await late(banks[2]!);
    await until(() => states(banks[2]!, "firing")).toEqual({ "folded over-channel-rate": RECIPIENTS });
    expect(services.taken).toEqual([]);
  });
  it("tells each firing and each end exactly once, to everybody", async () => {
    const rounds = async (count: number) => {
      for (let left = count; left > 0; left -= OTHERS) {
        clock.ahead += RATE;
        await came(Math.min(OTHERS, left));
        // All are recorded before the clock goes on.
        await until(async () => (await rate())!.sent).toBe(Math.min(OTHERS, left));
      }
    };
    // Of everybody a digest waits: of the last, or of both.
    await rounds(RECIPIENTS);
    clock.ahead += RATE;
    for (const bank of banks.slice(0, 3)) await answer(bank);
    await until(async () => (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.length).toBe(0);
    // To each of the duty both ends: one alone and one in the digest, or both in one.
    const linesOf = (taken: readonly Taken[]) =>
      taken.flatMap(({ to, text }) =>
        text
          .split("\n")
          .flatMap((line) => /^(?:– )?(Alert|Over): (.*)$/.exec(line)?.slice(1, 3).join(" ") ?? [])
          .map((line) => `${to} ${line.split(" ").slice(0, 2).join(" ")}`),
      );
    const wanted = 2 * (2 * RECIPIENTS + HIGH);
    // Nothing is on its way while the clock goes on: what is being sent would count as of another time.
    for (let window = 0; window <= wanted / OTHERS && linesOf(all).length < wanted; window++) {
      await settled();
      all.push(...services.taken.splice(0));
      clock.ahead += RATE;
    }
    expect(linesOf(all)).toHaveLength(wanted);
    const lines = linesOf(all);
    expect(new Set(lines).size).toBe(wanted);
    expect(lines.filter((line) => line.includes(" Over "))).toHaveLength(wanted / 2);
    for (const bank of banks.slice(0, 3)) {
      await until(async () => {
        const waiting = (await messagesOf(bank)).filter(
          ({ state }) => state !== "sent" && state !== "folded",
        );
        return waiting.map(({ state, why }) => [state, why]);
      }).toEqual([]);
    }
  });
  it("sends a digest that a high alert joins as early as that has room", async () => {
    // What is bad again within half an hour is unstable.
    clock.ahead += 31 * MINUTE;
    for (const { id } of await ask<Recipient[]>("GET", "/v1/alerts/recipients"))
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
    const { id } = await add("both", "300", ["duty", "system"]);
    for (let n = 0; n < MOST; n++) {
      await ask("POST", `/v1/alerts/recipients/${id}/test`);
      await services.expectTaken(1);
      await settled();
      clock.ahead += MINUTE - SECOND;
    }
    await late(banks[0]!);
    await until(() => states(banks[0]!, "firing")).toEqual({ "folded over-channel-rate": 1 });
    // Two of the tests have to be older than ten minutes before a low alert has room: one is.
    clock.ahead += 30 * SECOND;
    await settled();
    expect(services.taken).toEqual([]);
    expect((await rate())!.sent).toBe(MOST - 1);
    await ask("POST", `/v1/alerts/recipients/${id}/test`);
    await services.expectTaken(1);
    await late(banks[1]!);
    await until(() => states(banks[1]!, "firing")).toEqual({ "folded over-channel-rate": 1 });
    expect((await rate())!.sent).toBe(MOST);
    clock.ahead += MINUTE;
    const [digest] = await services.expectTaken(1);
    expect(digest!.text).toMatch(/^2 messages in one\n/);
  });
  describe("a high alert that finds no room", () => {
    const mail = { kind: "mail", to: "a@b.go.th" } as const;
    const telegram = (to: string) => ({ kind: "telegram", to }) as const;
    const put = (name: string, policies: Policy[], ...channels: Channel[]) =>
      alerts.add({
        ...{ name, channels },
        hears: policies.map((policy) => ({ policy, afterMinutes: 0 })),
      });
    /** Nobody hears of anything, nothing is open, and there is all the room. */
    async function anew() {
      await alerts.clear("recipients");
      for (const bank of banks.slice(0, 3)) await answer(bank);
      await until(async () => (await open()).length).toBe(0);
      await settled();
      services.taken.length = 0;
      clock.ahead += HOUR;
    }
    /** As many as there may be are sent. */
    async function fill() {
      const { id } = await put("full", ["duty"], telegram("400"));
      for (let n = 0; n < MOST; n++) {
        await ask("POST", `/v1/alerts/recipients/${id}/test`);
        await services.expectTaken(1);
      }
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
      expect((await rate())!.room).toBe("none");
    }
    const said = async (bank: string) =>
      (await messagesOf(bank))
        .map(({ recipient, kind, channel, state }) => `${recipient} ${kind} ${channel} ${state}`)
        .sort();

    it("goes by the recipient's next channel at once, and its end to whoever was told; others wait", async () => {
      await anew();
      await put("both", ["system"], telegram("300"), mail);
      await put("one", ["system"], telegram("301"));
      await put("low", ["duty"], telegram("302"), mail);
      await fill();
      await late(banks[1]!);
      await late(banks[0]!);
      await until(() => said(banks[1]!)).toEqual([
        "both firing mail sent",
        "both firing telegram superseded",
        "one firing telegram folded",
      ]);
      await until(() => said(banks[0]!)).toEqual(["low firing telegram folded"]);
      expect(post.got.map(({ text }) => text.split("\n")[0])).toEqual([expect.stringMatching(/^Alert: /)]);
      expect(services.taken).toEqual([]);
      await until(async () => {
        clock.ahead += RATE;
        await settled();
        return services.taken.map(({ to }) => to).sort();
      }).toEqual(["301", "302"]);
      for (const bank of banks.slice(0, 2)) await answer(bank);
      await until(async () => {
        clock.ahead += RATE;
        await settled();
        return services.taken.map(({ to, text }) => `${to} ${/^(?:– )?Over: /m.test(text)}`).sort();
      }).toEqual(["300 true", "301 false", "301 true", "302 false", "302 true"]);
      await services.expectTaken(5);
      expect(post.got.length).toBe(1);
      post.expectNoMore();
    });
    it("waits for its own channel after all where no other one takes it", async () => {
      await anew();
      await put("both", ["system"], telegram("300"), mail);
      await fill();
      post.next.push({ code: 550, at: "data" });
      await late(banks[1]!);
      await until(() => said(banks[1]!)).toEqual(["both firing mail refused", "both firing telegram folded"]);
      clock.ahead += RATE;
      expect((await services.expectTaken(1))[0]!.text).toMatch(/Alert: /);
      await settled();
      expect(await said(banks[1]!)).toEqual(["both firing mail refused", "both firing telegram folded"]);
      expect([post.got, services.taken]).toEqual([[], []]);
    });
    it("waits where a person has had as many as he may get: no other channel has room for him", async () => {
      await anew();
      const { id } = await ask<Recipient>("POST", "/v1/alerts/recipients", {
        ...{ name: "few", lang: "en", mostIn10Minutes: 1, channels: [telegram("300"), mail] },
        hears: [{ policy: "system", afterMinutes: 0 }],
      });
      await ask("POST", `/v1/alerts/recipients/${id}/test`);
      await services.expectTaken(1);
      await settled();
      await fill();
      await late(banks[1]!);
      await until(() => said(banks[1]!)).toEqual(["few firing telegram folded"]);
      clock.ahead += RATE;
      await services.expectTaken(1);
      expect(post.got).toEqual([]);
      await anew();
      await put("both", ["duty", "system"], telegram("300"));
    });
  });
  it("of digests that are due at the same moment claims the oldest", async () => {
    const { run } = program.store;
    const [{ id: recipient }] = (await ask<Recipient[]>("GET", "/v1/alerts/recipients")) as [Recipient];
    const dueAt = clock.now() + 2 * HOUR;
    const of: Omit<NewMessage, "id" | "madeAt"> = {
      ...{ episode: null, seq: 0, kind: "digest", recipient, channel: 0, channelKind: "telegram", step: 0 },
      ...{ repeat: 0, state: "queued", why: null, dueAt, parent: null },
    };
    const [younger, older] = ["00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"];
    await addMessages(run, [
      { ...of, id: younger!, madeAt: dueAt - HOUR },
      { ...of, id: older!, madeAt: dueAt - 2 * HOUR },
    ]);
    const lease = { claim: younger!, until: dueAt + MINUTE, now: dueAt };
    const most = { messages: 1, together: 0 };
    expect(await claimMessages(run, lease, most, { isOfReports: false, busy: [] }, [])).toEqual([older]);
  });
});
