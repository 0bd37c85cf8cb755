import { HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { event } from "../program.ts";

/** A day until `now` with something of everything: three queues, banks, hops, provinces; some late, some open. */
export function busyDay(now: number, prefix: string): CloudEvent[] {
  const pick = <T>(list: readonly T[], i: number) => list[i % list.length]!;
  const events: CloudEvent[] = [];
  for (let i = 0; i < 400; i++) {
    const at = now - 1_000 - Math.floor((i * i * 13 * HOUR) / 160_000);
    const call = {
      callId: `${prefix}-call-${i}`,
      queue: pick(["report", "report", "unfreeze", "consult"] as const, i),
    };
    events.push(event("call.offered", at, call));
    const later = at + ((i * 7) % 45) * 1_000;
    const end = later + (120 + ((i * 37) % 600)) * 1_000;
    if (later > now) continue;
    if (i % 9 === 0) events.push(event("call.abandoned", later, call));
    else {
      events.push(event("call.answered", later, call));
      if (end <= now) events.push(event("call.ended", end, call));
    }
  }
  for (let i = 0; i < 120; i++) {
    const at = now - 5_000 - i * 6 * MINUTE;
    const reportId = `${prefix}-report-${i}`;
    const report = {
      reportId,
      channel: pick(["1441", "police", "bank", "online"] as const, i),
      agency: "aoc",
      scamType: pick(["job", "loan", "romance", "purchase_single", "other"], i),
      province: pick(["TH-10", "TH-50", "TH-20", "TH-00", "TH-83", "TH-90", "TH-41"], i),
      lossSatang: 10_000_00 + i * 777_77,
    };
    events.push(event("report.filed", at, report));
    if (i % 15 === 0) events.push(event("report.voided", at + 1_000, { reportId, reason: "test" }));
    // Some cases have come further, each step an hour after the one before.
    const steps = (["freezing", "complaint", "tracing", "refunding", "closed"] as const).slice(0, i % 6);
    for (const [place, step] of steps.entries()) {
      const stepped = at + (place + 1) * HOUR;
      if (stepped <= now) events.push(event("report.advanced", stepped, { reportId, step }));
    }
    for (let hop = 1; hop <= (i % 3) + 1; hop++) {
      const requestedAt = at + hop * 1_000;
      if (requestedAt > now) continue;
      const request = {
        freezeId: `${prefix}-freeze-${i}-${hop}`,
        bank: pick(["KBANK", "SCB", "BBL", "KTB"], i + hop),
        hop,
      };
      const amountSatang = 5_000_00 + i * 333_33;
      events.push(
        event("freeze.requested", requestedAt, { ...request, reportId, amountSatang, accountToken: "t" }),
      );
      const answeredAt = requestedAt + (3 + ((i * 11 + hop * 5) % 80)) * MINUTE;
      if (answeredAt > now || i % 10 === 7) continue;
      if (i % 4 === 3) {
        const refusal = { ...request, reason: "moved-on" as const, movedSatang: amountSatang };
        events.push(event("freeze.refused", answeredAt, refusal));
      } else {
        const movedSatang = i % 2 === 0 ? Math.floor(amountSatang / 3) : 0;
        const heldSatang = amountSatang - movedSatang;
        events.push(event("freeze.confirmed", answeredAt, { ...request, heldSatang, movedSatang }));
        // Some are found to be wrong at once, and most of those are released in time.
        const releasedAt = answeredAt + (i % 18 === 4 ? 5 : 2) * HOUR;
        if (i % 9 === 4) events.push(event("freeze.overturned", answeredAt, request));
        if (i % 9 === 4 && releasedAt <= now)
          events.push(event("freeze.released", releasedAt, { ...request, reason: "wrong-account" }));
      }
    }
  }
  const sample = { lines: 100, busy: 61, waiting: 4, longestWaitSeconds: 33, agentsReady: 2, agentsBusy: 57 };
  events.push(event("lines.sampled", now - 8_000, sample));
  return events;
}
