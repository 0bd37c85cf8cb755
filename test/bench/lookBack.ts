// Copies the calls and freezes of the newest day to each earlier day, and tries rules on them, in the store of a folder.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "#calendar/units.ts";
import { listRules } from "../../backend/alerts/ruleQueries.ts";
import { openTrying } from "../../backend/alerts/tryRule.ts";
import { root } from "../../backend/build/root.ts";
import { aboveOf } from "../../backend/figures/metric.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openLookBack } from "../../backend/sla/lookBack.ts";
import { listExclusions, listObjectives } from "../../backend/sla/queries.ts";
import { CELLS } from "../../backend/store/cells.ts";
import { openStore } from "../../backend/store/store.ts";
import { answer } from "./scope.ts";

export interface Looked {
  rule: string;
  /** Milliseconds of each round. */
  took: number[];
  entities: number;
  fired: number;
  /** The longest time that the thread was held, in milliseconds. */
  longest: number;
}

/** One rule of each kind of entity, and one of a deadline. */
const RULES = ["freeze-60m-bank", "freeze-overdue", "calls-20s"];
const KINDS = ["calls", "freezes"] as const;

/** Each slot so many days earlier. */
const COPY = (kind: (typeof KINDS)[number]) => {
  const slots = Object.keys(CELLS[kind].slots);
  const earlier = (slot: string) =>
    `case when (${slot}).at is not null then jsonb_populate_record(${slot}, jsonb_build_object(
      'at', (${slot}).at - n * ${DAY}::bigint, 'cohort_at', (${slot}).cohort_at - n * ${DAY}::bigint)) end`;
  return `-- name: copy ${kind}
insert into ${kind} (id, ${slots.join(", ")})
select id || '-' || n, ${slots.map(earlier).join(", ")} from ${kind}, generate_series($1::int, $2::int) as n
where (${slots[0]}).at >= $3::bigint
-- name: count of ${kind}
select count(*) as count from ${kind}
`;
};

answer(async (asked: { folder: string; days: number; until: number; rounds: number }): Promise<Looked[]> => {
  const { folder, days, until, rounds } = asked;
  const sqlFolder = join(folder, "sql");
  mkdirSync(sqlFolder, { recursive: true });
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  writeFileSync(join(sqlFolder, "copy.sql"), KINDS.map(COPY).join("\n"));
  const store = await openStore({
    databaseUrl: undefined,
    dataDir: folder,
    sqlFolder,
    template: null,
    clock: realClock,
    onTrouble: console.error,
  });
  // From the newest day alone: what was copied lies before it.
  for (const kind of KINDS)
    for (let from = 1; from < days; from += 30)
      await store.run(`copy ${kind}`, [from, Math.min(days - 1, from + 29), until - DAY]);
  const rules = await listRules(store.run);
  const lookBack = openLookBack({
    store,
    clock: realClock,
    codesOf: () => BANKS,
    banksOf: async () => [],
    rules: async () => ({
      versions: await listObjectives(store.run),
      exclusions: await listExclusions(store.run),
    }),
    aboveOf: (metric) => aboveOf(METRICS.get(metric)!),
  });
  const tryRule = openTrying({
    clock: realClock,
    lookBack,
    hearers: async () => ({ recipients: [], rotas: [] }),
  });
  const looked: Looked[] = [];
  for (const id of RULES) {
    const rule = rules.find((each) => each.id === id)!;
    const kind = id.startsWith("calls") ? "calls" : "freezes";
    const [row] = await store.run<{ count: string }>(`count of ${kind}`);
    const one: Looked = { rule: id, took: [], entities: Number(row!.count), fired: 0, longest: 0 };
    for (let round = 0; round < rounds; round++) {
      const range = { from: until - days * DAY, until };
      let last = performance.now();
      const beating = setInterval(() => {
        one.longest = Math.max(one.longest, performance.now() - last - 5);
        last = performance.now();
      }, 5);
      const began = performance.now();
      const { id: _, version: __, from: ___, ...body } = rule;
      const steps = tryRule(body, range, new AbortController().signal);
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      one.took.push(performance.now() - began);
      one.fired = step.value.fired;
      clearInterval(beating);
    }
    looked.push(one);
  }
  await store.close();
  return looked;
});

const BANKS = [
  "BBL",
  "KBANK",
  "KTB",
  "TTB",
  "SCB",
  "CIMBT",
  "UOB",
  "BAY",
  "GSB",
  "GHB",
  "BAAC",
  "LH",
  "OTHER",
];
