import { MINUTE } from "#calendar/units.ts";
import type { Facts, Finding, Quota, Recipient, Subject, SystemReason } from "#wire/alerts.ts";
import type { SourceLamp, Warning } from "#wire/sceneParts.ts";
import type { Burn, BurnPair, Deadline, Dimension, Judgement, MissedSum, Verdict } from "#wire/sla.ts";
import { judgeQuota } from "./channels/quota.ts";

/** A source, with what it may send: null: of any bank or agency. */
export interface SenderLamp extends SourceLamp {
  types: readonly string[];
  banks: readonly string[] | null;
  agencies: readonly string[] | null;
}

/** What tells that somebody has kept a deadline. */
const TOLD_BY: Readonly<Record<Deadline["kind"], readonly string[]>> = {
  freeze: ["freeze.confirmed", "freeze.refused", "freeze.released"],
  complaint: ["report.advanced"],
  release: ["freeze.released"],
};

/** All that one look finds, in one reading. */
export interface Look {
  /** As of when; epoch ms. */
  now: number;
  verdicts: readonly Verdict[];
  /** The times that run, of which something is to be said. */
  deadlines: readonly Deadline[];
  /** By the id of an objective in force, the figure that it is made of. */
  metrics: ReadonlyMap<string, string>;
  /** What the cases come to that missed an objective, or missed it in the long window of a burn; null: not known. */
  missedOf: (verdict: Verdict, burn?: Burn) => MissedSum | null;
  /** By the id of a freeze that is late: the report that it belongs to, where that is known. */
  victims: ReadonlyMap<string, string>;
  /** When something else is to be said of one of them. */
  dueAt: number | null;
  lamps: readonly SenderLamp[];
  screens: readonly { name: string; isConnected: boolean; isFrozen: boolean; isFailing: boolean }[];
  warnings: readonly Warning[];
  /** Codes of all banks and agencies: of one that is not late it is known that it is well. */
  banks: readonly string[];
  agencies: readonly string[];
}

/** Conditions that no objective judges, and whom each is about. */
export const CONDITIONS: Readonly<Record<string, Subject["by"]>> = {
  "freeze-overdue": "bank",
  "freeze-will-miss": "bank",
  "complaint-overdue": "agency",
  "complaint-will-miss": "agency",
  "release-overdue": "bank",
  "release-will-miss": "bank",
  "source-silent": "source",
  "source-behind": "source",
  "screen-frozen": "screen",
  disk: "server",
  clock: "server",
  figures: "server",
  "line-quota": "server",
  "webhook-gone": "recipient",
};

/** So long after the clock was set ahead, what only that made late is told: who sets it back before has told nobody. */
const UNSURE_MS = MINUTE;

