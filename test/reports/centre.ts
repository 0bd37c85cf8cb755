import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { event, type Program } from "../program.ts";

/** Thursday; the week before is that of 16 to 22 November, whole. */
export const NOW = Date.parse("2026-11-26T09:00:00+07:00");
const at = (day: string) => Date.parse(`2026-11-${day}+07:00`);

/**
 * Two weeks of a small centre: each day calls, cases and freezes of two banks and two hops, twice as many job scams in
 * the second week, and a source that has sent everything up to now.
 */
export function fortnight(): CloudEvent[] {
  const events: CloudEvent[] = [];
  for (let day = 0; day < 16; day++) {
    const start = at("09T08:00") + day * DAY;
    for (let n = 0; n < 12 + (day % 7); n++) {
      const offered = start + n * 10 * MINUTE;
      const callId = `c-${day}-${n}`;
      events.push(event("call.offered", offered, { callId, queue: n % 3 === 0 ? "unfreeze" : "report" }));
      if (n % 5 === 4) events.push(event("call.abandoned", offered + 30_000, { callId, queue: "report" }));
      else {
        events.push(event("call.answered", offered + (n % 4) * 8_000, { callId, queue: "report" }));
        events.push(event("call.ended", offered + 5 * MINUTE, { callId, queue: "report" }));
      }
    }
    const jobs = day < 7 ? 6 : 14;
    for (let n = 0; n < jobs + 6; n++) {
      const filed = start + n * 15 * MINUTE;
      const reportId = `r-${day}-${n}`;
      const isJob = n < jobs;
      events.push(
        event("report.filed", filed, {
          reportId,
          channel: n % 2 ? "1441" : "online",
          agency: "aoc",
          scamType: isJob ? "job" : "loan",
          province: isJob ? "TH-10" : n % 2 ? "TH-50" : "TH-83",
          lossSatang: 1_234_567 + n * 100_001,
        }),
      );
      const freezeId = `f-${day}-${n}`;
      const bank = n % 3 === 0 ? "GSB" : "KBANK";
      const hop = n % 4 === 0 ? 2 : 1;
      const asked = {
        freezeId,
        reportId,
        bank,
        hop,
        amountSatang: 1_000_007 * (n + 1),
        accountToken: "token",
      };
      events.push(event("freeze.requested", filed + MINUTE, asked));
      const answer = filed + MINUTE + (n % 6 === 5 ? 75 : 12) * MINUTE;
      events.push(
        n % 5 === 4
          ? event("freeze.refused", answer, { freezeId, bank, hop, reason: "moved-on", movedSatang: 500_003 })
          : event("freeze.confirmed", answer, { freezeId, bank, hop, heldSatang: 700_001 * (n + 1) }),
      );
    }
    events.push(
      event("refund.paid", start + 6 * HOUR, {
        refundId: `p-${day}`,
        reportId: `r-${day}-0`,
        bank: "KBANK",
        amountSatang: 9_900_001,
      }),
    );
  }
  return events;
}

/** Its source has sent everything up to `through`. */
export const beat = (through: number) =>
  event("source.beat", through, { through: new Date(through).toISOString() });

/** Tells a program any number of events, in batches as sources send them. */
export async function tellAll({ tell }: Pick<Program, "tell">, events: readonly CloudEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 500) await tell(...events.slice(at, at + 500));
}

/** Tells a program the two weeks, and that its source has sent everything. */
export async function tellFortnight(program: Pick<Program, "tell">): Promise<void> {
  await tellAll(program, fortnight());
  await program.tell(beat(NOW));
}

/** The sections of a report whose figures answer questions; those of the others are judged. */
export const ANSWERED = [
  ...["key", "calls", "freezes", "trail", "pattern", "provinces", "refunds", "quality", "definitions"],
];
