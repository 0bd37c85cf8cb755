import { DAY } from "#calendar/units.ts";
import { checkEvent } from "../../backend/ingest/check.ts";
import { type CheckRules, isRefusal } from "../../backend/ingest/checked.ts";

/** The moment at which the events of these tests are judged. */
export const NOW = Date.parse("2026-11-21T14:05:00+07:00");
export const OLDEST = NOW - 1830 * DAY;
export const iso = (ms: number) => new Date(ms).toISOString();

const codes = new Map(
  Object.entries({
    queue: ["report", "unfreeze", "consult"],
    bank: ["KBANK", "SCB", "OTHER"],
    province: ["TH-10", "TH-00"],
    scamType: ["job", "other"],
    channel: ["1441"],
    agency: ["aoc", "ccib"],
  }).map(([kind, list]) => [kind, new Set(list)]),
);
const EVERY = "call.offered call.answered report.filed report.revised report.advanced report.voided".split(
  " ",
);
EVERY.push(
  ..."freeze.requested freeze.confirmed freeze.refused arrest.made source.beat lines.sampled".split(" "),
);
export const all: CheckRules["scope"] = {
  name: "every",
  types: new Set(EVERY),
  banks: null,
  agencies: null,
  accountNumbers: false,
};

export const OFFERED = { callId: "c1", queue: "report" };
export const FILED = {
  reportId: "r1",
  channel: "1441",
  agency: "aoc",
  scamType: "job",
  province: "TH-10",
  lossSatang: 1,
};
export const REQUESTED = {
  freezeId: "f1",
  reportId: "r1",
  bank: "KBANK",
  hop: 1,
  amountSatang: 100,
  accountToken: "t",
};
export const CONFIRMED = { freezeId: "f1", bank: "KBANK", hop: 1, heldSatang: 100 };

export type Data = Record<string, unknown>;

export const rules = (scope: CheckRules["scope"]): CheckRules => ({
  scope,
  codes,
  now: NOW,
  oldest: OLDEST,
  accountKey: null,
});

export function check(type: string, data: unknown, more: Data = {}, scope = all) {
  const envelope = { specversion: "1.0", id: "e1", source: "s", type: `th.aoc1441.${type}`, time: iso(NOW) };
  return checkEvent({ ...envelope, data, ...more }, rules(scope));
}

/** "taken", or the code with the fields that the detail names. */
export function verdict(result: ReturnType<typeof checkEvent>): string {
  if (!isRefusal(result)) return "taken";
  return [result.code, ...(result.detail.match(/(?<=^|; )\w+(?=:)/g) ?? [])].join(" ");
}

export const long = (length: number) => "x".repeat(length);
/** As it comes out of JSON: with a key of that name of its own. */
export const json = (text: string) => JSON.parse(text) as Data;
