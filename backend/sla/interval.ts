/** Standard deviations of a normal distribution that hold 95 % of it. */
const Z = 1.959964;

/**
 * Where the true share may lie, with 95 % confidence, if `kept` of `n` cases were kept (Wilson 1927, the score interval):
 * unlike the plain ±, it is right for few cases and at 0 and 100 %. Null of none.
 */
export function intervalOf(kept: number, n: number): { from: number; to: number } | null {
  if (n === 0) return null;
  const share = kept / n;
  const middle = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const whole = 1 + (Z * Z) / n;
  return { from: Math.max(0, (middle - half) / whole), to: Math.min(1, (middle + half) / whole) };
}
