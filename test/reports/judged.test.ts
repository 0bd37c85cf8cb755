import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Checked,
  Document,
  ObjectivesBlock,
  ReportFigure,
  Signed,
  TargetsBlock,
} from "#wire/reports.ts";
import type { Verdict } from "#wire/sla.ts";
import type { Pace, Target } from "#wire/targets.ts";
import { addTarget } from "../../backend/targets/queries.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { beat, NOW, tellFortnight } from "./centre.ts";
import { bare, textOfPdf } from "./pdf.ts";

const DAY = { kind: "daily", from: "2026-11-18" };
const WEEK = { kind: "weekly", from: "2026-11-16" };
const SECTIONS = ["key", "objectives", "targets", "calls", "definitions"];

let clock: HandClock;
let program: Program;
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  await clock.turn(1_000);
});
afterAll(() => program.close());

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${program.url}/v1${path}`, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
const draftOf = async (query: Record<string, string>) =>
  (await call<{ document: Document }>("GET", `/reports/draft?${new URLSearchParams(query)}`)).document;
const issue = (asked: object) => call<Signed>("POST", "/reports", { sections: SECTIONS, ...asked });
const check = (id: string) => call<Checked>("POST", "/reports/check", { id });

const blockOf = <K extends "objectives" | "targets">({ sections }: Document, kind: K) =>
  sections
    .flatMap(({ blocks }) => blocks)
    .find((block): block is Extract<ObjectivesBlock | TargetsBlock, { kind: K }> => block.kind === kind)!;
const ratioOf = ({ numerator, denominator }: ReportFigure) => [String(numerator), String(denominator)];

/** One that has been in force since ever. */
const aim = (id: string, target: Target) =>
  addTarget(program.store.run, { id, from: 0, by: "a test", target });
const TARGET: Target = {
  th: "เรื่องต่อวัน",
  en: "Cases a day",
  metric: "reports.filed",
  slice: { by: "all", of: null },
  baseline: { kind: "number", amount: { p: 20, q: 1 }, source: "a test" },
  goal: { kind: "number", amount: { p: 10, q: 1 } },
  source: "a test",
  assumed: true,
  start: "2026-11-09",
  due: "2026-12-31",
  path: { kind: "linear" },
  better: "down",
  place: null,
  enabled: true,
};

describe("the objectives of a report", () => {
  it("of a day are what GET /v1/sla says of it: the same cases, verdict and version", async () => {
    const document = await draftOf(DAY);
    const { verdicts } = await call<{ verdicts: Verdict[] }>(
      "GET",
      "/sla?at=2026-11-18T23:59:59.999%2B07:00",
    );
    const said = verdicts.filter(
      ({ slice, window }) =>
        slice.of === null && window.from === document.from && window.to === document.until,
    );
    // Those whose window is the day.
    expect(said.map(({ objective }) => objective)).toEqual(
      expect.arrayContaining(["freeze-60m", "freeze-15m", "calls-20s", "calls-abandoned"]),
    );
    const rows = blockOf(document, "objectives").rows.map(({ figure: place, verdict, missed }) => {
      const figure = document.figures[place]!;
      const aim = document.aims!.find(({ by, id }) => by === "objective" && id === figure.judged!.id)!;
      const [part, all] = ratioOf(figure).map(BigInt) as [bigint, bigint];
      const kept = aim.better === "down" ? all - part : part;
      expect(BigInt(missed)).toBe(all - kept);
      return [figure.judged!.id, figure.judged!.version, verdict, String(kept), String(all)];
    });
    const told = rows.filter(([id]) => said.some(({ objective }) => objective === id));
    expect(told).toEqual(
      said.map((each) => [each.objective, each.version, each.kind, each.numerator, each.denominator]),
    );
    // The abandoned calls of a day are few, and are told as such.
    expect(new Set(told.map(([, , verdict]) => verdict))).toContain("few");
  });

  it("of a week are judged over all of it, by the version that was in force when it ended", async () => {
    const before = await draftOf(WEEK);
    const [row] = blockOf(before, "objectives").rows;
    const figure = before.figures[row!.figure]!;
    expect(figure).toMatchObject({ metric: "freezes.sla_60m", from: before.from, until: before.until });
    const { rows } = await program.figures("metric=freezes.sla_60m&from=2026-11-16&to=2026-11-23");
    expect([figure.value, ...ratioOf(figure)]).toEqual([
      rows[0]!.value,
      ...[rows[0]!.numerator, rows[0]!.denominator].map(String),
    ]);

    const { objectives } = await call<{ objectives: { id: string; versions: { objective: object }[] }[] }>(
      "GET",
      "/sla/objectives",
    );
    const { objective } = objectives.find(({ id }) => id === "freeze-60m")!.versions[0]!;
    await call("PUT", "/sla/objectives/freeze-60m", {
      ...objective,
      target: { p: 50, q: 100 },
      watch: null,
      burn: [],
    });
    await clock.turn(3_000);
    // A week that was over keeps what it was judged by.
    const after = await draftOf(WEEK);
    expect(after.figures[row!.figure]!.judged).toEqual(figure.judged);
    const running = await draftOf({ kind: "weekly", from: "2026-11-26" });
    expect(running.figures[blockOf(running, "objectives").rows[0]!.figure]!.judged).toMatchObject({
      id: "freeze-60m",
      version: 3,
    });
  });

  it("are judged again by a check, which finds an exclusion that was made since", async () => {
    const { document } = await issue({ ...WEEK, sections: ["objectives", "calls"] });
    expect(await check(document.id)).toMatchObject({ differing: [], figures: document.figures.length });
    await call("POST", "/sla/exclusions", {
      objective: "freeze-60m",
      slice: { by: "bank", of: "GSB" },
      reason: "a test",
      from: "2026-11-17T00:00:00+07:00",
      until: "2026-11-18T00:00:00+07:00",
    });
    await clock.turn(3_000);
    const { differing } = await check(document.id);
    // The plain figures stand: only the verdict leaves something out.
    expect(differing.map(({ metric, judged }) => [metric, judged?.by, judged?.id])).toEqual([
      ["freezes.sla_60m", "objective", "freeze-60m"],
      ...(differing.length > 1 ? [["freezes.sla_15m", "objective", "freeze-15m"]] : []),
    ]);
    expect(differing[0]!.was).not.toBe(differing[0]!.now);
    const second = await call<Signed>("POST", `/reports/${document.id}/editions`);
    expect(second.document.changes).toContainEqual(
      expect.objectContaining({ judged: expect.objectContaining({ id: "freeze-60m", part: "cases" }) }),
    );
    const pdf = await fetch(`${program.url}/v1/reports/${second.document.id}/file`);
    const text = (await textOfPdf(new Uint8Array(await pdf.arrayBuffer()))).join("");
    expect(text).toContain(bare("“ระงับได้ใน 60 นาที” ไม่นับส่วนที่ยกเว้นไว้พร้อมเหตุผล"));
    expect(text).toContain(bare("ระงับได้ใน 60 นาที (ผลตามเกณฑ์)"));
  });
});

describe("the targets of a report", () => {
  it("of a period that runs are what GET /v1/targets says now", async () => {
    await aim("cases-a-day", TARGET);
    // Set today: of this period, of none that is over.
    await call("PUT", "/targets/set-today", TARGET);
    await clock.turn(3_000);
    const { targets } = await call<{ targets: Pace[] }>("GET", "/targets");
    const document = await draftOf({ kind: "custom", from: "2026-11-16", to: "2026-11-26" });
    const told = blockOf(document, "targets").rows.map((row) => {
      const of = (place: number) => document.figures[place]!;
      expect(of(row.landing).judged).toMatchObject({ by: "target", part: "landing" });
      return {
        target: of(row.value).judged!.id,
        version: of(row.value).judged!.version,
        state: row.state,
        why: row.why,
        value: of(row.value).value,
        planned: of(row.planned).value,
        landing: of(row.landing).value,
        low: of(row.low).value,
        high: of(row.high).value,
      };
    });
    const number = (of: Pace["value"]) => of && Number(of.p) / Number(of.q);
    expect(told).toEqual(
      targets.map(({ target, version, state, why, value, planned, landing }) => ({
        target,
        version,
        state,
        why,
        value: number(value),
        planned: number(planned),
        landing: landing?.mid ?? null,
        low: landing?.low ?? null,
        high: landing?.high ?? null,
      })),
    );
    expect(told.some(({ landing }) => landing !== null)).toBe(true);
    // Twenty on each of six days, and none on the last one.
    expect(told.find(({ target }) => target === "cases-a-day")!.value).toBeCloseTo(120 / 7, 10);
  });

  it("of a week that is over are of its last day; a check judges them again, and finds what came late", async () => {
    const { document } = await issue({ ...WEEK, kind: "custom", to: "2026-11-22", sections: ["targets"] });
    const { rows } = blockOf(document, "targets");
    expect(rows.map(({ value }) => document.figures[value]!.judged!.id)).not.toContain("set-today");
    const row = rows.find(({ value }) => document.figures[value]!.judged!.id === "cases-a-day")!;
    const [value, planned] = [document.figures[row.value]!, document.figures[row.planned]!];
    // Seven days with twenty cases; on 23 November 14 of the 52 days between 20 and 10 are over.
    expect([value.value, value.from, value.until]).toEqual([20, document.from, document.until]);
    expect(planned.value).toBeCloseTo(20 - (10 * 14) / 52, 10);
    expect(await check(document.id)).toMatchObject({ differing: [] });
    // Of the week before: the value stands, and the landing moves.
    const late = Date.parse("2026-11-12T10:00:00+07:00");
    await program.tell(
      event("report.filed", late, {
        reportId: "late",
        channel: "1441",
        agency: "aoc",
        scamType: "loan",
        province: "TH-10",
        lossSatang: 5,
      }),
      beat(clock.now()),
    );
    const { differing } = await check(document.id);
    const own = differing.filter(({ judged }) => judged?.id === "cases-a-day");
    expect(own.map(({ judged }) => judged!.part)).toEqual(["landing-low", "landing", "landing-high"]);
    for (const { was, now } of own) expect(was).not.toBe(now);
  });
});

describe("files", () => {
  it("have verdict, target and misses beside the figures, in the PDF, the spreadsheet and CSV", async () => {
    const { document } = await issue(DAY);
    const file = async (format: string) =>
      Buffer.from(
        await (await fetch(`${program.url}/v1/reports/${document.id}/file?format=${format}`)).arrayBuffer(),
      );
    const text = (await textOfPdf(await file("pdf"))).join("");
    for (const said of [
      "2. ระดับบริการตามเกณฑ์",
      "ระงับได้ใน 60 นาที (รุ่น 2)",
      "3. เป้าหมาย",
      "เรื่องที่รับแจ้งต่อวัน",
      "พลาด / ยอมให้พลาด",
      "เฉลี่ย 7 วัน",
    ])
      expect(text).toContain(bare(said));
    // Beside the key figure: what was promised, and by how much it is missed or kept.
    const figure = document.figures.find(
      ({ metric, judged, from }) => metric === "freezes.sla_60m" && !judged && from === document.from,
    )!;
    const points = (Number(figure.value) - 0.95) * 100;
    const apart = `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;
    expect(text).toContain(bare(`≥ 95 % (${apart} จุด)`));

    const lines = (await file("csv")).toString("utf8").split("\r\n");
    const head = lines[0]!.replace("\ufeff", "").split(",");
    const column = (name: string) => head.indexOf(name);
    const line = lines
      .map((each) => each.split(","))
      .find((each) => each[column("aim")] === "objective:freeze-60m@2")!;
    expect(line[column("target")]).toBe("0.95");
    const [row] = blockOf(document, "objectives").rows;
    const objective = lines
      .map((each) => each.split(","))
      .find(
        (each) => each[column("aimPart")] === "cases" && each[column("aim")] === "objective:freeze-60m@2",
      )!;
    expect([objective[column("missed")], objective[column("verdict")]]).toEqual([row!.missed, row!.verdict]);

    const [names, ...rows] = (await readXlsx(await file("xlsx"))).sheets[0]!.rows;
    const at = (name: string) => names!.indexOf(name);
    const written = rows.filter((each) => each[at("ส่วน")] === "เฉลี่ย 7 วัน");
    expect(written.map((each) => each[at("เกณฑ์หรือเป้าหมาย")])).toContain("เงินเสียหายต่อวัน (รุ่น 1)");
    const losses = written.find((each) => String(each[at("เกณฑ์หรือเป้าหมาย")]).startsWith("เงินเสียหายต่อวัน"))!;
    // In baht a day.
    expect([losses[at("เป้า")] ?? null, losses[at("เป้าต่อวัน")]]).toEqual([null, 50_000_000]);
  });
});

