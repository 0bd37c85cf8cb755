/** How fast a budget was used up at each minute of the past, beside a plain count of the same cases at each minute. */
import { expect, it } from "vitest";
import { dayOf, startOf, startOfMinute } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#calendar/units.ts";
import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { burnOf } from "../../backend/sla/burn.ts";
import { firstNeeded, pastBurn } from "../../backend/sla/pastBurn.ts";
import { promisedOf } from "../../backend/sla/promisedFigures.ts";

const PAIR = { longMinutes: 60, shortMinutes: 15 };
const FROM = Date.parse("2026-11-21T18:00:00+07:00");
const range = { from: FROM, until: FROM + 10 * HOUR };
const BANKS = ["SCB", "KTB"];

interface Case {
  bank: string;
  began: number;
  /** 0: never. */
  answered: number;
  isKept: boolean;
}
/** Two days and the same a week before; at SCB nearly all is late for two hours. */
function casesOf(withinMs: number): Case[] {
  const random = chance(11, "cases");
  return [FROM - WEEK, FROM].flatMap((start) =>
    Array.from({ length: 1_500 }, () => {
      const began = start - DAY + Math.floor(random() * 2 * DAY);
      const bank = BANKS[Math.floor(random() * 2)]!;
      const isBad = bank === "SCB" && began > FROM + HOUR && began < FROM + 3 * HOUR;
      const isKept = random() < (isBad ? 0.3 : 0.97);
      const delay = isKept ? random() * withinMs : withinMs + random() * HOUR;
      return { bank, began, answered: !isKept && random() < 0.3 ? 0 : began + Math.floor(delay), isKept };
    }),
  );
}
const version = (more: Partial<Objective> = {}, from = 0): ObjectiveVersion => ({
  id: "x",
  version: 1,
  from,
  by: "test",
  objective: {
    th: "",
    en: "",
    metric: "freezes.sla_60m",
    target: { p: 95, q: 100 },
    watch: null,
    minimumSample: 1,
    window: { kind: "day" },
    by: ["all", "bank"],
    stretch: false,
    enabled: true,
    burn: [{ ...PAIR, share: { p: 1, q: 10 }, least: 3 }],
    ...more,
  },
});
const OUT: Exclusion = {
  ...{ id: 1, objective: "x", slice: { by: "bank", of: "SCB" }, from: FROM + 90 * MINUTE },
  ...{ until: FROM + 120 * MINUTE, reason: "", by: "", madeAt: 0 },
  ...{ endedAt: null, endedBy: null, endedReason: null },
};

it.each<[string, string, string, Partial<Objective>, Exclusion[]]>([
  ["freezes, of the whole", "freezes.sla_60m", "all", {}, []],
  ["freezes, of each bank", "freezes.sla_60m", "bank", {}, []],
  // So large a share that it counts how many are still to come.
  [
    "freezes, by a large share of the budget",
    "freezes.sla_60m",
    "all",
    { burn: [{ ...PAIR, share: { p: 3, q: 10 }, least: 3 }] },
    [],
  ],
  ["freezes, without what is excluded", "freezes.sla_60m", "all", {}, [OUT]],
  ["freezes within 15 minutes", "freezes.sla_15m", "bank", {}, []],
  [
    "freezes of the last 12 hours",
    "freezes.sla_60m",
    "all",
    { window: { kind: "rolling", minutes: 720 } },
    [],
  ],
])("%s", (_what, metric, by, more, exclusions) => {
  const promised = promisedOf(metric)!;
  const cases = casesOf(promised.withinMs);
  const versions = [version({ ...more, metric })];
  const { objective } = versions[0]!;
  const overMs = HOUR;
  const past = { promised, by, versions, exclusions, overMs, expected: by === "bank" ? BANKS : [] };
  const needed = firstNeeded(past, PAIR, range.from);
  const told = BANKS.map((bank) => ({
    slice: new Map([["bank", bank]]),
    told: cases
      .filter((each) => each.bank === bank && each.began >= needed)
      .flatMap(({ began, answered, isKept }) => [began, isKept ? answered : -answered]),
  }));
  const found = new Map<string | null, { at: number; said: string }[]>();
  for (const change of pastBurn(past, PAIR, told, range))
    if (change) {
      const { at, of, found: now } = change;
      const said = now ? `${now.why} ${now.bad}/${now.cases}` : "nothing";
      found.set(of, [...(found.get(of) ?? []), { at, said }]);
    }

  const decidedAt = ({ began, answered }: Case) =>
    Math.min(answered || Number.POSITIVE_INFINITY, began + overMs + 1);
  const seen = new Set<string>();
  for (const of of by === "all" ? [null] : BANKS)
    for (let at = range.from; at < range.until; at += MINUTE) {
      const own = cases.filter(({ bank }) => of === null || bank === of);
      const counted = own.filter(
        ({ bank, began }) =>
          !exclusions.some(({ slice, from, until }) => slice.of === bank && from <= began && began < until),
      );
      const until = startOfMinute(at - promised.withinMs);
      const last = (minutes: number) => {
        const lying = counted.filter(
          (each) => each.began >= until - minutes * MINUTE && each.began < until && decidedAt(each) <= at,
        );
        return { of: BigInt(lying.length), bad: BigInt(lying.filter(({ isKept }) => !isKept).length) };
      };
      const [long, short] = [last(60), last(15)];
      const day = startOf(dayOf(at));
      const isDay = objective.window.kind === "day";
      const asked = counted.filter(({ began }) =>
        isDay ? began >= day && began <= at : began >= at - 12 * HOUR && began < at,
      ).length;
      const coming = isDay
        ? own.filter(({ began }) => began >= at - WEEK && began < day + DAY - WEEK).length
        : 0;
      const { why } = burnOf(
        objective.burn[0]!,
        objective.target,
        { long, short, expected: BigInt(asked + coming) },
        of === null ? 1e-2 : 1e-3,
      );
      const said = found.get(of)!.findLast((each) => each.at <= at)!.said;
      // Why it does not fire may change while its counts stay: of that only what decides is told again.
      expect([of, new Date(at).toISOString(), said.split(" ")[1], said.startsWith("fires")]).toEqual([
        ...[of, new Date(at).toISOString(), `${long.bad}/${long.of}`, why === "fires"],
      ]);
      seen.add(why);
    }
  expect(seen.has("fires")).toBe(true);
  expect(seen.size).toBeGreaterThan(1);
});

it("is nothing while the version in force does not have these windows", () => {
  const versions = [version({ burn: [] }), version({}, FROM + HOUR)];
  const past = {
    promised: promisedOf("freezes.sla_60m")!,
    by: "all",
    exclusions: [],
    overMs: HOUR,
    expected: [],
  };
  const changes = [...pastBurn({ ...past, versions }, PAIR, [], range)].filter((each) => each !== null);
  expect(changes.map(({ at, found }) => [(at - FROM) / HOUR, found?.why])).toEqual([[1, "below-least"]]);
});
