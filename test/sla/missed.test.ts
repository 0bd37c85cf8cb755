/** What the freezes come to that missed an objective: to the satang what the API lists as missing from the figure. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { stamp } from "#calendar/stamp.ts";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { EpisodeAnswer, Rule } from "#wire/alerts.ts";
import type { Verdict } from "#wire/sla.ts";
import { amount } from "#writing/money.ts";
import { aboveOf } from "../../backend/figures/metric.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { openMissed } from "../../backend/sla/missed.ts";
import { listObjectives } from "../../backend/sla/queries.ts";
import { openVictims } from "../../backend/sla/victims.ts";
import { type Hook, openHook } from "../alerts/receivers.ts";
import { askOf } from "../ask.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";

const NOW = Date.parse("2026-11-26T21:09:42+07:00");
const clock = movedClock();
let hook: Hook;
let program: Program;
const ask = askOf(() => program);

/** Minutes after which a bank answered, and how; infinity: it has not. */
type Answered = readonly [minutes: number, how: "confirmed" | "refused"];
const NEVER = [Number.POSITIVE_INFINITY, "confirmed"] as const;
/** In time, late by seconds, late by minutes, refused in time and late, never. */
const ANSWERS: readonly Answered[] = [
  [10, "confirmed"],
  [60.5, "confirmed"],
  [75, "confirmed"],
  [20, "refused"],
  [90.9, "refused"],
  NEVER,
  [59, "confirmed"],
  [60, "confirmed"],
];
const BANKS = ["KBANK", "SCB", "GSB"];
const FREEZES = Array.from({ length: 96 }, (_, n) => {
  const [after, how] = ANSWERS[n % ANSWERS.length]!;
  return {
    id: `f-${n}`,
    bank: BANKS[n % BANKS.length]!,
    // The last ones are still within their hour.
    requested: n >= 90 ? NOW - 5 * MINUTE : NOW - 4 * HOUR + n * 61 * SECOND + 317,
    answered: n >= 90 ? Number.POSITIVE_INFINITY : after * MINUTE,
    how,
    satang: 1_000_000 + n * 100_001,
    // Two accounts of each victim, at the same bank.
    report: `r-${n % BANKS.length}-${Math.floor(n / (2 * BANKS.length))}`,
  };
});

beforeAll(async () => {
  clock.off = NOW - clock.now();
  hook = await openHook();
  program = await startProgram({ clock, config: { webhookNetworks: ["127.0.0.1"] } });
  const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
  for (const { id, version: _, from: __, ...rule } of rules)
    if (id === "freeze-60m-bank") await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, forSeconds: 0 });
    else if (rule.isOn) await ask("PUT", `/v1/alerts/rules/${id}`, { ...rule, isOn: false });
  await ask("POST", "/v1/alerts/recipients", {
    ...{ name: "หัวหน้าเวร", lang: "th", mostIn10Minutes: 100 },
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [{ policy: "duty", afterMinutes: 0 }],
  });
  const reports = [...new Set(FREEZES.map(({ report }) => report))].map((reportId) =>
    event("report.filed", NOW - 5 * HOUR, {
      reportId,
      scamType: "job",
      province: "TH-10",
      agency: "ccib",
      channel: "online",
      lossSatang: 1,
    }),
  );
  const told = FREEZES.flatMap(({ id, bank, requested, answered, how, satang, report }) => [
    event("freeze.requested", requested, {
      ...{ freezeId: id, bank, hop: 1, reportId: report },
      ...{ amountSatang: satang, accountToken: `t-${id}` },
    }),
    ...(answered === Number.POSITIVE_INFINITY
      ? []
      : [
          event(`freeze.${how}`, requested + answered, {
            ...{ freezeId: id, bank, hop: 1 },
            ...(how === "confirmed" ? { heldSatang: 1 } : { reason: "other", movedSatang: 0 }),
          }),
        ]),
  ]);
  const now = clock.now();
  await program.tell(
    ...reports,
    ...told,
    event("source.beat", now, { through: new Date(now).toISOString() }),
  );
}, 60_000);
afterAll(async () => {
  await program?.close();
  await hook?.close();
});

