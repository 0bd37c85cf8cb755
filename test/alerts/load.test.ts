/** What alerts cost people, counted exactly; and that whoever is limited sees, mutes and changes his own alone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { EpisodeAnswer, EpisodeRow, Load, Mute, Rule } from "#wire/alerts.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Hook, openHook } from "./receivers.ts";

let clock: MovedClock;
let program: Program;
let hook: Hook;
const people = new Map<string, Client>();
beforeAll(async () => {
  clock = movedClock();
  hook = await openHook();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  const admin = await firstAdministrator(program);
  const limit = { ...EVERYTHING, banks: ["KBANK"] };
  people.set("commander", (await newPerson(program, admin, "commander", "commander", limit)).client);
  people.set("admin", (await newPerson(program, admin, "limited", "admin", limit)).client);
  await ask("POST", "/v1/alerts/recipients", {
    name: "duty",
    lang: "th",
    mostIn10Minutes: 100,
    hears: [{ policy: "duty", afterMinutes: 0 }],
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
  });
  // Nothing is told here but what is overdue.
  for (const { id, version: _, from: __, ...rule } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
    if (id !== "freeze-overdue") await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
}, 60_000);
afterAll(async () => {
  await program.close();
  await hook.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const ask = askOf(() => program);
const as = (role: string) => people.get(role)!;
const load = (days = 1) => ask<Load>("GET", `/v1/alerts/load?days=${days}`);
const open = async () =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.filter(
    ({ rule }) => rule === "freeze-overdue",
  );
let count = 0;
/** A freeze of this bank is overdue: gives its alert. */
async function late(bank: string): Promise<number> {
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
    // It has sent everything: it is not behind, which would be an alert too.
    event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
  );
  const find = async () => (await open()).find(({ subject }) => subject.of === bank)?.id;
  await until(find).toBeTypeOf("number");
  return (await find())!;
}