export function findingsOf(look: Look): Finding[] {
  const { now, verdicts, banks, agencies, lamps, screens, warnings } = look;
  // One that was never heard has not begun to send: nothing relies on it yet.
  const heard = lamps.filter((lamp) => lamp.heard !== null);
  const names = heard.map(({ name }) => name);
  const judged = verdicts.map(({ missing, ...verdict }): Verdict => {
    const sources = missing?.sources.filter((name) => names.includes(name)) ?? [];
    return { ...verdict, ...(missing && sources.length > 0 ? { missing: { ...missing, sources } } : {}) };
  });
  const clock = warnings.find(({ kind }) => kind === "clock-set" || kind === "clocks-differ");
  const unsureMs = clock?.kind === "clock-set" && now < clock.at + UNSURE_MS ? Math.max(0, clock.byMs) : 0;
  /** What a source that is silent has not sent is not known to be late. */
  const late = (condition: string, kind: Deadline["kind"], why: Deadline["why"]): Finding[] => {
    const by = kind === "complaint" ? "agency" : "bank";
    const found = look.deadlines.filter((each) => each.kind === kind && each.why === why);
    // Not over by the clock as it was before it was set ahead.
    const isUnsure = ({ dueAt }: Deadline) => dueAt > now - unsureMs && unsureMs > 0;
    return (by === "bank" ? banks : agencies).map((code) => {
      const all = found.filter((each) => each[by] === code);
      const own = all.filter((each) => !isUnsure(each));
      const subject = { by, of: code } as const;
      const missing = heard
        .filter(({ silent, types }) => silent && TOLD_BY[kind].some((type) => types.includes(type)))
        .filter((lamp) => (by === "bank" ? lamp.banks : lamp.agencies)?.includes(code) ?? true)
        .map(({ name }) => name);
      if (own.length === 0 && all.length > 0)
        return { ...known(condition, subject, "bad", why), state: "open", missing };
      if (own.length === 0) return { ...known(condition, subject, "good", "kept"), missing };
      const satang = own.reduce((sum, each) => sum + BigInt(each.satang), 0n);
      const over = own.reduce((sum, { dueAt }) => sum + Math.max(0, Math.floor((now - dueAt) / MINUTE)), 0);
      const next = Math.min(...own.map(({ dueAt }) => dueAt));
      const pace = own.find((each) => each.pace)?.pace;
      const facts: Facts = {
        cases: own.length,
        satang: String(satang),
        ...peopleOf(own, look.victims),
        ...(over > 0 ? { minutes: over } : {}),
        ...(next > now ? { dueAt: next } : {}),
        ...(pace ? { pace } : {}),
        ...(by === "bank" ? hopOf(own) : driven("province", tally(own.map(({ province }) => province)))),
      };
      return { ...known(condition, subject, "bad", why, facts), isBelieved: true, missing };
    });
  };
  const disk = warnings.find(({ kind }) => kind === "disk-low" || kind === "disk-full");
  const figures = warnings.find(({ kind }) => kind === "figures-differ");
  const server = { by: "server", of: null } as const;
  return [
    ...judged.flatMap((verdict) => [ofVerdict(verdict, judged, look), ...ofBurn(verdict, judged, look)]),
    ...late("freeze-overdue", "freeze", "deadline-over"),
    ...late("freeze-will-miss", "freeze", "will-miss"),
    ...late("complaint-overdue", "complaint", "deadline-over"),
    ...late("complaint-will-miss", "complaint", "will-miss"),
    ...late("release-overdue", "release", "deadline-over"),
    ...late("release-will-miss", "release", "will-miss"),
    ...heard.flatMap((lamp) => [
      known("source-silent", source(lamp), lamp.silent ? "bad" : "good", lamp.silent ? "silent" : "kept"),
      known("source-behind", source(lamp), lamp.behind ? "bad" : "good", lamp.behind ? "behind" : "kept"),
    ]),
    ...screens
      .filter(({ isConnected }) => isConnected)
      .map(({ name, isFrozen, isFailing }) => {
        const why = isFrozen ? "frozen" : isFailing ? "failing" : "well";
        return known("screen-frozen", { by: "screen", of: name }, why === "well" ? "good" : "bad", why);
      }),
    known(
      "disk",
      server,
      !disk ? "good" : disk.kind === "disk-full" ? "bad" : "between",
      disk?.kind ?? "well",
    ),
    known("clock", server, clock ? "bad" : "good", clock?.kind ?? "well"),
    known("figures", server, figures ? "bad" : "good", figures?.kind ?? "well"),
  ];
}

/** Of the messages that LINE takes in a month; nothing where none are sent by it, or it was not asked yet. */
export function quotaFindings(quota: Quota | null, now: number): Finding[] {
  if (!quota) return [];
  const { kind, why, runsOutAt } = judgeQuota(quota, now);
  const { used, most, readAt } = quota;
  const facts =
    kind === "no-data" || most === null || readAt === null
      ? {}
      : { quota: { used, most, readAt, runsOutAt } };
  return [known("line-quota", { by: "server", of: null }, kind, why, facts)];
}

/** Of each recipient with webhooks: whether the receiver of one said that it is gone, so that nothing is sent there. */
export const webhookFindings = (
  recipients: readonly Pick<Recipient, "name" | "channels" | "gone">[],
): Finding[] =>
  recipients
    .filter(({ channels }) => channels.some(({ kind }) => kind === "webhook"))
    .map(({ name, gone }) => {
      const isGone = gone.length > 0;
      const subject = { by: "recipient", of: name } as const;
      return known("webhook-gone", subject, isGone ? "bad" : "good", isGone ? "webhook-gone" : "well");
    });

const source = ({ name }: SourceLamp): Subject => ({ by: "source", of: name });

const known = (
  condition: string,
  subject: Subject,
  kind: Judgement,
  why: Finding["why"] | SystemReason,
  facts: Facts = {},
): Finding => ({
  condition,
  subject,
  kind,
  why,
  facts,
  numerator: "0",
  denominator: "0",
  target: null,
  window: null,
  state: "settled",
  missing: [],
  isBelieved: false,
});

