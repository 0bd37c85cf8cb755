/** Alerts that were open when steps came to be known by their minutes: nobody is told twice, and nobody is passed over. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { type Heard, type Rule, subjectKey } from "#wire/alerts.ts";
import { decide } from "../../backend/alerts/decide.ts";
import type { Episode } from "../../backend/alerts/episode.ts";
import { type Kept, recentEpisodes } from "../../backend/alerts/episodeQueries.ts";
import { chainOf } from "../../backend/alerts/escalation.ts";
import { addRecipient, listRecipients } from "../../backend/alerts/recipientQueries.ts";
import { addRota, listRotas } from "../../backend/alerts/rotaQueries.ts";
import { listRules } from "../../backend/alerts/ruleQueries.ts";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";
import { findingOf } from "./rules.ts";

const FIRED = Date.UTC(2026, 10, 26, 13);
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;
let rule: Rule;
let kept: ReadonlyMap<string, Kept>;
const open = (sqlFolder: string) =>
  openStore({
    ...{ databaseUrl: undefined, dataDir: join(folder, "data"), sqlFolder, template: null },
    ...{ clock: realClock, onTrouble: console.error },
  });

/** What was kept of an alert: so many steps of its chain were taken, of these nobody was on duty at some. */
interface Then {
  bank: string;
  step: number;
  owed?: number[] | undefined;
  said: number[];
  state?: Episode["state"];
}
/** The chain of all banks: 1 at once, 2 after 10 minutes, a rota without anybody after 20, 3 after 30. SCB has 4 after 5. */
const OPEN: Then[] = [
  { bank: "BBL", step: 1, said: [1] },
  { bank: "KBANK", step: 3, owed: [2], said: [1, 2] },
  { bank: "KTB", step: 4, owed: [2], said: [1, 2, 3] },
  { bank: "SCB", step: 2, said: [1, 4] },
  // Of its chain two steps have gone since.
  { bank: "TTB", step: 6, owed: [5], said: [1, 2, 3] },
  { bank: "BAY", step: 0, said: [], state: "pending" },
  // Kept before there were rotas.
  { bank: "GSB", step: 1, owed: undefined, said: [1], state: "resolved" },
];
const rowOf = ({ bank, step, owed, said, state = "firing" }: Then) => ({
  ...{ rule: rule.id, version: rule.version, subject: `bank:${bank}`, subject_by: "bank", subject_of: bank },
  ...{ state, cause: "limit", seq: 3, since_at: new Date(FIRED), fired_at: new Date(FIRED) },
  resolved_at: state === "resolved" ? new Date() : null,
  held: {
    ...{ goodSince: null, noDataSince: null, turns: [], last: "bad", byHand: false },
    ...{ chainFrom: state === "pending" ? null : FIRED, step, said, ...(owed && { owed }) },
  },
});

beforeAll(async () => {
  const before = join(folder, "sql");
  cpSync(join(root, "sql"), before, { recursive: true });
  const migrations = join(before, "migrations");
  const own = readdirSync(migrations).find((file) => file.endsWith("-taken.sql"))!;
  for (const file of readdirSync(migrations)) if (file >= own) rmSync(join(migrations, file));
  const old = await open(before);
  const heard: Heard[] = [
    { policy: "duty", afterMinutes: 0 },
    { policy: "duty", afterMinutes: 10, severities: ["high", "low"] },
    { policy: "duty", afterMinutes: 30 },
    { policy: "duty", afterMinutes: 5, subjects: ["bank:SCB"] },
    // None of these is of a step.
    { policy: "system", afterMinutes: 1 },
    { policy: "duty", afterMinutes: 2, severities: ["medium"] },
    { policy: "duty", afterMinutes: 3, subjects: ["province:SCB"] },
  ];
  for (const [place, hears] of heard.entries())
    await addRecipient(
      old.run,
      {
        ...{ name: String(place + 1), lang: "th", mostIn10Minutes: 10, hears: [hears] },
        channels: [{ kind: "mail", to: "a@b.go.th" }],
      },
      "secret",
    );
  await addRota(old.run, {
    ...{ name: "night", firstDay: "2026-11-01", holidaysOff: false },
    hears: [{ policy: "duty", afterMinutes: 20 }],
    shifts: [{ from: 0, until: 0, turn: "daily", people: [999] }],
  });
  rule = (await listRules(old.run)).find(({ id }) => id === "freeze-overdue")!;
  await old.run("addEpisodes", [JSON.stringify(OPEN.map(rowOf))]);
  await old.close();
  store = await open(join(root, "sql"));
  kept = new Map((await recentEpisodes(store.run, 0)).map((each) => [each.subject.of!, each]));
}, 120_000);
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The rota: which step had its turn, and whether somebody was told there. */
const rotaAt = (step: number, isTold = true) => [{ step, rota: 1, isTold }];
it.each<[string, Pick<Episode, "taken" | "isHurried" | "rotas">]>([
  ["BBL", { taken: 0, isHurried: false, rotas: rotaAt(0) }],
  ["KBANK", { taken: 20, isHurried: true, rotas: rotaAt(20, false) }],
  ["KTB", { taken: 30, isHurried: false, rotas: rotaAt(20, false) }],
  ["SCB", { taken: 5, isHurried: false, rotas: rotaAt(5) }],
  ["TTB", { taken: 30, isHurried: true, rotas: rotaAt(30) }],
  ["BAY", { taken: null, isHurried: false, rotas: [] }],
  ["GSB", { taken: 0, isHurried: false, rotas: rotaAt(0) }],
])("the steps of %s are known by their minutes", (bank, expected) => {
  expect(kept.get(bank)).toMatchObject(expected);
  expect(kept.get(bank)).not.toHaveProperty("step");
});

it.each<[string, [minute: number, recipient: number][]]>([
  [
    "BBL",
    [
      [10, 2],
      [20, 3],
    ],
  ],
  ["KBANK", [[20, 3]]],
  ["KTB", []],
  [
    "SCB",
    [
      [10, 2],
      [20, 3],
    ],
  ],
  ["TTB", []],
])("of %s those are told who were not, each once", async (bank, expected) => {
  const hearers = {
    recipients: await listRecipients(store.run),
    rotas: await listRotas(store.run, FIRED, []),
  };
  let was: Episode = kept.get(bank)!;
  const { subject, taken } = was;
  const { condition, policy, severity } = rule;
  const finding = findingOf({ condition, subject });
  const told: [number, number][] = [];
  for (let half = 2 * (taken ?? 0); half <= 90; half++) {
    const now = FIRED + Math.floor(half / 2) * MINUTE;
    const chain = chainOf(hearers, { policy, severity, subject }, now);
    const { next, say } = decide(rule, was, finding, { silent: new Set(), burning: new Map(), chain }, now);
    was = next!;
    for (const intent of say) {
      expect([subjectKey(subject), intent.kind]).toEqual([subjectKey(subject), "firing"]);
      if (intent.kind !== "resolve")
        for (const who of intent.recipients) told.push([Math.floor(half / 2), who]);
    }
  }
  expect(told).toEqual(expected);
});
