/** Banks whose code is not what the trade writes, by code; the others are written as their code. */
export const banks: Record<string, string> = { TRUEMONEY: "TMN", OTHER: "Other" };
