/** A webhook goes to nobody inside the own network, whatever its name says at each attempt. */
import dns from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow, MessageRow, Rule } from "#wire/alerts.ts";
import { networksOf, postOutside } from "../../backend/alerts/channels/webhook.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

/** The resolver of names: what each question is answered, in order; the last one stays. */
const names = { answers: [] as string[][], asked: [] as string[] };
const { lookup } = dns;
const setLookup = (to: unknown) => {
  Object.assign(dns, { lookup: to });
  syncBuiltinESMExports();
};
beforeAll(() =>
  setLookup(async (name: string) => {
    names.asked.push(name);
    const [first = []] = names.answers;
    if (names.answers.length > 1) names.answers.shift();
    return first.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  }),
);
// Other files of this process ask the real one.
afterAll(() => setLookup(lookup));

let hook: Hook;
let url: string;
beforeEach(async () => {
  hook = await openHook();
  url = `http://hooks.example.go.th:${new URL(hook.url).port}/in`;
  names.asked.length = 0;
});
afterEach(() => hook.close());

const BODY = JSON.stringify({ type: "alert.test", data: {} });
const postTo = (to: string, allowed: readonly string[] = []) =>
  postOutside({ url: to, headers: {}, body: BODY }, networksOf(allowed));

describe("a name that leads inside is refused after it is resolved:", () => {
  it.each([
    ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.16.0.1"],
    ...["172.31.255.255", "192.168.1.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"],
    ...["::1", "::", "fc00::1", "fd12::1", "fe80::1", "ff02::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.1.2.3", "::ffff:a01:203", "0:0:0:0:0:ffff:c0a8:101"],
  ])("%s", async (address) => {
    names.answers = [[address]];
    expect(await postTo(url)).toBe("own-network");
    // One address inside is enough: which of them is taken is not ours to say.
    names.answers = [["203.0.113.7", address]];
    expect(await postTo(url)).toBe("own-network");
    const literal = address.includes(":") ? `[${address}]` : address;
    expect(await postTo(`http://${literal}:${new URL(hook.url).port}/in`)).toBe("own-network");
    expect(names.asked).toHaveLength(2);
  });

  it.each(["2130706433", "0x7f.1", "127.1", "017700000001"])(
    "%s, which is a number of an address",
    async (host) => {
      expect(await postTo(`http://${host}:${new URL(hook.url).port}/in`)).toBe("own-network");
      expect(names.asked).toEqual([]);
    },
  );

  it.each([
    ["127.0.0.1", ["127.0.0.1"]],
    ["127.0.0.1", ["127.0.0.0/8"]],
    ["::ffff:127.0.0.1", ["127.0.0.1"]],
  ])("but not %s where %j is allowed", async (address, allowed) => {
    names.answers = [[address]];
    expect(await postTo(url, allowed)).toMatchObject({ kind: "answer", status: 204 });
    // It is sent to what was looked at, under the name that was given: nobody is asked a second time.
    expect(hook.got.map(({ headers }) => headers.host)).toEqual([new URL(url).host]);
    expect(names.asked).toEqual(["hooks.example.go.th"]);
    names.answers = [["127.0.0.1", "10.0.0.1"]];
    expect(await postTo(url, allowed)).toBe("own-network");
  });
});

it.each([301, 302, 303, 307, 308])("a redirect is not followed: %i", async (status) => {
  const inside = await openHook();
  names.answers = [["127.0.0.1"]];
  hook.next.push({ status, headers: { location: inside.url } });
  expect(await postTo(url, ["127.0.0.1"])).toMatchObject({ kind: "answer", status });
  expect(hook.got).toHaveLength(1);
  // Fails if it got anything.
  await inside.close();
});

describe("an alert", { timeout: 60_000 }, () => {
  let clock: MovedClock;
  let program: Program;
  let spare: Hook;
  const ask = askOf(() => program);
  const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
  beforeAll(async () => {
    clock = movedClock();
    [program, spare] = await Promise.all([
      startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } }),
      openHook(),
    ]);
    for (const { id, version: _, from: __, ...rule } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
      if (id !== "freeze-overdue") await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
  });
  afterAll(async () => {
    await program.close();
    await spare.close();
  });

  it("whose receiver's name leads inside at the second attempt is refused then, and goes by the next channel", async () => {
    names.answers = [["127.0.0.1"], ["10.1.2.3"]];
    hook.next.push({ status: 503 });
    await ask("POST", "/v1/alerts/recipients", {
      name: "ห้องควบคุม",
      lang: "th",
      mostIn10Minutes: 100,
      hears: [{ policy: "duty", afterMinutes: 0 }],
      channels: [
        { kind: "webhook", url, format: "standard" },
        { kind: "webhook", url: spare.url, format: "standard" },
      ],
    });
    const data = {
      freezeId: "f",
      reportId: "f",
      bank: "KBANK",
      hop: 1,
      amountSatang: 100,
      accountToken: "t",
    };
    await program.tell(event("freeze.requested", clock.now() - HOUR - SECOND, data));
    const messages = async () => {
      const [row] = (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows;
      return row ? (await ask<EpisodeAnswer>("GET", `/v1/alerts/${row.id}`)).messages : [];
    };
    const told = ({ state, why, attempts }: MessageRow) => [state, why, attempts.map(({ code }) => code)];
    await until(async () => (await messages()).map(told)).toEqual([["queued", "receiver-busy", ["503"]]]);
    clock.ahead += 6 * SECOND;
    await until(async () => (await messages()).map(told)).toEqual([
      ["refused", "own-network", ["503", null]],
      ["delivered", null, ["204"]],
    ]);
    expect([hook.got.length, spare.got.length]).toEqual([1, 1]);
    expect(names.asked).toEqual(["hooks.example.go.th", "hooks.example.go.th"]);
  });
});
