import type { Facts, Finding, Subject, SystemReason } from "#wire/alerts.ts";
import type { SourceLamp, Warning } from "#wire/live.ts";
import type { Verdict } from "#wire/sla.ts";

/** Open freezes of a bank that are past their hour, or will be soon. */
export interface LateFreezes {
  bank: string;
  count: number;
  satang: bigint;
}

/** All that one look finds, in one reading. */
export interface Look {
  verdicts: readonly Verdict[];
  /** Past their hour within the last hour; and those that have little left. */
  overdue: readonly LateFreezes[];
  willMiss: readonly LateFreezes[];
  /** When the next freeze comes to its hour, or near it. */
  dueAt: number | null;
  lamps: readonly SourceLamp[];
  screens: readonly { name: string; isConnected: boolean; isFrozen: boolean; isFailing: boolean }[];
  warnings: readonly Warning[];
  /** Codes of all banks: of one that is not late it is known that it is well. */
  banks: readonly string[];
}

/** Conditions that no objective judges. */
export const CONDITIONS = [
  "freeze-overdue",
  "freeze-will-miss",
  "source-silent",
  "source-behind",
  "screen-frozen",
  "disk",
  "clock",
  "figures",
] as const;

export function findingsOf(look: Look): Finding[] {
  const { verdicts, overdue, willMiss, banks, lamps, screens, warnings } = look;
  const silent = lamps.filter((lamp) => lamp.silent).map(({ name }) => name);
  /** The source of a bank has its code for a name: what it has not sent is not known to be late. */
  const late = (condition: string, why: Finding["why"], found: readonly LateFreezes[]): Finding[] =>
    banks.map((bank) => {
      const own = found.find((each) => each.bank === bank);
      const subject = { by: "bank", of: bank } as const;
      const missing = silent.filter((name) => name === bank);
      if (!own) return { ...known(condition, subject, "good", "kept"), missing };
      const facts = { cases: own.count, satang: String(own.satang) };
      return { ...known(condition, subject, "bad", why, facts), oneWay: true, missing };
    });
  const disk = warnings.find(({ kind }) => kind === "disk-low" || kind === "disk-full");
  const clock = warnings.find(({ kind }) => kind === "clock-set" || kind === "clocks-differ");
  const figures = warnings.find(({ kind }) => kind === "figures-differ");
  const server = { by: "server", of: null } as const;
  return [
    ...verdicts.map(ofVerdict),
    ...late("freeze-overdue", "deadline-over", overdue),
    ...late("freeze-will-miss", "will-miss", willMiss),
    // One that was never heard has not begun to send: nothing relies on it yet.
    ...lamps
      .filter(({ heard }) => heard !== null)
      .flatMap((lamp) => [
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

const source = ({ name }: SourceLamp): Subject => ({ by: "source", of: name });

const known = (
  condition: string,
  subject: Subject,
  kind: "good" | "between" | "bad",
  why: Finding["why"] | SystemReason,
  facts: Facts = {},
): Finding => ({
  ...{ condition, subject, kind, why, facts },
  ...{ numerator: "0", denominator: "0", target: null, window: null },
  ...{ state: "settled", missing: [], oneWay: false },
});

function ofVerdict(verdict: Verdict): Finding {
  const { objective, slice, kind, why, numerator, denominator, target, window, state, missing, oneWay } =
    verdict;
  const missed = BigInt(denominator) - BigInt(numerator);
  return {
    ...{ condition: objective, subject: slice, kind, why, numerator, denominator, target, window, state },
    missing: missing?.sources ?? [],
    oneWay,
    facts: missed <= 9_007_199_254_740_991n ? { cases: Number(missed) } : {},
  };
}
