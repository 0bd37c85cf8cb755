import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Document } from "#wire/reports.ts";
import { event, type Program, startProgram } from "../program.ts";

const FROM = Date.parse("2026-11-01T00:00:00+07:00");
const PERIOD = "kind=custom&from=2026-11-01&to=2026-11-02&sections=key,calls,freezes,trail,pattern";
const BANKS = ["KBANK", "SCB", "BBL"];
let program: Program;
beforeAll(async () => {
  program = await startProgram();
  await program.tell(...Array.from({ length: 600 }, (_, n) => some(n)));
});
afterAll(() => program.close());

/** An event of a new entity, on one of the days that are reported or of the two before. */
function some(n: number) {
  const at = FROM - 2 * DAY + ((n * 7_919) % (4 * 1_440)) * MINUTE;
  const id = `moment-${n}`;
  if (n % 3 === 0) return event("call.offered", at, { callId: id, queue: n % 2 ? "report" : "consult" });
  if (n % 3 === 1) {
    const [bank, hop] = [BANKS[(n % 7) % 3]!, 1 + (n % 4)];
    return event("freeze.requested", at, {
      ...{ freezeId: id, reportId: id, bank, hop, amountSatang: 100 * n, accountToken: "t" },
    });
  }
  return event("report.filed", at, {
    ...{ reportId: id, channel: "1441", agency: "aoc", scamType: "job", province: "TH-10", lossSatang: n },
  });
}

async function draft(more = ""): Promise<Document> {
  const response = await fetch(`${program.url}/v1/reports/draft?${PERIOD}${more}`);
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { document: Document }).document;
}

/** What is counted, by what it is of. */
const countsIn = ({ figures }: Document) =>
  figures
    .filter(({ value }) => Number(value) !== 0)
    .map(({ metric, slice, from, until, value }) => JSON.stringify([metric, slice, from, until, value]))
    .sort();

it("a draft is of one moment while events come for all of its days", async () => {
  let isOver = false;
  let told = 0;
  const telling = (async () => {
    while (!isOver || told < 10) await program.tell(some(10_000 + told++));
  })();
  const seen: Document[] = [];
  for (let n = 0; n < 3; n++) seen.push(await draft());
  isOver = true;
  await telling;
  expect(told).toBeGreaterThan(3);
  for (const document of seen) {
    const known = await draft(`&asOf=${new Date(document.asOf).toISOString()}`);
    expect(countsIn(document).length).toBeGreaterThan(20);
    expect(countsIn(document)).toEqual(countsIn(known));
  }
});