/** How often each is there. */
function tally(names: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/**
 * How many people: each report is of one victim. Nothing where the report of one of them is not known, nor of wrong holds: not
 * the victim waits for those.
 */
function peopleOf(own: readonly Deadline[], victims: Look["victims"]): Pick<Facts, "people"> {
  const reports = own.map(({ kind, id }) =>
    kind === "complaint" ? id : kind === "freeze" ? victims.get(id) : undefined,
  );
  return reports.includes(undefined) ? {} : { people: new Set(reports).size };
}

/** The hop that all are at, or the one that has most of them. */
function hopOf(own: readonly Deadline[]): Pick<Facts, "hop" | "drive"> {
  const counts = tally(own.map(({ hop }) => (hop === null ? null : String(hop))));
  const [first] = counts;
  return first?.[1] === own.length ? { hop: Number(first[0]) } : driven("hop", counts);
}

/** The part that has more of them than any other, and at least two: of one alone nothing follows. */
function driven(by: Dimension | "hop", counts: ReadonlyMap<string, number>): Pick<Facts, "drive"> {
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  if (!first || first[1] < 2 || first[1] === second?.[1]) return {};
  return { drive: { by, of: first[0], cases: first[1] } };
}

const missedIn = ({ numerator, denominator }: Verdict) => Number(BigInt(denominator) - BigInt(numerator));

/** Of the whole, the bank that missed most: each bank is judged by the same objective. */
function bankOf(
  { objective, slice }: Verdict,
  all: readonly Verdict[],
  missed: (verdict: Verdict) => number,
): Pick<Facts, "drive"> {
  if (slice.by !== "all") return {};
  const ofBanks = all.filter((each) => each.objective === objective && each.slice.by === "bank");
  return driven("bank", new Map(ofBanks.map((each) => [each.slice.of ?? "", missed(each)])));
}

/**
 * How fast its budget is used up, by each pair of windows. What is told late may turn a miss into a case that was kept: it
 * is believed once it is settled. A source that is silent now may owe answers of an hour ago.
 */
function ofBurn(verdict: Verdict, all: readonly Verdict[], look: Look): Finding[] {
  const { objective, slice, target, missing } = verdict;
  return (verdict.burn ?? []).map((burn) => {
    const { longMinutes, shortMinutes, long, why, state } = burn;
    const isKnown = state !== "no-data";
    const badOf = (each: Burn | undefined) => Number(each?.long.bad ?? 0);
    const own = ({ burn: pairs }: Verdict) => badOf(pairs?.find((each) => isSamePair(each, burn)));
    return {
      condition: objective,
      burn: { longMinutes, shortMinutes },
      subject: slice,
      kind: !isKnown ? "no-data" : why === "fires" ? "bad" : "good",
      why: isKnown ? why : "no-data",
      numerator: String(BigInt(long.of) - BigInt(long.bad)),
      denominator: long.of,
      target,
      window: null,
      state,
      missing: [...new Set([...(missing?.sources ?? []), ...burn.missing])],
      isBelieved: false,
      facts: {
        cases: badOf(burn),
        ...stakeOf(badOf(burn), verdict, burn, look),
        ...budgetOf(verdict, burn),
        ...bankOf(verdict, all, own),
      },
    };
  });
}

export const isSamePair = (one: BurnPair, other: BurnPair) =>
  one.longMinutes === other.longMinutes && one.shortMinutes === other.shortMinutes;

/** What the budget is, what is left of it, and when that is gone if as many miss as in the long window. */
function budgetOf(
  { budget, window, at }: Verdict,
  { long, longMinutes, ...burn }: Burn,
): Pick<Facts, "budget"> {
  if (!budget) return {};
  const allowed = Number(burn.allowed);
  const rest = allowed - Number(budget.used);
  const bad = Number(long.bad);
  const lostAt = at + Math.ceil(((rest + 1) * longMinutes) / bad) * MINUTE;
  // A window that goes on for ever, and so ends now, gets its misses back.
  const isLost = rest >= 0 && bad > 0 && lostAt < window.to;
  return { budget: { allowed, left: rest, lostAt: isLost ? lostAt : null } };
}

/** What a call that misses was: its caller waited too long or gave up, or gave up. */
const CALLS: ReadonlyMap<string, NonNullable<Facts["calls"]>> = new Map([
  ["calls.service_level", "waited"],
  ["calls.abandon_rate", "abandoned"],
]);
/** Figures that count reports, each of which is of one victim. */
const REPORTS: ReadonlySet<string> = new Set(["reports.complaint_72h_share"]);

/** How many people, minutes and how much money those that missed come to, as far as that means something and is known. */
function stakeOf(missed: number, verdict: Verdict, burn: Burn | undefined, look: Look): Facts {
  const metric = look.metrics.get(verdict.objective) ?? "";
  const calls = CALLS.get(metric);
  if (missed === 0) return {};
  return {
    ...look.missedOf(verdict, burn),
    ...(calls ? { calls } : {}),
    ...(REPORTS.has(metric) ? { people: missed } : {}),
  };
}

function ofVerdict(verdict: Verdict, all: readonly Verdict[], look: Look): Finding {
  const { objective, slice, kind, why, numerator, denominator, target, window, state, missing } = verdict;
  const missed = BigInt(denominator) - BigInt(numerator);
  return {
    condition: objective,
    subject: slice,
    kind,
    why,
    numerator,
    denominator,
    target,
    window,
    state,
    missing: missing?.sources ?? [],
    // A day that runs is never settled: it is believed while everybody has told it.
    isBelieved: state === "open" && !missing,
    facts:
      missed <= 9_007_199_254_740_991n
        ? {
            cases: Number(missed),
            ...stakeOf(Number(missed), verdict, undefined, look),
            ...bankOf(verdict, all, missedIn),
          }
        : {},
  };
}
