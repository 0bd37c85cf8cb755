/**
 * A judge that was paused, and wakes when another one has the term, writes nothing: on the embedded store as on a
 * server.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import type { Finding } from "#wire/alerts.ts";
import { recentEpisodes } from "../../backend/alerts/episodeQueries.ts";
import { openJudge } from "../../backend/alerts/judge.ts";
import { readLetters } from "../../backend/alerts/outbox/letterQueries.ts";
import { addRecipient } from "../../backend/alerts/recipientQueries.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Store } from "../../backend/store/store.ts";
import { movedClock } from "../program.ts";
import { openTestStore } from "../store.ts";
import { findingOf, ruleOf } from "./rules.ts";

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const badAt = (...banks: string[]): Finding[] =>
  banks.map((of) => findingOf({ subject: { by: "bank", of } }));

it("the old term is over: nothing of what it saw is written, and nobody is told twice", async () => {
  const rule = ruleOf({ forSeconds: 0 });
  const { id: _, version: __, from: ___, ...body } = rule;
  await addRule(store.run, rule.id, body, "test", realClock.now());
  const recipient = {
    name: "duty",
    lang: "th" as const,
    mostIn10Minutes: 10,
    channels: [{ kind: "mail" as const, to: "duty@example.go.th" }],
    hears: [{ policy: "duty" as const, afterMinutes: 0 }],
  };
  const id = (await addRecipient(store.run, recipient, "whsec_"))!;
  const known = async () => ({
    rules: [rule],
    recipients: [{ ...recipient, id, secret: "whsec_" }],
    rotas: [],
    mutes: [],
  });
  /** What it wrote, or was kept from writing. */
  const writings: string[] = [];
  const open = (name: string, look: () => Promise<Finding[]>) =>
    openJudge({
      store: {
        ...store,
        transaction: (deed) => store.transaction(deed).finally(() => writings.push(name)),
      },
      clock: movedClock(),
      known,
      look: async () => ({ findings: await look(), dueAt: null }),
      onChanged: () => {},
      onTrouble: console.error,
    });
  const episodes = async () =>
    (await recentEpisodes(store.run, realClock.now() - DAY)).map(({ subject, state }) => [subject.of, state]);

  let wake = () => {};
  const asleep = new Promise<void>((done) => {
    wake = done;
  });
  let isPaused = false;
  // Paused between its look and its writing: SCB is well again when it wakes.
  const old = open("old", async () => {
    isPaused = true;
    await asleep;
    return badAt("KBANK", "SCB");
  });
  await until(() => isPaused).toBe(true);
  const other = open("other", async () => badAt("KBANK"));
  await until(episodes).toEqual([["KBANK", "firing"]]);
  wake();
  await until(() => writings).toContain("old");
  expect(await episodes()).toEqual([["KBANK", "firing"]]);
  const [episode] = await recentEpisodes(store.run, realClock.now() - DAY);
  expect((await readLetters(store.run, { episode: episode!.id })).map(({ kind }) => kind)).toEqual([
    "firing",
  ]);
  await Promise.all([old.close(), other.close()]);
});
