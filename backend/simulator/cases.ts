import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Channel, ReportStatement, ReportStep } from "#wire/events.ts";
import { between, type Chance, chance, exponential, lognormal } from "./chance.ts";
import { chase } from "./freezes.ts";
import { DESKS, LARGEST_LOSS, provinceOf, SCAMS, scamOf } from "./mix.ts";
import { type Plan, type Telling, telling } from "./telling.ts";

const BAHT = 100;

/** The last event of a case comes at most this long after it began; a restart looks back this far. */
export const CASE_DAYS = 7;
const LAST_WORD = 6.5 * DAY;

/** Where a case is reported first: to the centre by telephone, or at one of the desks. */
export interface Told {
  source: string;
  agency: string;
  channel: Channel;
}

/** All events of a case within a week of its report, unordered. */
export function caseOf(plan: Plan, reportId: string, at: number, told: Told, province?: string): Telling[] {
  const random = chance("case", reportId);
  const scamType = scamOf(random);
  const report: ReportStatement = {
    reportId,
    channel: told.channel,
    agency: told.agency,
    scamType,
    province: province ?? provinceOf(random),
    lossSatang: lossOf(random, scamType),
  };
  const filed = telling(told.source, "report.filed", `${reportId}.filed`, at, report);
  // Not a crime after all, or entered twice: there is no follow-up.
  if (random() < 0.015) return [filed, voided(random, told.source, reportId, at)];

  const freezes = chase(plan, reportId, at, report.lossSatang);
  const tellings = [filed, ...freezes, ...revised(random, told.source, report, at)];
  if (told.source === "aoc" && random() < 0.05) tellings.push(...toldTwice(random, report, at));
  tellings.push(...advanced(random, reportId, at, freezes.length > 0));
  return tellings.filter((each) => each.at <= at + LAST_WORD);
}

function lossOf(random: Chance, scamType: keyof typeof SCAMS): number {
  const { mean, sigma } = SCAMS[scamType].loss;
  const satang = lognormal(random, mean * Math.exp(-(sigma ** 2) / 2), sigma);
  // Losses are mostly whole baht; with odd satang where fees were paid.
  const grain = random() < 0.95 ? BAHT : 1;
  return Math.min(LARGEST_LOSS, Math.max(50 * BAHT, Math.round(satang / grain) * grain));
}

function voided(random: Chance, source: string, reportId: string, at: number): Telling {
  const when = at + lognormal(random, 2 * HOUR, 1);
  const reason = random() < 0.6 ? "civil-dispute" : "entered-twice";
  const told = { reportId, reportedAt: stamp(at), reason };
  return telling(source, "report.voided", `${reportId}.voided`, Math.min(when, at + 2 * DAY), told);
}

/** A correction (another transfer was found, or the scam type became clear): the full report with the next revision. */
function revised(random: Chance, source: string, report: ReportStatement, at: number): Telling[] {
  const times = random() < 0.08 ? (random() < 0.15 ? 2 : 1) : 0;
  const tellings: Telling[] = [];
  let now: ReportStatement = report;
  let when = at;
  for (let revision = 1; revision <= times; revision++) {
    when += Math.min(30 * HOUR, lognormal(random, 3 * HOUR, 1.2));
    const factor = random() < 0.6 ? between(random, 1.05, 1.7) : between(random, 0.6, 0.95);
    const lossSatang = Math.min(LARGEST_LOSS, Math.round((now.lossSatang * factor) / BAHT) * BAHT);
    now = random() < 0.35 ? { ...now, scamType: scamOf(random) } : { ...now, lossSatang };
    const told = { ...now, revision, reportedAt: stamp(at) };
    tellings.push(telling(source, "report.revised", `${report.reportId}.revised.${revision}`, when, told));
  }
  return tellings;
}

/** The victim also reports to the police online; later the centre finds that it is the same case. */
function toldTwice(random: Chance, report: ReportStatement, at: number): Telling[] {
  const reportId = `${report.reportId}-T`;
  const { source, agency, channel } = random() < 0.75 ? DESKS.online : DESKS.etda;
  const again = at + Math.min(DAY, lognormal(random, 50 * MINUTE, 1));
  const found = again + Math.min(DAY, lognormal(random, 40 * MINUTE, 1));
  const link = { reportId, reportedAt: stamp(Math.round(again)), duplicateOf: report.reportId };
  return [
    telling(source, "report.filed", `${reportId}.filed`, again, { ...report, reportId, agency, channel }),
    telling("aoc", "report.linked", `${reportId}.linked`, found, link),
  ];
}

/** The steps of a case in order, each reached by fewer cases. Steps more than a week later are left out. */
function advanced(random: Chance, reportId: string, at: number, frozen: boolean): Telling[] {
  const tellings: Telling[] = [];
  let when = at;
  const reach = (step: ReportStep, source: string, after: number) => {
    when += after;
    const told = { reportId, reportedAt: stamp(at), step };
    tellings.push(telling(source, "report.advanced", `${reportId}.advanced.${step}`, when, told));
  };
  if (frozen) reach("freezing", "aoc", lognormal(random, 3 * MINUTE, 0.4));
  // By law the victim has 72 hours to file a complaint with the police.
  if (random() < 0.8) reach("complaint", "ccib", Math.min(70 * HOUR, lognormal(random, 7 * HOUR, 1)));
  else return tellings;
  if (random() < 0.6) reach("tracing", "ccib", exponential(random, 30 * HOUR));
  if (random() < 0.04) reach("refunding", "aoc", between(random, 24, 72) * HOUR);
  if (random() < 0.4) reach("closed", "aoc", exponential(random, 60 * HOUR));
  return tellings;
}
