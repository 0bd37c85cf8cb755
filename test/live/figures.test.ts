import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DAY, MINUTE, WEEK } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { Snapshot } from "#wire/live.ts";
import { SCENES, type Scene, type Scenery, type TableId } from "#wire/scenery.ts";
import type { FreezeRisk, Verdict } from "#wire/sla.ts";
import type { Pace } from "#wire/targets.ts";
import { urgencyOf } from "../../dashboard/figures/countdown.ts";
import { event, type FiguresAnswer, handClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { busyDay } from "./busyDay.ts";
import { askedBy, DIMENSION } from "./windows.ts";

const TODAY = Date.parse("2026-11-21T00:00:00+07:00");
// 14:05:30, so that every chart lies inside the day.
const NOW = TODAY + (14 * 60 + 5.5) * MINUTE;
const RUNNING = NOW - 0.5 * MINUTE;
const BAR = 5 * MINUTE;
// What is known of a source as of a moment is what was known at the end of the minute before.
const TOLD = NOW - 80_000;

let program: Program;
const snapshots = new Map<Scene, Snapshot>();

beforeAll(async () => {
  const clock = handClock(TOLD);
  program = await startProgram({ clock });
  for (const before of [0, WEEK]) {
    const told = busyDay(TOLD - before, before === 0 ? "a" : "b");
    for (let i = 0; i < told.length; i += 500) await program.tell(...told.slice(i, i + 500));
  }
  await program.tell(event("source.beat", TOLD, { through: new Date(TOLD).toISOString() }));
  await clock.turn(NOW - TOLD);
  for (const scene of SCENES) {
    const screen = await openScreen(program.url, { scene, epoch: null, seq: 0 });
    await vi.waitUntil(() => screen.snapshots.length === 1, { timeout: 10_000, interval: 20 });
    snapshots.set(scene, screen.snapshots[0]!);
    screen.socket.close();
  }
});
afterAll(() => program.close());

const query = (metric: string, from: number, to: number, step: string) =>
  `metric=${metric}&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&step=${step}`;

/** What the wall's figure of this id is asked with. */
function questionOf(id: string): string {
  const { metric, from, to, step } = askedBy(id, TODAY, RUNNING);
  return query(metric, from, to, step);
}

type Said = Pick<Figure, "value" | "numerator" | "denominator" | "atLeast">;
const said = ({ value, numerator, denominator, atLeast }: Said): Said => ({
  value,
  ...(numerator === undefined ? {} : { numerator }),
  ...(denominator === undefined ? {} : { denominator }),
  ...(atLeast ? { atLeast } : {}),
});

/** Every figure, cell and bar of the scene, as the wall has it and as the answers to its questions have it. */
async function walk(
  scenery: Scenery,
  ask: (query: string) => Promise<FiguresAnswer>,
  askTargets: () => Promise<TargetsAnswer>,
  askSla: () => Promise<SlaAnswer>,
) {
  const wall: Record<string, unknown> = {};
  const answers: Record<string, unknown> = {};
  for (const [id, figure] of Object.entries(scenery.figures)) {
    wall[id] = said(figure);
    const { rows } = await ask(questionOf(id));
    answers[id] = rows.map(said)[0];
  }
  for (const [table, rows] of Object.entries("tables" in scenery ? scenery.tables : {})) {
    const dimension = DIMENSION[table as TableId];
    for (const { code, figures } of rows)
      for (const [id, figure] of Object.entries(figures)) wall[`${table} ${code} ${id}`] = said(figure);
    for (const id of Object.keys(rows[0]?.figures ?? {}))
      for (const row of (await ask(`${query(id, TODAY, TODAY + DAY, "day")}&by=${dimension}`)).rows)
        answers[`${table} ${row.slice[dimension]} ${id}`] = said(row);
  }
  for (const [id, bars] of Object.entries("series" in scenery ? scenery.series : {})) {
    const [metric, week] = id.split("@");
    const shift = week ? WEEK : 0;
    wall[id] = bars.map(({ at, value }) => [at, value]);
    const from = bars[0]!.at - shift;
    const until = from + bars.length * BAR;
    const { rows } = await ask(query(metric!, from, until, "minute"));
    answers[id] = bars.map(({ at }, index) => {
      const minutes = rows.slice(5 * index, 5 * index + 5);
      expect(Date.parse(minutes[0]!.at) + shift).toBe(at);
      const known = minutes.flatMap(({ value }) => value ?? []);
      return [at, known.length === 0 ? null : known.reduce<number>((all, value) => all + Number(value), 0)];
    });
    // The sum of minutes is the figure of the whole bar.
    for (const { at, value, unknown } of bars.slice(-3, -1)) {
      const { rows } = await ask(query(metric!, at - shift, at - shift + BAR, "total"));
      expect([id, unknown, value]).toEqual([id, undefined, rows[0]!.value]);
    }
  }
  const told = { ...("paces" in scenery && scenery.paces), ...("trends" in scenery && scenery.trends) };
  const { targets } = "paces" in scenery || "trends" in scenery ? await askTargets() : { targets: [] };
  for (const [id, pace] of Object.entries(told)) {
    const found = new Map(Object.entries(targets.find(({ target }) => target === id) ?? {}));
    wall[`target ${id}`] = pace;
    answers[`target ${id}`] = Object.fromEntries(Object.keys(pace).map((name) => [name, found.get(name)]));
  }
  // Every verdict of every scene, and of the scene of the service level all that it says besides.
  const { verdicts } = await askSla();
  const namedOf = (verdict: Verdict) =>
    [verdict.objective, ...(verdict.slice.of === null ? [] : [verdict.slice.by, verdict.slice.of])].join(" ");
  const judged = new Map(verdicts.map((verdict) => [namedOf(verdict), verdict]));
  for (const [id, told] of Object.entries(scenery.verdicts)) {
    const { kind, numerator, denominator, target, left } = judged.get(id)!;
    wall[`verdict ${id}`] = told;
    answers[`verdict ${id}`] = {
      kind,
      numerator,
      denominator,
      target,
      ...(told && "left" in told ? { left } : {}),
    };
  }
  for (const [id, objective] of Object.entries("objectives" in scenery ? scenery.objectives : {})) {
    const { metric: _, window: _w, stretch: _s, countsMisses: _c, place: _p, isFast, ...told } = objective;
    const verdict = judged.get(id)!;
    wall[`objective ${id}`] = { ...told, isFast };
    answers[`objective ${id}`] = {
      ...Object.fromEntries(Object.keys(told).map((name) => [name, verdict[name as keyof Verdict]])),
      isFast: verdict.burn?.some(({ why }) => why === "fires") ?? false,
    };
  }
  return { wall, answers };
}

interface SlaAnswer {
  verdicts: Verdict[];
}
const slaOf = async (query = "") =>
  (await (await fetch(`${program.url}/v1/sla${query}`)).json()) as SlaAnswer;

interface TargetsAnswer {
  targets: Pace[];
}
const targetsOf = async (query = "") =>
  (await (await fetch(`${program.url}/v1/targets${query}`)).json()) as TargetsAnswer;

describe.each(SCENES)("every number of the scene %s", (scene) => {
  it("is the one that GET /v1/figures gives now", async () => {
    const { wall, answers } = await walk(
      snapshots.get(scene)!.scenery,
      (query) => program.figures(query),
      () => targetsOf(),
      () => slaOf(),
    );
    expect(Object.keys(wall).length).toBeGreaterThan(8);
    expect(wall).toEqual(answers);
  });

  it("is the one that GET /v1/figures gives as of that moment, from the events", async () => {
    const { at, scenery } = snapshots.get(scene)!;
    const asOf = new Date(at).toISOString();
    const { wall, answers } = await walk(
      scenery,
      (query) => program.figures(`${query}&asOf=${asOf}`),
      () => targetsOf(`?at=${asOf}`),
      () => slaOf(`?at=${asOf}`),
    );
    expect(wall).toEqual(answers);
  });
});

describe("the scenes", () => {
  const sceneryOf = <S extends Scene>(scene: S) => snapshots.get(scene)!.scenery as Scenery<S>;
  const sum = (values: unknown[]) => values.reduce<bigint>((all, value) => all + BigInt(value as number), 0n);

  it("of the service level have every objective that is counted, in order, with what is left of it", () => {
    const { objectives, figures } = sceneryOf("sla");
    const inOrder = Object.entries(objectives).sort(([, a], [, b]) => a.place - b.place);
    expect(inOrder.map(([id, { metric, stretch }]) => [id, metric, stretch])).toEqual([
      ["freeze-60m", "freezes.sla_60m", false],
      ["freeze-15m", "freezes.sla_15m", true],
      ["calls-20s", "calls.service_level", false],
      ["calls-abandoned", "calls.abandon_rate", false],
      ["release-4h", "freezes.release_4h_share", false],
      ["complaint-72h", "reports.complaint_72h_share", false],
    ]);
    for (const [id, { left, budget, denominator }] of inOrder) {
      expect(Number(denominator), id).toBeGreaterThan(0);
      expect(left!.asked, id).toBe(Number(budget!.allowed.asked) - Number(budget!.used));
    }
    expect(Number(figures["reports.filed@90days"]!.value)).toBeGreaterThan(
      Number(figures["reports.filed@today"]!.value),
    );
  });

  it("all have what the sentence of the header judges by", () => {
    for (const scene of SCENES)
      for (const id of [
        "calls.service_level@today",
        "calls.offered@today",
        "freezes.sla_60m@today",
        "freezes.open@7days",
      ] as const)
        expect(sceneryOf(scene).figures[id]?.value, `${id} of ${scene}`).not.toBe(undefined);
    const judged = SCENES.map((scene) => {
      const { open, overdue, risks, nearest, sources, day } = sceneryOf(scene);
      return {
        open,
        overdue,
        risks,
        nearest,
        day,
        sources: sources.map(({ name, silent }) => ({ name, silent })),
      };
    });
    for (const each of judged) expect(each).toEqual(judged[0]);
    expect(judged[0]!.nearest).toHaveLength(5);
  });

  it("have tables whose rows sum to the whole, and names in both languages", () => {
    const { tables, figures } = sceneryOf("losses");
    for (const table of ["scamTypes", "provinces", "channels"] as const)
      for (const id of ["reports.filed", "reports.loss_satang"])
        expect(sum(tables[table]!.map((row) => row.figures[id]!.value)), `${id} by ${table}`).toBe(
          sum([figures[`${id}@today`]!.value]),
        );
    expect(tables.provinces!.find(({ code }) => code === "TH-50")).toMatchObject({
      th: "เชียงใหม่",
      en: "Chiang Mai",
    });
    expect(tables.hops!.map(({ th, en }) => [th, en])).toEqual([
      ["ชั้นที่ 1", "Hop 1"],
      ["ชั้นที่ 2", "Hop 2"],
      ["ชั้นที่ 3", "Hop 3"],
    ]);
    expect(sceneryOf("calls").tables.queues!.map(({ code }) => code)).toEqual([
      "report",
      "unfreeze",
      "consult",
    ]);
  });

  it("follow the day's money from hop to hop: held, cashed out, untraced, waiting and moved on are all that was asked for", () => {
    const { tables, figures } = sceneryOf("losses");
    const parts = ["confirmed", "cashed_out", "untraced", "waiting", "moved"].map(
      (part) => `freezes.${part}_satang`,
    );
    for (const { code, figures: of } of tables.hops!)
      expect(sum(parts.map((id) => of[id]!.value)), `hop ${code}`).toBe(
        sum([of["freezes.requested_satang"]!.value]),
      );
    for (const id of [...parts, "freezes.requested_satang"])
      expect(sum(tables.hops!.map((row) => row.figures[id]!.value)), id).toBe(
        sum([figures[`${id}@today`]!.value]),
      );
  });

  it("have a board of nine, and what is left of the open ones", () => {
    const { board, boardRest, open, risks, overdue } = sceneryOf("freezes");
    const at = snapshots.get("freezes")!.at;
    expect(board).toHaveLength(9);
    expect(boardRest.count).toBe(open - 9);
    expect(boardRest.count).toBeGreaterThan(0);
    const counted = (...whys: FreezeRisk[]) =>
      risks.filter(({ why }) => whys.includes(why)).reduce((sum, { count }) => sum + count, 0);
    expect(counted("deadline-over", "long-over")).toBe(overdue);
    expect(counted("at-risk", "will-miss") + overdue).toBeLessThanOrEqual(open);
    expect(["will-miss", "deadline-over"]).toContain(urgencyOf(board[0]!, at));
    for (const [i, { why, bank }] of risks.entries())
      expect(risks.findIndex((each) => each.why === why && each.bank === bank)).toBe(i);
  });

  it("say what is open to the satang", async () => {
    const { board, boardRest } = sceneryOf("freezes");
    const question = questionOf("freezes.open@7days").replace("freezes.open", "freezes.waiting_satang");
    const { rows } = await program.figures(question);
    expect(sum([...board.map(({ amountSatang }) => amountSatang), boardRest.satang])).toBe(
      sum([rows[0]!.value]),
    );
  });

  it("say the staffing of the last 15 and 30 complete minutes from the same figures", async () => {
    const { staffing } = sceneryOf("calls");
    expect(staffing.map(({ minutes }) => minutes)).toEqual([15, 30]);
    const between = async (metric: string, from: number, to: number) => {
      return Number((await program.figures(query(metric, from, to, "total"))).rows[0]!.value);
    };
    const hour = [RUNNING - 90 * MINUTE, RUNNING - 30 * MINUTE] as const;
    const handled = await between("calls.handled", ...hour);
    expect(handled).toBeGreaterThan(20);
    for (const { minutes, callsPerHour, handleSeconds, erlangs, agentsNow, assumed } of staffing) {
      // The beat lies within the newest closed minute: more of it may come.
      const end = RUNNING - MINUTE;
      const offered = await between("calls.offered", end - minutes * MINUTE, end);
      expect(callsPerHour).toBe((offered * 60) / minutes);
      expect(handleSeconds).toBe((await between("calls.handle_seconds", ...hour)) / handled);
      expect(erlangs).toBeCloseTo((callsPerHour * handleSeconds) / 3600, 9);
      expect([agentsNow, assumed.handleOf]).toEqual([59, "last hour"]);
    }
  });
});
