import type { Figure } from "#wire/figures.ts";
import type { FigureKey } from "#wire/scenery.ts";
import { count, percent } from "#writing/numbers.ts";

const STEPS = ["filed", "freezing", "complaint", "tracing", "refunding", "closed"] as const;

/** How many of the cases reported in the window have reached a step. */
export interface Step {
  step: (typeof STEPS)[number];
  reached: number | string;
  digits: string;
  /** The share of the reported cases, from 0 to 1, and as text; empty for the first step, and without cases. */
  share: number;
  percent: string;
  /** Only of complaints: the share filed within 72 hours, and as text. */
  within: { share: number; percent: string } | null;
  /** The mean time to the next step, in seconds; null: this is the last one, or no case has reached the next. */
  next: number | null;
}

/**
 * Later steps may have more cases than earlier ones: a case can be closed without a refund. Empty: none was reported.
 */
export function stepsOf(figure: (key: FigureKey) => Figure | undefined): Step[] {
  const of = (name: string) => figure(`reports.${name}@90days`)?.value ?? null;
  const filed = of("filed");
  if (filed === null || Number(filed) === 0) return [];
  const shareOf = (part: number | string) => ({
    share: Math.min(1, Number(part) / Number(filed)),
    percent: short(percent({ value: 0, numerator: part, denominator: filed })),
  });
  return STEPS.map((step, place) => {
    const reached = of(step) ?? 0;
    const after = STEPS[place + 1];
    const seconds = after === undefined ? null : of(`${after}_mean_seconds`);
    const { share, percent } = shareOf(reached);
    return {
      step,
      reached,
      digits: count(reached),
      share,
      percent: step === "filed" ? "" : percent,
      within: step === "complaint" ? shareOf(of("complaint_72h") ?? 0) : null,
      next: seconds === null ? null : Math.round(Number(seconds)),
    };
  });
}

/** 92, 7.2: without a tenth where there are tens. */
const short = (percent: string) => (percent.length > 3 ? percent.replace(/\..*/, "") : percent);
