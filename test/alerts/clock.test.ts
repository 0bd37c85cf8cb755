/** What a clock that was an hour ahead has left does not wait for an hour. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { openFreshness } from "../../backend/alerts/freshness.ts";
import { holdJudge, mendAlerts, readJudge, takeJudge } from "../../backend/alerts/judgeQueries.ts";
import { readLetters } from "../../backend/alerts/outbox/letterQueries.ts";
import { addAttempt, addMessages, type NewMessage } from "../../backend/alerts/outbox/messageQueries.ts";
import { openOutbox } from "../../backend/alerts/outbox/outbox.ts";
import { claimMessages, returnMessages } from "../../backend/alerts/outbox/outboxQueries.ts";
import { addRecipient } from "../../backend/alerts/recipientQueries.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import type { Store } from "../../backend/store/store.ts";
import { type MovedClock, movedClock } from "../program.ts";
import { openTestStore } from "../store.ts";

const clock: MovedClock = movedClock();
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
let store: Store;
let recipient: number;
let count = 0;
beforeAll(async () => {
  store = await openTestStore({ clock });
});
afterAll(() => store.close());
beforeEach(async () => {
  const duty = {
    name: `duty ${++count}`,
    lang: "th" as const,
    mostIn10Minutes: 2,
    channels: [{ kind: "mail" as const, to: "duty@example.go.th" }],
    hears: [],
  };
  recipient = (await addRecipient(store.run, duty, "whsec_"))!;
});

/** A message that was made now, by the clock as it is. */
async function made(more: Partial<NewMessage> = {}): Promise<string> {
  const id = randomUUID();
  const now = clock.now();
  await addMessages(store.run, [
    {
      ...{ id, recipient, episode: null, seq: ++count, kind: "test", channel: 0, channelKind: "mail" },
      ...{ step: 0, repeat: 0, state: "queued", why: null, madeAt: now, dueAt: now, parent: null },
      ...more,
    },
  ]);
  return id;
}
const stateOf = async (id: string) => (await readLetters(store.run, { ids: [id] }))[0]!.state;

/** Sends all that is due, until `deed` is done. */
async function sending(deed: () => Promise<unknown>) {
  const outbox = openOutbox({
    store,
    clock,
    holidays: [],
    rates: readRates({}),
    onTrouble: console.error,
    send: async () => ({ kind: "sent", code: "250", receipt: null }),
    known: async () => ({ rules: [], recipients: [], rotas: [], mutes: [] }),
  });
  try {
    await deed();
  } finally {
    await outbox.close();
  }
}

describe("after a glitch of an hour ahead and back", () => {
  it("what was queued meanwhile, and what was tried meanwhile, goes out at once", async () => {
    const before = await made();
    clock.off = HOUR;
    const meanwhile = await made();
    // Both are tried, and put off by five seconds.
    const at = clock.now();
    const claim = randomUUID();
    await claimMessages(
      store.run,
      { claim, until: at + 25 * SECOND, now: at },
      { messages: 20, together: 0 },
      { isOfReports: false, busy: [] },
      [],
    );
    await addAttempt(store.run, before, { at, outcome: "later", code: "451", receipt: null });
    const putOff = { state: "queued", dueAt: at + 5 * SECOND, why: null } as const;
    await returnMessages(store.run, [before, meanwhile], claim, putOff);
    clock.off = 0;
    await sending(async () => {
      await mendAlerts(store.run, clock.now());
      await until(() => stateOf(before)).toBe("sent");
      await until(() => stateOf(meanwhile)).toBe("sent");
    });
  });

  it("what was sent meanwhile does not fill the next hour's measure", async () => {
    clock.off = HOUR;
    await sending(async () => {
      for (const id of [await made(), await made()]) await until(() => stateOf(id)).toBe("sent");
    });
    clock.off = 0;
    const episode = await made({ kind: "resolve" });
    await sending(() => until(() => stateOf(episode)).toBe("sent"));
  });

  it("a claim whose sender died meanwhile is given up after its lease, not after an hour", async () => {
    clock.off = HOUR;
    const id = await made();
    const now = clock.now();
    await claimMessages(
      store.run,
      { claim: randomUUID(), until: now + 25 * SECOND, now },
      { messages: 20, together: 0 },
      { isOfReports: false, busy: [] },
      [],
    );
    clock.off = 0;
    await mendAlerts(store.run, clock.now());
    expect(await stateOf(id)).toBe("claimed");
    clock.ahead += 26 * SECOND;
    await sending(() => until(() => stateOf(id)).toBe("doubt"));
  });

  it("a message that is to be tried again within the hour is left as it is", async () => {
    const id = await made({ dueAt: clock.now() + 59 * MINUTE });
    await sending(async () => {
      await mendAlerts(store.run, clock.now());
      const sent = await made();
      await until(() => stateOf(sent)).toBe("sent");
      expect(await stateOf(id)).toBe("queued");
    });
  });

  it("nothing was judged in the future", async () => {
    const holder = randomUUID();
    const { term } = (await takeJudge(store.run, holder))!;
    await holdJudge(store.run, term, holder, clock.now() + HOUR);
    await mendAlerts(store.run, clock.now());
    const { judgedAt } = await readJudge(store.run);
    expect(judgedAt).toBeLessThanOrEqual(clock.now());
  });
});

describe("how long ago the rules were judged", () => {
  const now = Date.parse("2026-11-21T10:00:00+07:00");
  const first: [number, number, number] = [0, 0, 0];
  it.each<[string, looks: [off: number, passed: number, judgedAt: number][], want: number]>([
    ["by the clock, at the first look", [[0, 0, -7_000]], 7_000],
    ["not at all, if it was in the future", [[0, 0, HOUR]], 0],
    ["since the last look at most, when it has changed", [first, [HOUR, 1_000, 500]], 1_000],
    ["for as long as it has not changed", [first, [HOUR, 1_000, 0]], 1_000],
    ["also after the clock was set back", [first, [-HOUR, 12_000, 0]], 12_000],
    ["by the clock, when nobody has looked for long", [first, [0, HOUR, HOUR - 4_000]], 4_000],
  ])("%s", (_, looks, want) => {
    let [off, passed] = [0, 0];
    const ageOf = openFreshness({ now: () => now + passed + off, ticks: () => passed });
    let age = Number.NaN;
    for (const [setBy, then, judgedAt] of looks) {
      off = setBy;
      passed = then;
      age = ageOf(now + judgedAt);
    }
    expect(age).toBe(want);
  });
});
