/**
 * Public releases, rebuilt: what the press published of days and weeks (published.csv, each row with its source) is sent as
 * events, and the public editions of our reports have the published numbers, in the document and in the PDF.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import type { Signed } from "#wire/reports.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { ANSWERED, beat } from "./centre.ts";
import { bare, rowsOfPdf } from "./pdf.ts";

interface Published {
  period_start: string;
  period_end: string;
  metric: "calls" | "accounts_frozen" | "police_online_cases" | "loss_reported" | "share_of_cases";
  value: string;
}
const rows: Published[] = parse(readFileSync(join(import.meta.dirname, "published.csv")), { columns: true });
const published = (from: string, metric: Published["metric"]) =>
  Number(rows.find((row) => row.period_start === from && row.metric === metric)?.value);
const of = (metric: Published["metric"]) => rows.filter((row) => row.metric === metric);
const startAt = (date: string) => startOf(readDate(date)!);

const NOW = Date.parse("2026-01-19T09:00:00+07:00");
/** "The centre took 15 minutes on average to freeze an account" (November 2023). */
const FREEZE_MS = 15 * MINUTE;
const SATANG = 100;

/** With the police; where, was not published. */
const FILED = { channel: "police", agency: "ccib", province: "TH-00" } as const;

/** Moments of the days from `from` to `to`, both included, evenly apart. */
const moments = (from: string, to: string, count: number) => {
  const [start, end] = [startAt(from), startAt(to) + DAY];
  return Array.from({ length: count }, (_, n) => Math.floor(start + ((n + 0.5) / count) * (end - start)));
};

function* events(): Generator<CloudEvent> {
  // Of each type that a figure is made of there is one before all: that none came later is then known.
  const first = startAt("2023-10-30");
  const [call, asked] = [
    { callId: "first", queue: "report" } as const,
    { freezeId: "first", bank: "GSB", hop: 1 },
  ];
  yield event("call.offered", first, call);
  yield event("call.answered", first, call);
  yield event("call.abandoned", first, call);
  yield event("call.ended", first, call);
  yield event("freeze.requested", first, {
    ...asked,
    reportId: "first",
    amountSatang: 1,
    accountToken: "token",
  });
  yield event("freeze.confirmed", first, { ...asked, heldSatang: 1 });
  yield event("freeze.refused", first, { ...asked, freezeId: "second", reason: "other", movedSatang: 0 });
  yield event("report.filed", first, { reportId: "first", ...FILED, scamType: "job", lossSatang: 1 });
  yield event("refund.paid", first, { refundId: "first", reportId: "first", bank: "GSB", amountSatang: 1 });

  for (const { period_start: day, value } of of("calls"))
    for (const [n, at] of moments(day, day, Number(value)).entries())
      yield event("call.offered", at, { callId: `${day}-${n}`, queue: "report" });
  for (const { period_start: day, value } of of("accounts_frozen"))
    for (const [n, at] of moments(day, day, Number(value)).entries()) {
      const freeze = { freezeId: `${day}-${n}`, bank: "KBANK", hop: 1 };
      const more = { reportId: "r", amountSatang: 2_000_000, accountToken: "token" };
      yield event("freeze.requested", at, { ...freeze, ...more });
      yield event("freeze.confirmed", at + FREEZE_MS, { ...freeze, heldSatang: 1_000_000 });
    }
  for (const { period_start: from, period_end: to, value } of of("police_online_cases")) {
    const count = Number(value);
    const satang = published(from, "loss_reported") * SATANG;
    const purchases = Math.round(((published(from, "share_of_cases") || 50) / 100) * count);
    for (const [n, at] of moments(from, to, count).entries())
      yield event("report.filed", at, {
        reportId: `${from}-${n}`,
        ...FILED,
        // As many of them at any time of the week.
        scamType: (n * purchases) % count < purchases ? "purchase_single" : "job",
        lossSatang: Math.floor(satang / count) + (n < satang % count ? 1 : 0),
      });
  }
}

let program: Program;
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  const batch: CloudEvent[] = [];
  for (const each of events()) {
    batch.push(each);
    if (batch.length === 1_000) await program.tell(...batch.splice(0));
  }
  await program.tell(...batch, beat(NOW));
  await clock.turn(1_000);
}, 180_000);
afterAll(() => program.close());