describe("a public edition", () => {
  it("names no bank by an objective or a target", async () => {
    await aim("losses-of-a-bank", {
      ...TARGET,
      metric: "freezes.requested",
      th: "ของธนาคารหนึ่ง",
      en: "Of one bank",
      slice: { by: "bank", of: "KBANK" },
    });
    await aim("named", { ...TARGET, th: "ของธนาคารกสิกรไทย", en: "Of one bank" });
    await aim("coded", { ...TARGET, th: "เรื่องของ KBank", en: "Cases of KBank" });
    // Written past the program: it reads them again after ten seconds.
    await clock.turn(11_000);
    const said = async (query: Record<string, string>) => {
      const document = await draftOf({ ...WEEK, ...query });
      return blockOf(document, "targets").rows.map(({ value }) => document.figures[value]!.judged!.id);
    };
    expect(await said({})).toEqual(
      expect.arrayContaining(["losses-of-a-bank", "named", "coded", "cases-a-day"]),
    );
    const told = await said({ public: "true" });
    expect(told).toContain("cases-a-day");
    expect(told).not.toContain("losses-of-a-bank");
    expect(told).not.toContain("named");
    expect(told).not.toContain("coded");
    const written = JSON.stringify(await draftOf({ ...WEEK, public: "true" }));
    for (const name of ["KBANK", "GSB", "KBank", "กสิกร"]) expect(written).not.toContain(name);
  });
});
