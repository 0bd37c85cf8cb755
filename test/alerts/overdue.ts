/** Freezes that banks have not answered in time, and what the program says of the alerts about them. */
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow, NewRecipient, Recipient, Rule, RuleBody } from "#wire/alerts.ts";
import type { Clock } from "../../backend/kit/clock.ts";
import { askOf } from "../ask.ts";
import { event, type Program } from "../program.ts";
import type { Post } from "./receivers.ts";

/** Settings of a program that sends by mail, and by webhooks to this machine. */
export const sendingBy = (post: Post) => ({
  webhookNetworks: ["127.0.0.1"],
  mail: { url: post.url, from: "AOC 1441 <alerts@example.go.th>" },
});

interface Freeze {
  id: string;
  bank: string;
  at: number;
  satang: number;
}

/** What a test of alerts asks of its program and tells it. */
export function alertsOf(program: () => Program, clock: () => Clock) {
  const ask = askOf(program);
  const unanswered = new Set<Freeze>();
  let count = 0;
  const open = async () => (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows;
  const read = (id: number) => ask<EpisodeAnswer>("GET", `/v1/alerts/${id}`);

  async function answer(freezes: Freeze[]) {
    for (const freeze of freezes) unanswered.delete(freeze);
    const events = freezes.map(({ id, bank, at, satang }) =>
      event("freeze.confirmed", clock().now(), {
        ...{ freezeId: id, bank, hop: 1, heldSatang: satang, requestedAt: new Date(at).toISOString() },
      }),
    );
    if (events.length > 0) await program().tell(...events);
  }

  return {
    ask,
    /** The alerts that are open. */
    open,
    read,
    /** The open alert about this bank, which there is. */
    episodeOf: async (bank: string) => (await open()).find(({ subject }) => subject.of === bank)!,
    async banks(): Promise<string[]> {
      const codes = await ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
      return codes.filter(({ kind }) => kind === "bank").map(({ code }) => code);
    },
    /** Changes the rules; null: this one stays as it is. */
    async setRules(changeOf: (rule: Rule) => Partial<RuleBody> | null) {
      for (const rule of await ask<Rule[]>("GET", "/v1/alerts/rules")) {
        const change = changeOf(rule);
        const { id, version: _, from: __, ...body } = rule;
        if (change) await ask("PUT", `/v1/alerts/rules/${id}`, { ...body, ...change });
      }
    },
    /** Adds a recipient that hears all of the policy `duty`. */
    add: (more: Partial<NewRecipient> & Pick<NewRecipient, "channels">) =>
      ask<Recipient>("POST", "/v1/alerts/recipients", {
        ...{ name: "หัวหน้าเวร", lang: "en", mostIn10Minutes: 100 },
        hears: [{ policy: "duty", afterMinutes: 0 }],
        ...more,
      }),
    /** Removes all of a kind. */
    async clear(...kinds: ("recipients" | "mutes")[]) {
      for (const kind of kinds)
        for (const { id } of await ask<{ id: number }[]>("GET", `/v1/alerts/${kind}`))
          await ask("DELETE", `/v1/alerts/${kind}/${id}`);
    },
    /** Freezes that these banks were asked for so long ago, in one commit. Returns how they answer. */
    async late(banks: readonly string[], { ago = HOUR + SECOND, satang = 100 } = {}) {
      const at = clock().now() - ago;
      const freezes = banks.map((bank) => ({ id: `late-${++count}`, bank, at, satang }));
      for (const freeze of freezes) unanswered.add(freeze);
      await program().tell(
        ...freezes.map(({ id, bank }) =>
          event("freeze.requested", at, {
            ...{ freezeId: id, reportId: id, bank, hop: 1, amountSatang: satang, accountToken: `t-${id}` },
          }),
        ),
      );
      return () => answer(freezes);
    },
    /** These banks answer all that they were asked for, in one commit. */
    answer: (...banks: string[]) => answer([...unanswered].filter(({ bank }) => banks.includes(bank))),
    /** A case of this agency whose 72 hours have been over for two. Returns how its complaint comes. */
    async lateCase(agency: string) {
      const reportId = `case-${++count}`;
      await program().tell(
        event("report.filed", clock().now() - 74 * HOUR, {
          reportId,
          agency,
          channel: "online",
          scamType: "job",
          province: "TH-10",
          lossSatang: 100,
        }),
      );
      return () => program().tell(event("report.advanced", clock().now(), { reportId, step: "complaint" }));
    },
    /** Banks that have something to answer. */
    owing: () => [...new Set([...unanswered].map(({ bank }) => bank))],
  };
}
