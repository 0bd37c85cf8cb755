/**
 * Hundreds of alerts at once, of which a share may be told together and the others may not, the whole way: none is lost, and
 * each is told once.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeRow, Policy, Rule } from "#wire/alerts.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import { askOf } from "../ask.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { type Got, type Hook, openHook } from "./receivers.ts";
import { ruleOf } from "./rules.ts";

/** Of each policy. Each alert by itself must be within the most that a recipient is sent in ten minutes. */
const RULES = { system: 4, duty: 8 };
let clock: MovedClock;
let program: Program;
/** Of one each alert is a message; the other takes groups. */
let alone: Hook;
let together: Hook;
const banks: string[] = [];
const ask = askOf(() => program);
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 60_000, interval: 50 });

beforeAll(async () => {
  clock = movedClock();
  [alone, together] = await Promise.all([openHook(), openHook()]);
  program = await startProgram({
    clock,
    config: { webhookNetworks: ["127.0.0.1"], rates: { ...readRates({}), webhook: 10_000 } },
  });
  const codes = await ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
  banks.push(...codes.filter(({ kind }) => kind === "bank").map(({ code }) => code));
  for (const { id, version: _, from: __, ...rule } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
    await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
  for (const [policy, count] of Object.entries(RULES))
    for (let n = 0; n < count; n++) {
      const of = { condition: "freeze-overdue", policy: policy as Policy, forSeconds: 0, keepSeconds: 0 };
      const { id: _, version: __, from: ___, ...body } = ruleOf(of);
      await ask("PUT", `/v1/alerts/rules/${policy}-${n}`, body);
    }
  const add = (policy: Policy, url: string, format: "standard" | "alertmanager") =>
    ask("POST", "/v1/alerts/recipients", {
      ...{ name: policy, lang: "en", mostIn10Minutes: 100, hears: [{ policy, afterMinutes: 0 }] },
      channels: [{ kind: "webhook", url, format }],
    });
  await add("system", alone.url, "standard");
  await add("duty", together.url, "alertmanager");
}, 60_000);
afterAll(async () => {
  await program.close();
  await Promise.all([alone.close(), together.close()]);
});

/** Of what these messages tell, in their order: rule and bank. */
const toldBy = (got: Iterable<Got>) =>
  [...got].flatMap(({ body }) => {
    const { alerts } = body as unknown as { alerts?: { labels: Record<string, string>; status: string }[] };
    if (alerts) return alerts.map(({ labels, status }) => `${status} ${labels.alertname} ${labels.bank}`);
    const { rule, subject } = body.data as { rule?: string; subject?: { of: string } };
    return [`${body.type === "alert.firing" ? "firing" : "resolved"} ${rule} ${subject?.of}`];
  });
const wanted = (policy: keyof typeof RULES, ...statuses: string[]) =>
  statuses
    .flatMap((status) =>
      Array.from({ length: RULES[policy] }, (_, n) =>
        banks.map((bank) => `${status} ${policy}-${n} ${bank}`),
      ).flat(),
    )
    .sort();
/** What follows a message of its group waits until there is room for it. */
async function told(hook: Hook, expected: readonly string[]) {
  await until(() => {
    clock.ahead += SECOND;
    return toldBy(hook.got).length;
  }).toBeGreaterThanOrEqual(expected.length);
  expect(toldBy(hook.got).sort()).toEqual(expected);
}
const open = async () => (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.length;

it("none is lost and each is told once: by itself, or in a message with others of its rule; so is its end", {
  timeout: 180_000,
}, async () => {
  const at = clock.now() - HOUR - SECOND;
  const freezes = banks.map((bank) => ({ freezeId: `f-${bank}`, bank, hop: 1 }));
  await program.tell(
    ...freezes.map((freeze) =>
      event("freeze.requested", at, {
        ...freeze,
        reportId: freeze.freezeId,
        amountSatang: 100,
        accountToken: "t",
      }),
    ),
  );
  await told(alone, wanted("system", "firing"));
  await told(together, wanted("duty", "firing"));
  expect(alone.got).toHaveLength(RULES.system * banks.length);
  // So few messages tell so many alerts.
  const most = 3 * RULES.duty;
  expect(together.got.length).toBeLessThanOrEqual(most);
  expect(new Set([...alone.got, ...together.got].map(({ id }) => id)).size).toBe(
    alone.got.length + together.got.length,
  );

  clock.ahead += 10 * 60 * SECOND;
  await program.tell(
    ...freezes.map((freeze) =>
      event("freeze.confirmed", clock.now(), {
        ...freeze,
        heldSatang: 100,
        requestedAt: new Date(at).toISOString(),
      }),
    ),
  );
  await told(alone, wanted("system", "firing", "resolved"));
  await told(together, wanted("duty", "firing", "resolved"));
  expect(together.got.length).toBeLessThanOrEqual(2 * most);
  expect(await open()).toBe(0);
});
