/** Thousands of alerts at once are written in parts: none is lost, and none is written twice. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { recentEpisodes } from "../../backend/alerts/episodeQueries.ts";
import { openJudge } from "../../backend/alerts/judge.ts";
import { claimMessages } from "../../backend/alerts/outbox/outboxQueries.ts";
import { addRecipient, listRecipients } from "../../backend/alerts/recipientQueries.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";
import { findingOf, ruleOf } from "./rules.ts";

const ALERTS = 620;
let store: Store;
beforeAll(async () => {
  store = await openTestStore();
}, 60_000);
afterAll(() => store?.close());

it("all are open, each with its message, when others look in between too", async () => {
  await addRecipient(
    store.run,
    {
      name: "duty",
      lang: "th",
      channels: [{ kind: "mail", to: "duty@example.go.th" }],
      hears: [{ policy: "duty", afterMinutes: 0 }],
      mostIn10Minutes: 10_000,
    },
    "secret",
  );
  const { id, version: _, from: __, ...body } = ruleOf({ forSeconds: 0 });
  const rule = { ...body, id, from: 0, version: await addRule(store.run, id, body, "test", realClock.now()) };
  const findings = Array.from({ length: ALERTS }, (_, n) =>
    findingOf({ subject: { by: "bank", of: `B${n}` }, isBelieved: true }),
  );
  const known = { rules: [rule], recipients: await listRecipients(store.run), rotas: [], mutes: [] };
  const troubles: unknown[] = [];
  const parts: number[] = [];
  const judge = openJudge({
    store,
    clock: realClock,
    look: async () => ({ findings, dueAt: null }),
    known: async () => known,
    onChanged: () => {},
    onTrouble: (what, error) => troubles.push(error ?? what),
  });
  const open = async () => (await recentEpisodes(store.run, realClock.now() - MINUTE)).length;
  await vi.waitUntil(
    async () => {
      const count = await open();
      if (count !== parts.at(-1)) parts.push(count);
      return count === ALERTS;
    },
    { timeout: 30_000, interval: 1 },
  );
  await judge.close();
  expect(troubles).toEqual([]);
  expect(await open()).toBe(ALERTS);
  const now = realClock.now();
  const lease = { claim: "7b1f2f0e-8a3c-4c4e-9d51-2b6f6f0f6a11", until: now + MINUTE, now };
  expect(
    await claimMessages(
      store.run,
      lease,
      { messages: 10 * ALERTS, together: 0 },
      { isOfReports: false, busy: [] },
      [],
    ),
  ).toHaveLength(ALERTS);
  // A reader came in between: it saw some of them.
  expect(parts.filter((count) => count > 0 && count < ALERTS)).not.toEqual([]);
});
