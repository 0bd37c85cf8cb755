/**
 * Public releases, rebuilt: every row of published.csv that is a figure of a report of ours is sent as events, and the daily,
 * weekly (in its public edition), monthly and custom reports have it as it was published, to the satang, in the document,
 * the CSV and, of key figures, the PDF. Of the other rows the reason is known.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf } from "#calendar/days.ts";
import type { CloudEvent } from "#wire/events.ts";
import type { ReportFigure, Signed } from "#wire/reports.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { ANSWERED, beat } from "./centre.ts";
import { bare, rowsOfPdf } from "./pdf.ts";
import { events, type Figure, figures, kindOf, nameOf, REASONS, refused, unread } from "./published.ts";
import { expectPrinted, keyOf, readCsv, sliceText } from "./read.ts";

const NOW = Date.parse("2026-03-20T09:00:00+07:00");

let program: Program;
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  const batch: CloudEvent[] = [];
  for (const each of events()) {
    batch.push(each);
    if (batch.length === 5_000) await program.tell(...batch.splice(0));
  }
  await program.tell(...batch, beat(NOW));
  await clock.turn(1_000);
}, 900_000);
afterAll(() => program.close());

interface Release {
  signed: Signed;
  csv: Map<string, string[]>;
  printed: string[][];
}

async function release(asked: { kind: string; from: string; to?: string; public?: true }): Promise<Release> {
  const answer = await fetch(`${program.url}/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...asked, sections: ANSWERED }),
  });
  expect([answer.status, answer.ok || (await answer.text())]).toEqual([201, true]);
  const signed = (await answer.json()) as Signed;
  const file = async (format: string) => {
    const got = await fetch(`${program.url}/v1/reports/${signed.document.id}/file?format=${format}`);
    return Buffer.from(await got.arrayBuffer());
  };
  return { signed, csv: readCsv(await file("csv")), printed: await rowsOfPdf(await file("pdf")) };
}

/** The figure of the whole period, or of the one before, of a slice or of all. */
const figureOf = (
  { document }: Signed,
  metric: string,
  slice = {},
  { from, until }: { from: number; until: number } = document,
): ReportFigure | undefined =>
  document.figures.find(
    (each) =>
      each.metric === metric &&
      each.from === from &&
      each.until === until &&
      sliceText(each.slice) === sliceText(slice),
  );

/** What stands beside the name of a figure in the PDF's table of key figures: its value, that of before, the change. */
function rowOf({ signed, printed }: Release, metric: string): string[] {
  const { th } = signed.document.definitions.find((each) => each.metric === metric)!;
  return printed.find(([name]) => name === bare(th))!.slice(1);
}

const METRIC = {
  calls: "calls.offered",
  frozen: "freezes.sla_60m",
  held: "freezes.confirmed_satang",
  asked: "freezes.requested_satang",
  cases: "reports.filed",
  loss: "reports.loss_satang",
} as const;

function expectPublished({ signed, csv, printed }: Release, { kind, scamType, value, row }: Figure) {
  const slice = scamType ? { scamType } : {};
  if (kind === "share") {
    const [part, all] = [slice, {}].map((of) => Number(figureOf(signed, METRIC.cases, of)!.value));
    expect(((part! / all!) * 100).toFixed(row.value.includes(".") ? 1 : 0), nameOf(row)).toBe(row.value);
    return;
  }
  const metric = METRIC[kind];
  const figure = figureOf(signed, metric, slice);
  // All accounts were frozen within the hour.
  const [is, of, whole] = kind === "frozen" ? [1, value, value] : [value, "", ""];
  const told = [figure?.value, figure?.numerator ?? "", figure?.denominator ?? ""].map(String);
  expect(told, nameOf(row)).toEqual([is, of, whole].map(String));
  expect(figure!.state, nameOf(row)).toBe("settled");
  const { from, until } = signed.document;
  expect(csv.get(keyOf(metric, from, until, sliceText(slice))), nameOf(row)).toEqual(told);
  if (scamType) return;
  const definition = signed.document.definitions.find((each) => each.metric === metric)!;
  const [cell] = rowOf({ signed, csv, printed }, metric);
  expectPrinted(cell!, figure!, definition, nameOf(row));
  const printedValue = value.toLocaleString("en");
  if (kind === "frozen") expect(cell, nameOf(row)).toContain(`(${printedValue}/${printedValue})`);
}

describe("a published row", () => {
  it("is a figure of a report, or has its reason", () => {
    expect(unread.map(nameOf)).toEqual([]);
    const counts = Object.fromEntries(
      Object.keys(REASONS).map((reason) => [reason, refused.filter((each) => each.reason === reason).length]),
    );
    // A row more, or one that is read otherwise than before, shows here.
    expect({ figures: figures.length, ...counts }).toEqual({
      figures: 80,
      "no-event": 45,
      "not-in-a-report": 16,
      "no-dimension": 16,
      "worked-out": 20,
      "not-exact": 25,
      "other-body": 3,
      contradicts: 5,
      overlaps: 5,
      "too-long": 1,
      "too-many": 53,
    });
  });
  it("is in one list alone", () => {
    const names = [...figures, ...refused].map(({ row }) => row);
    expect(new Set(names).size).toBe(names.length);
  });
});

const periods = new Map<string, Figure[]>();
for (const figure of figures) {
  const name = `${isoDate(figure.days.from)} ${isoDate(figure.days.until - 1)}`;
  periods.set(name, [...(periods.get(name) ?? []), figure]);
}

describe("a published period", () => {
  it.each([...periods].map(([name, of]) => [name, kindOf(of[0]!.days), of] as const))(
    "%s is a %s report with what was published of it",
    async (name, kind, of) => {
      const [from, to] = name.split(" ") as [string, string];
      if (kind === "custom") {
        const found = await release({ kind, from, to });
        for (const figure of of) expectPublished(found, figure);
        return;
      }
      // Published weeks begin on Sunday, on which nothing is sent: our week, from Monday on, has the same.
      const begins = isoDate(readDate(from)! + (kind === "weekly" ? 1 : 0));
      const found = await release({ kind, from: begins, ...(kind === "weekly" ? { public: true } : {}) });
      for (const figure of of) expectPublished(found, figure);
      if (kind !== "weekly") return;
      const asPublished = await release({ kind: "custom", from, to, public: true });
      for (const figure of of) expectPublished(asPublished, figure);
    },
  );

  it("stands beside the week before, as that was published first", async () => {
    const weeks = figures.filter((each) => each.kind === "loss" && kindOf(each.days) === "weekly");
    let compared = 0;
    for (const { days, value } of weeks) {
      const earlier = weeks.find((each) => each.days.until === days.from);
      if (!earlier) continue;
      const found = await release({ kind: "weekly", from: isoDate(days.from + 1), public: true });
      const { before } = found.signed.document;
      expect(before!.from).toBe(startOf(earlier.days.from + 1));
      expect(figureOf(found.signed, METRIC.loss, {}, before!)!.value).toBe(earlier.value);
      const [, was, change] = rowOf(found, METRIC.loss);
      expect(was).toBe(`${(earlier.value / 100).toLocaleString("en")}.00`);
      const percent = (value / earlier.value - 1) * 100;
      expect(change).toBe(`${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)}%`);
      compared++;
    }
    expect(compared).toBe(3);
  });
});