async function release(body: object): Promise<{ signed: Signed; printed: string[][] }> {
  const answer = await fetch(`${program.url}/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, public: true, sections: ANSWERED }),
  });
  expect([answer.status, answer.ok || (await answer.text())]).toEqual([201, true]);
  const signed = (await answer.json()) as Signed;
  const file = await fetch(`${program.url}/v1/reports/${signed.document.id}/file?format=pdf`);
  return { signed, printed: await rowsOfPdf(new Uint8Array(await file.arrayBuffer())) };
}

/** The figure of the whole period, or of the one before, of a slice or of all. */
const figureOf = (
  { document }: Signed,
  metric: string,
  slice = {},
  { from, until }: { from: number; until: number } = document,
) =>
  document.figures.find(
    (each) =>
      each.metric === metric &&
      each.from === from &&
      each.until === until &&
      JSON.stringify(each.slice) === JSON.stringify(slice),
  )!;

/** What stands beside the name of a figure in the PDF's table of key figures: its value, that of before, the change. */
function rowOf(signed: Signed, printed: string[][], metric: string): string[] {
  const { th } = signed.document.definitions.find((each) => each.metric === metric)!;
  return printed.find(([name]) => name === bare(th))!.slice(1);
}

describe("a published day", () => {
  it.each(of("calls").map(({ period_start, value }) => [period_start, Number(value)] as const))(
    "%s has its %i calls, and the accounts frozen within the hour, all of them",
    async (day, calls) => {
      const { signed, printed } = await release({ kind: "daily", from: day });
      const frozen = published(day, "accounts_frozen");
      expect(figureOf(signed, "calls.offered")).toMatchObject({ value: calls, state: "settled" });
      expect(figureOf(signed, "freezes.sla_60m")).toMatchObject({
        value: 1,
        numerator: frozen,
        denominator: frozen,
        state: "settled",
      });
      expect(Number(figureOf(signed, "freezes.p50_minutes").value)).toBeCloseTo(15, 0);
      expect(rowOf(signed, printed, "calls.offered")[0]).toMatch(
        new RegExp(`^${calls.toLocaleString("en")}(?![\\d,.])`),
      );
      expect(rowOf(signed, printed, "freezes.sla_60m")[0]).toBe(`100%(${frozen}/${frozen})`);
    },
  );
});

// From Sunday to Saturday, so that they are no weeks of ours.
describe("a published week", () => {
  const weeks = of("police_online_cases");
  it.each(
    weeks.map(({ period_start, period_end, value }) => [period_start, period_end, Number(value)] as const),
  )(
    "%s to %s has its %i cases and its loss, to the satang, beside those of the week before",
    async (from, to, cases) => {
      const { signed, printed } = await release({ kind: "custom", from, to });
      const baht = published(from, "loss_reported");
      expect(figureOf(signed, "reports.filed")).toMatchObject({ value: cases, state: "settled" });
      expect(figureOf(signed, "reports.loss_satang")).toMatchObject({ value: baht * SATANG });
      expect(figureOf(signed, "reports.filed", { channel: "police" }).value).toBe(cases);
      const row = rowOf(signed, printed, "reports.loss_satang");
      expect(row[0]).toBe(bare(`${baht.toLocaleString("en")}.00 บาท`));
      // The releases restate the week before by a few cases: what was published first stands here.
      const earlier = isoDate(readDate(from)! - 7);
      const before = weeks.find(({ period_start }) => period_start === earlier);
      const was = before ? published(earlier, "loss_reported") : 0;
      const then = figureOf(signed, "reports.filed", {}, signed.document.before!);
      expect(then.value).toBe(Number(before?.value ?? 0));
      expect(row[1]).toBe(`${was.toLocaleString("en")}.00`);
      if (!before) return;
      const change = (baht / was - 1) * 100;
      expect(row[2]).toBe(`${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)}%`);
    },
  );

  it("has the published share of purchases", async () => {
    const [{ period_start: from, period_end: to, value }] = of("share_of_cases") as [Published];
    const { signed } = await release({ kind: "custom", from, to });
    const [purchases, all] = [{ scamType: "purchase_single" }, {}].map((slice) =>
      Number(figureOf(signed, "reports.filed", slice).value),
    );
    expect(((purchases! / all!) * 100).toFixed(1)).toBe(value);
  });
});