/** Seconds from the alert to its acknowledgement, as its log says. */
async function takenAfter({ id }: EpisodeRow): Promise<number> {
  const { episode, transitions } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`);
  return (transitions.find(({ reason }) => reason === "acknowledged")!.at - episode.firedAt!) / SECOND;
}

// First: sessions end when the clock is moved.
describe("whoever is limited to a bank", () => {
  const now = () => clock.now();
  const mute = (subject: string | null, rule: string | null = null) => ({
    rule,
    subject,
    from: now(),
    until: now() + HOUR,
    daily: null,
    reason: "ทดสอบ",
  });

  it("mutes and unmutes that bank alone, and is told of no other's mutes", async () => {
    const { id: other } = await ask<Mute>("POST", "/v1/alerts/mutes", mute("bank:SCB"));
    const { id: whole } = await ask<Mute>("POST", "/v1/alerts/mutes", mute(null));
    for (const subject of ["bank:SCB", "agency:ccib", "all", null]) {
      const refused = await as("commander").ask("POST", "/v1/alerts/mutes", mute(subject));
      expect([refused.status, refused.body.detail]).toEqual([
        403,
        "your access is limited to bank KBANK, and this is of something else, or of more than that",
      ]);
    }
    const made = await as("commander").ask("POST", "/v1/alerts/mutes", mute("bank:KBANK", "freeze-overdue"));
    expect(made.status).toBe(201);
    const { body } = await as("commander").ask("GET", "/v1/alerts/mutes");
    expect(body.map(({ id }: Mute) => id)).toEqual([made.body.id]);
    for (const id of [other, whole])
      expect((await as("commander").ask("DELETE", `/v1/alerts/mutes/${id}`)).status).toBe(403);
    expect((await as("commander").ask("DELETE", `/v1/alerts/mutes/${made.body.id}`)).status).toBe(204);
    for (const id of [other, whole]) await ask("DELETE", `/v1/alerts/mutes/${id}`);
  });

  it("changes rules that name that bank alone, and no recipients and rotas", async () => {
    const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
    const { id, version: _, from: __, ...body } = rules.find((rule) => rule.id === "freeze-overdue")!;
    const own = { ...body, only: ["KBANK"] };
    const put = async (path: string, given: object) =>
      (await as("admin").ask("PUT", `/v1/alerts/rules/${path}`, given)).status;
    expect(await put(id, own)).toBe(403);
    expect(await put("kbank", body)).toBe(403);
    expect(await put("kbank", { ...body, only: ["KBANK", "SCB"] })).toBe(403);
    expect(await put("kbank", { ...own, by: "source" })).toBe(403);
    expect(await put("kbank", { ...own, isOn: false })).toBe(200);
    const recipient = {
      name: "bank",
      lang: "th",
      mostIn10Minutes: 1,
      hears: [],
      channels: [{ kind: "mail", to: "a@example.go.th" }],
    };
    expect((await as("admin").ask("POST", "/v1/alerts/recipients", recipient)).status).toBe(403);
    expect((await as("admin").ask("PUT", "/v1/alerts/recipients/1", recipient)).status).toBe(403);
    expect((await as("admin").ask("DELETE", "/v1/alerts/recipients/1")).status).toBe(403);
    expect((await ask<unknown[]>("GET", "/v1/alerts/recipients")).length).toBe(1);
  });

  it("is told of the load of that bank's alerts alone", async () => {
    const ids = { KBANK: await late("KBANK"), SCB: await late("SCB") };
    await until(() => hook.got.length).toBe(2);
    await until(async () => (await load()).recipients[0]?.messages).toBe(2);
    const { body } = await as("commander").ask("GET", "/v1/alerts/load");
    expect(body).toMatchObject({
      fired: 1,
      recipients: [{ name: "duty", messages: 1, episodes: [ids.KBANK] }],
      rules: [{ id: "freeze-overdue", fired: 1, messages: 1, episodes: [ids.KBANK] }],
    });
  });
});

describe("the load", () => {
  it("counts messages in any ten minutes, how soon somebody took an alert, and what nobody touched", async () => {
    // Of the bank before: taken after a minute, and after three.
    const [scb, kbank] = await open();
    clock.ahead += MINUTE;
    await ask("POST", `/v1/alerts/${scb!.id}/acknowledge`, {});
    clock.ahead += 2 * MINUTE;
    await ask("POST", `/v1/alerts/${kbank!.id}/acknowledge`, {});
    // A flood: eight more within ten minutes of the two. One is closed by hand, one ends by itself.
    for (const bank of ["BBL", "KTB", "BAY", "TTB", "GSB", "BAAC", "UOB"]) await late(bank);
    const gone = await late("CIMBT");
    await until(() => hook.got.length).toBe(10);
    await until(async () => (await load()).recipients[0]?.messages).toBe(10);
    const closed = (await open())[1]!;
    await ask("POST", `/v1/alerts/${closed.id}/resolve`, {});
    const [rule] = (await ask<Rule[]>("GET", "/v1/alerts/rules")).filter(({ id }) => id === "freeze-overdue");
    const { id, version: _, from: __, ...body } = rule!;
    const others = ["KKP", ...(await open()).map(({ subject }) => subject.of!)].filter(
      (of) => of !== "CIMBT",
    );
    await ask("PUT", `/v1/alerts/rules/${id}`, { ...body, only: others });
    await until(async () => (await open()).some((each) => each.id === gone)).toBe(false);
    await until(() => hook.got.length).toBe(12);
    await until(async () => (await load()).recipients[0]?.messages).toBe(12);
    const told = await load();
    const { messages, most, mostAt, inTenMinutes, episodes } = told.recipients[0]!;
    expect([messages, most, inTenMinutes]).toEqual([12, 12, Math.round((12 / 144) * 1_000) / 1_000]);
    expect(mostAt).toBeLessThanOrEqual(told.at);
    expect(episodes).toHaveLength(10);
    expect(told).toMatchObject({ fired: 10, taken: 2, untouched: 1, untouchedEpisodes: [gone] });
    const [sooner = 0, later = 0] = await Promise.all([scb!, kbank!].map(takenAfter));
    expect(told.medianSeconds).toBeCloseTo((sooner + later) / 2, 0);
    expect(told.p90Seconds).toBeCloseTo(sooner + 0.9 * (later - sooner), 0);
    expect(told.rules).toMatchObject([
      { id: "freeze-overdue", fired: 10, messages: 12, taken: 2, untouched: 1 },
    ]);
    expect([...told.rules[0]!.episodes]).toEqual([...episodes].sort((a, b) => b - a));
  });

  it("moves on: what was eleven minutes ago is of another ten minutes, and what was a day ago of no day", async () => {
    clock.ahead += 11 * MINUTE;
    await late("KKP");
    await until(() => hook.got.length).toBe(13);
    await until(async () => (await load()).recipients[0]!.messages).toBe(13);
    expect((await load()).recipients[0]!.most).toBe(12);
    clock.ahead += 25 * HOUR;
    await until(async () => (await load()).fired).toBe(0);
    expect((await load(2)).fired).toBe(11);
  });

  it("is asked about for days that there are", async () => {
    for (const days of ["0", "93", "x"])
      await expect(ask("GET", `/v1/alerts/load?days=${days}`)).rejects.toThrow("400");
    expect((await load(92)).fired).toBe(11);
  });
});
