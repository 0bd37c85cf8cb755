import { dayOf, isoDate } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import type { Document } from "#wire/reports.ts";
import { openYear } from "./explore.ts";
import { type Bench, type Measured, median, ms, quantile, type Row, share } from "./row.ts";

const DAYS = 730;
const TIMES = 15;
const MOST = { figures: 300, pdf: 2_000, xlsx: 1_000 };

export const monthly: Row = {
  name: "monthly",
  what: "monthly report, all sections, two years of history: figures / PDF / XLSX",
  toReach: `≤ ${MOST.figures} ms / ≤ ${MOST.pdf / 1000} s / ≤ ${MOST.xlsx / 1000} s`,
  anywhere: false,
  run: measure,
};

async function measure(bench: Bench): Promise<Measured> {
  // At least the month and the one before.
  const days = share(bench, DAYS, 100);
  const { server, newest } = await openYear(bench, 1, days);
  const month = isoDate(periodOf("month", dayOf(newest.from)).from - 1);
  const ask = async (format?: string) => {
    const began = performance.now();
    const query = new URLSearchParams({ kind: "monthly", from: month, ...(format ? { format } : {}) });
    const answer = await fetch(`${server.url}/v1/reports/draft?${query}`);
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${answer.status} ${body}`);
    return { took: performance.now() - began, body };
  };
  const cold = await ask("pdf");
  const { document } = JSON.parse((await ask()).body.toString()) as { document: Document };
  const refused = document.sections.filter((section) => section.refused !== null);
  if (document.before === null || refused.length > 0) throw new Error("it is not a whole report");
  const took = { csv: [] as number[], pdf: [] as number[], xlsx: [] as number[] };
  for (let n = 0; n < share(bench, TIMES, 3); n++)
    for (const format of ["csv", "pdf", "xlsx"] as const) took[format].push((await ask(format)).took);
  const [figures, pdf, xlsx] = [median(took.csv), median(took.pdf), median(took.xlsx)];
  const slow = Object.entries(took).map(([format, each]) => `${format} ${ms(quantile(each, 0.95))}`);
  return {
    reached: `${ms(figures)} / ${ms(pdf)} / ${ms(xlsx)}`,
    ok: figures <= MOST.figures && pdf <= MOST.pdf && xlsx <= MOST.xlsx,
    remarks: [
      `the median of ${took.pdf.length} drafts each over HTTP, in turn, composed each time: PDF and XLSX have the figures' time in them; figures: as CSV, which writes itself in a few milliseconds; 95 of 100: ${slow.join(", ")}; the first PDF, which starts the compiler: ${ms(cold.took)}`,
      `${document.figures.length} figures of ${month.slice(0, 7)} and the month before, ${document.sections.length} sections; ${days} days of a played day's cells; embedded database`,
    ],
    numbers: { figures, pdf, xlsx, coldPdf: cold.took, figuresCounted: document.figures.length },
  };
}
