import type { NewRecipient, Recipient, RuleBody } from "#wire/alerts.ts";
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";
import { openHook } from "../alerts/receivers.ts";
import { ruleOf } from "../alerts/rules.ts";
import { bodyOf, openLane } from "./lanes.ts";
import { type Bench, sleep } from "./row.ts";

/** Messages that one recipient is sent within ten minutes; what is over is folded into a digest. */
export const MOST_MESSAGES = 100;
const POLL_MS = 5;
const PATIENCE_MS = 30_000;

/** A bank that is late, and the receiver that is told of it. */
export interface Alarms {
  /** Codes of all banks. */
  banks: string[];
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** A rule that tells the receiver of overdue freezes, by bank, at once; and at once that they are over. */
  rule(id: string, changes?: Partial<RuleBody>): Promise<unknown>;
  /** What asks a bank for a freeze, as of then (epoch ms), and what confirms it. */
  freeze(bank: string, requestedAt: number): Freeze;
  send(...events: CloudEvent[]): Promise<void>;
  /** When the receiver had it that an alert of a bank began, or ended (epoch ms). Throws after half a minute. */
  heard(kind: "firing" | "resolve", bank: string, since: number): Promise<number>;
  /** How many messages the receiver got. */
  count(): number;
  /** Another recipient, at the same receiver, hears from now on. */
  relieve(): Promise<void>;
  /** Of the rules whose policy is `duty` a receiver hears that takes several alerts in a message; gives how often it had each. */
  group(): Promise<() => Map<string, number>>;
}

interface Freeze {
  asked: CloudEvent;
  confirmed(): CloudEvent;
}

/** @param there a server that may send to this machine's own network (WEBHOOK_NETWORKS) */
export async function openAlarms(bench: Bench, there: { url: string; key: string }): Promise<Alarms> {
  const hook = await openHook();
  bench.scope.onEnd(hook.close);
  const lane = await openLane(there, "batch");
  bench.scope.onEnd(lane.close);
  let recipient: Recipient | null = null;
  let count = 0;

  const alarms: Alarms = {
    banks: [],
    async ask<T>(method: string, path: string, body?: object): Promise<T> {
      const response = await fetch(there.url + path, {
        method,
        ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    rule(id, changes = {}) {
      const {
        id: _,
        version: __,
        from: ___,
        ...body
      } = ruleOf({ condition: "freeze-overdue", policy: "system" });
      const atOnce = { forSeconds: 0, keepSeconds: 0, turns: 10, chatterSeconds: 0 };
      return alarms.ask("PUT", `/v1/alerts/rules/${id}`, { ...body, ...atOnce, ...changes });
    },
    freeze(bank, at) {
      const freezeId = `freeze-${process.pid}-${++count}`;
      const requestedAt = new Date(at).toISOString();
      const of = { specversion: "1.0", source: "bench" } as const;
      const asked = { freezeId, bank, hop: 1, amountSatang: 100, reportId: freezeId, accountToken: freezeId };
      const held = { freezeId, bank, hop: 1, heldSatang: 100, requestedAt };
      return {
        asked: {
          ...of,
          id: `${freezeId}.1`,
          type: `${TYPE_PREFIX}freeze.requested`,
          time: requestedAt,
          data: asked,
        } as CloudEvent,
        confirmed: () =>
          ({
            ...of,
            id: `${freezeId}.2`,
            type: `${TYPE_PREFIX}freeze.confirmed`,
            time: new Date().toISOString(),
            data: held,
          }) as CloudEvent,
      };
    },
    async send(...events) {
      const { rejected } = await lane.post(bodyOf(events));
      if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected.slice(0, 2))}`);
    },
    async heard(kind, bank, since) {
      for (const began = Date.now(); Date.now() - began < PATIENCE_MS; await sleep(POLL_MS)) {
        const [found] = hook.pick(
          ({ at, body: { type, data } }) =>
            at >= since &&
            type === `alert.${kind}` &&
            data.rule === "bench" &&
            (data.subject as { of: string | null }).of === bank,
        );
        if (found) return found.at;
      }
      throw new Error(`nobody heard of ${bank} within ${PATIENCE_MS / 1_000} s: ${kind}`);
    },
    count: () => hook.got.length,
    async relieve() {
      if (recipient) await alarms.ask("DELETE", `/v1/alerts/recipients/${recipient.id}`);
      const next: NewRecipient = {
        name: `receiver ${++count}`,
        lang: "th",
        mostIn10Minutes: MOST_MESSAGES,
        channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
        hears: [{ policy: "system", afterMinutes: 0 }],
      };
      recipient = await alarms.ask<Recipient>("POST", "/v1/alerts/recipients", next);
    },
    async group() {
      const grouped = await openHook();
      bench.scope.onEnd(grouped.close);
      const next: NewRecipient = {
        name: "receiver of groups",
        lang: "th",
        mostIn10Minutes: MOST_MESSAGES,
        channels: [{ kind: "webhook", url: grouped.url, format: "alertmanager" }],
        hears: [{ policy: "duty", afterMinutes: 0 }],
      };
      await alarms.ask("POST", "/v1/alerts/recipients", next);
      return () => {
        const times = new Map<string, number>();
        for (const { body } of grouped.got)
          for (const { labels } of (body as unknown as { alerts: { labels: Record<string, string> }[] })
            .alerts) {
            const alert = `${labels.alertname} ${labels.bank}`;
            // A digest is no alert.
            if (labels.bank) times.set(alert, (times.get(alert) ?? 0) + 1);
          }
        return times;
      };
    },
  };
  const codes = await alarms.ask<{ kind: string; code: string }[]>("GET", "/v1/codes");
  alarms.banks.push(...codes.filter(({ kind }) => kind === "bank").map(({ code }) => code));
  return alarms;
}
