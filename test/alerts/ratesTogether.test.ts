/** Two processes send by one kind of channel: they keep its rate together, and everybody is told exactly once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { decide } from "../../backend/alerts/decide.ts";
import { addEpisodes, addTransitions } from "../../backend/alerts/episodeQueries.ts";
import { readLetters } from "../../backend/alerts/outbox/letterQueries.ts";
import { addMessages } from "../../backend/alerts/outbox/messageQueries.ts";
import { messageTo } from "../../backend/alerts/outbox/messages.ts";
import { openOutbox, type Send } from "../../backend/alerts/outbox/outbox.ts";
import { nextMessage } from "../../backend/alerts/outbox/outboxQueries.ts";
import { placesOf } from "../../backend/alerts/outbox/rates.ts";
import { addRecipient, listRecipients } from "../../backend/alerts/recipientQueries.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Rounds } from "../../backend/kit/rounds.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import { openStore, type Store } from "../../backend/store/store.ts";
import { movedClock } from "../program.ts";
import { findingOf, ruleOf } from "./rules.ts";

const MOST = 15;
const PLACES = placesOf(MOST, false);
const RECIPIENTS = 40;
const RATE = 10 * MINUTE + 5 * SECOND;

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const clock = movedClock();
const rule = ruleOf({ forSeconds: 0, severity: "low" });
const outboxes: Rounds[] = [];
let store: Store;
let people: number[];
let episode: number;
/** Sent, and not answered yet, by each process. */
const going: { by: string; answer: () => void }[] = [];
/** Who was told, by which process, in order. */
const told: { by: string; who: number; at: number }[] = [];
let isSlow = true;

beforeAll(async () => {
  store = await openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder: join(root, "sql"),
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
  });
  const now = clock.now();
  const { id: _, version: __, from: ___, ...body } = rule;
  await addRule(store.run, rule.id, body, "test", now);
  for (let n = 0; n < RECIPIENTS; n++)
    await addRecipient(
      store.run,
      {
        ...{ name: `duty ${n}`, lang: "en", mostIn10Minutes: 100 },
        channels: [{ kind: "telegram", to: String(n) }],
        hears: [{ policy: "duty", afterMinutes: 0 }],
      },
      "whsec_",
    );
  const recipients = await listRecipients(store.run);
  people = recipients.map(({ id }) => id);
  const finding = findingOf();
  const chain = [{ afterMinutes: 0, recipients: people }];
  const { next } = decide(rule, null, finding, { silent: new Set(), burning: new Map(), chain }, now);
  [episode] = (await addEpisodes(store.run, [next!])).values() as unknown as [number];
  const turn = { episode, seq: next!.seq, at: now, from: null, to: next!.state, by: null, finding };
  await addTransitions(store.run, [{ ...turn, reason: "breach-held" }]);
  const about = { episode: { ...next!, id: episode }, recipients, mutes: [], now };
  await addMessages(
    store.run,
    people.map((id) => messageTo(id, "firing", 0, about)!),
  );
  const known = async () => ({ rules: [rule], recipients, rotas: [], mutes: [] });
  const sendBy =
    (by: string): Send =>
    async (letter, folded) => {
      if (isSlow) await new Promise<void>((answer) => going.push({ by, answer }));
      for (const each of letter.kind === "digest" ? folded : [letter])
        told.push({ by, who: each.recipient.id, at: clock.now() });
      return { kind: "sent", code: "200", receipt: null };
    };
  for (const by of ["one", "other"])
    outboxes.push(
      openOutbox({
        ...{ store, clock, known, send: sendBy(by), holidays: [], onTrouble: console.error },
        rates: { ...readRates({}), telegram: MOST },
      }),
    );
});
afterAll(async () => {
  for (const { answer } of going) answer();
  await Promise.all(outboxes.map((outbox) => outbox.close()));
  await store.close();
  rmSync(folder, { recursive: true });
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 20 });
const states = async () => {
  const all = (await readLetters(store.run, { episode })).map(({ state }) => state);
  return Object.fromEntries(
    [...new Set(all)].map((each) => [each, all.filter((one) => one === each).length]),
  );
};

it("what both are sending fills it: neither sends more, however long the receiver takes", async () => {
  // All but those that are being sent wait for room.
  await until(states).toEqual({ claimed: PLACES, folded: RECIPIENTS - PLACES });
  expect(going.length).toBe(PLACES);
  expect(new Set(going.map(({ by }) => by))).toEqual(new Set(["one", "other"]));
});
it("each is told exactly once, and of both together no more than its rate in ten minutes", async () => {
  isSlow = false;
  for (const { answer } of going.splice(0)) answer();
  const settled = () =>
    until(async () => {
      // Whoever asks an hour later finds all leases over: nothing is on its way while the clock goes on.
      const { dueAt, hasExpired } = await nextMessage(store.run, clock.now() + HOUR, false);
      return !hasExpired && (dueAt === null || dueAt > clock.now());
    }).toBe(true);
  for (let window = 0; window < RECIPIENTS && told.length < RECIPIENTS; window++) {
    await settled();
    clock.ahead += RATE;
  }
  const times = told.map(({ at }) => at).sort((a, b) => a - b);
  for (const [place, at] of times.slice(PLACES).entries())
    expect(at - times[place]!).toBeGreaterThanOrEqual(10 * MINUTE);
  expect(told.map(({ who }) => who).sort((a, b) => a - b)).toEqual([...people].sort((a, b) => a - b));
});
