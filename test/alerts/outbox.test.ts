/** What becomes of a message when its alert changes while it is being sent. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { Mute } from "#wire/alerts.ts";
import { acknowledge } from "../../backend/alerts/byHand.ts";
import { decide } from "../../backend/alerts/decide.ts";
import {
  addEpisodes,
  addTransitions,
  lockEpisode,
  moveEpisodes,
} from "../../backend/alerts/episodeQueries.ts";
import { readLetters } from "../../backend/alerts/outbox/letterQueries.ts";
import { addMessages, supersede } from "../../backend/alerts/outbox/messageQueries.ts";
import { messageTo } from "../../backend/alerts/outbox/messages.ts";
import { openOutbox } from "../../backend/alerts/outbox/outbox.ts";
import { nextMessage } from "../../backend/alerts/outbox/outboxQueries.ts";
import { addRecipient } from "../../backend/alerts/recipientQueries.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";
import { findingOf, ruleOf } from "./rules.ts";

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

it("a message that was claimed, and is put off after somebody took the alert, is not sent later", async () => {
  const now = realClock.now();
  const rule = ruleOf({ forSeconds: 0 });
  const finding = findingOf();
  const { id: _, version: __, from: ___, ...body } = rule;
  await addRule(store.run, rule.id, body, "test", now);
  const recipient = {
    name: "duty",
    lang: "th" as const,
    mostIn10Minutes: 10,
    channels: [{ kind: "mail" as const, to: "duty@example.go.th" }],
    hears: [{ policy: "duty" as const, afterMinutes: 0 }],
  };
  const person = (await addRecipient(store.run, recipient, "whsec_"))!;
  const recipients = [{ ...recipient, id: person, secret: "whsec_" }];
  const chain = [{ afterMinutes: 0, recipients: [person] }];
  const { next } = decide(rule, null, finding, { silent: new Set(), burning: new Map(), chain }, now);
  const [episode] = (await addEpisodes(store.run, [next!])).values();
  const { seq, state } = next!;
  await addTransitions(store.run, [
    { episode: episode!, seq, at: now, from: null, to: state, reason: "breach-held", by: null, finding },
  ]);
  const about = { episode: { ...next!, id: episode! }, recipients, mutes: [], now };
  await addMessages(store.run, [messageTo(person, "firing", 0, about)!]);

  const always: Mute = {
    id: 1,
    rule: null,
    subject: null,
    from: now - HOUR,
    until: now + HOUR,
    daily: null,
    reason: "test",
    by: "test",
  };
  let isTaken = false;
  const outbox = openOutbox({
    store,
    clock: realClock,
    holidays: [],
    rates: readRates({}),
    onTrouble: console.error,
    send: () => expect.fail("it was sent"),
    // It is asked between the claim and the sending.
    async known() {
      if (!isTaken)
        await store.transaction(async (run) => {
          const was = (await lockEpisode(run, episode!))!;
          const taken = acknowledge(was, {
            owner: "somchai",
            ownerRole: "commander",
            note: null,
            until: now + HOUR,
          });
          await moveEpisodes(run, [{ was, next: taken.next! }]);
          await supersede(run, [was.id], ["firing", "reminder"], "acknowledged-first", now);
        });
      isTaken = true;
      return { rules: [rule], recipients, rotas: [], mutes: [always] };
    },
  });
  const message = async () => (await readLetters(store.run, { episode: episode! }))[0]!;
  await expect
    .poll(message, { timeout: 10_000 })
    .toMatchObject({ state: "superseded", why: "acknowledged-first" });
  expect((await nextMessage(store.run, Date.now(), false)).dueAt).toBeNull();
  await outbox.close();
});
