/** Usual names of banks that differ from their codes, by code; the other banks are written as their code. */
export const banks: Record<string, string> = { TRUEMONEY: "TMN", OTHER: "Other" };
