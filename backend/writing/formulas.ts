/** How a figure is worked out, in a language; a report from before they were kept in Thai has the English text alone. */
export const formulaIn = (
  lang: "th" | "en",
  { formula, formulaTh }: { formula: string; formulaTh?: string | undefined },
): string => (lang === "th" ? (formulaTh ?? formula) : formula);