interface Listed {
  total: { count: number };
  rows: { id: string; satang: number | string; moments: Record<string, string | null> }[];
}

/** What the API says, added up here. */
async function fromTheApi({ slice, window, at }: Verdict, metric: string, withinMs: number) {
  const query = new URLSearchParams({
    metric,
    list: "rest",
    from: stamp(window.from),
    to: stamp(window.to),
    most: "1000",
    ...(slice.of === null ? {} : { bank: slice.of }),
  });
  const { rows } = await ask<Listed>("GET", `/v1/figures/behind?${query}`);
  const read = (moment: string | null | undefined) => (moment ? Date.parse(moment) : null);
  const over = rows.map(({ moments }) => {
    const answered = read(moments.confirmed) ?? read(moments.refused) ?? at;
    return Math.max(0, Math.floor((answered - read(moments.requested)! - withinMs) / MINUTE));
  });
  const reports = rows.map(({ id }) => FREEZES.find((freeze) => freeze.id === id)!.report);
  return {
    count: rows.length,
    satang: String(rows.reduce((sum, { satang }) => sum + BigInt(satang), 0n)),
    minutes: over.reduce((sum, minutes) => sum + minutes, 0),
    people: new Set(reports).size,
  };
}

it("stands in the message and on the page of its alert", { timeout: 60_000 }, async () => {
  await expect.poll(() => hook.got.length, { timeout: 30_000 }).toBe(BANKS.length);
  for (const { body } of hook.pick(() => true)) {
    const { text, episode } = body.data;
    const { episode: row, facts } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${episode}`);
    const { verdicts } = await ask<{ verdicts: Verdict[] }>("GET", "/v1/sla");
    const verdict = verdicts.find(
      (each) => each.objective === "freeze-60m" && each.slice.of === row.subject.of,
    )!;
    const { count, people, satang } = await fromTheApi(
      { ...verdict, at: facts!.at },
      "freezes.sla_60m",
      HOUR,
    );
    expect(people).toBeLessThan(count);
    expect(facts).toMatchObject({ people, satang });
    expect(text).toMatch(
      new RegExp(
        `พลาด ${count} จาก .* · ผู้เสียหาย ${people} ราย · เกินเวลารวม ${facts!.minutes} นาที · ${amount(satang, "th")} · `,
      ),
    );
  }
});

it.each([
  ["freeze-60m", "freezes.sla_60m", HOUR],
  ["freeze-15m", "freezes.sla_15m", 15 * MINUTE],
])(
  "of %s is to the satang what the API lists, of all and of each bank",
  async (objective, metric, withinMs) => {
    const { verdicts } = await ask<{ verdicts: Verdict[] }>("GET", "/v1/sla");
    const own = verdicts.filter((verdict) => verdict.objective === objective);
    expect(own.map(({ slice }) => slice.of)).toEqual(expect.arrayContaining([null, ...BANKS]));
    const versions = await listObjectives(program.store.run);
    const look = openMissed((each) => aboveOf(METRICS.get(each)!));
    const { freezes, missedOf } = await look(program.store.run, versions, own, own[0]!.at);
    const told = missedOf(await openVictims()(program.store.run, freezes, own[0]!.at));
    for (const verdict of own) {
      const { count, ...sums } = await fromTheApi(verdict, metric, withinMs);
      expect(BigInt(verdict.denominator) - BigInt(verdict.numerator)).toBe(BigInt(count));
      expect(count).toBeGreaterThan(0);
      expect(told(verdict)).toEqual(sums);
    }
  },
);

it("of other cases than those that were judged is not said: some are excluded", async () => {
  const { verdicts } = await ask<{ verdicts: Verdict[] }>("GET", "/v1/sla");
  const verdict = verdicts.find(({ objective, slice }) => objective === "freeze-60m" && slice.of === null)!;
  const versions = await listObjectives(program.store.run);
  const { missedOf } = await openMissed((each) => aboveOf(METRICS.get(each)!))(
    program.store.run,
    versions,
    [verdict],
    verdict.at,
  );
  expect(missedOf(new Map())(verdict)).not.toBeNull();
  const less = { ...verdict, denominator: String(BigInt(verdict.denominator) - 1n) };
  expect(missedOf(new Map())(less)).toBeNull();
});
