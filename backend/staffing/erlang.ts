/**
 * The three formulas of A. K. Erlang and C. Palm for a call centre with `agents` (or lines) under a Poisson load.
 * `erlangs` is the offered load: calls per second × mean handling seconds. All assume exponential handling times.
 *
 * Sources: Erlang (1917), "Solution of some problems in the theory of probabilities of significance in automatic
 * telephone exchanges"; Palm (1957); Gans, Koole, Mandelbaum (2003), "Telephone call centers: tutorial, review,
 * and research prospects", section 4.2; Mandelbaum, Zeltyn (2007), "Service engineering in action: the
 * Palm/Erlang-A queue", for the integrals of Erlang A.
 */

/**
 * Erlang B: the share of calls that find all lines taken, where no caller waits.
 * Uses the recursion 1/B(n) = 1 + n/A × 1/B(n − 1): no factorial, so no overflow for any number of lines.
 */
export function erlangB(lines: number, erlangs: number): number {
  if (erlangs <= 0) return 0;
  let inverse = 1;
  for (let n = 1; n <= lines && Number.isFinite(inverse); n++) inverse = 1 + (n / erlangs) * inverse;
  return 1 / inverse;
}

/** Erlang C: the share of callers who must wait, if none abandons. 1 if there are too few agents for the load. */
export function erlangC(agents: number, erlangs: number): number {
  if (erlangs <= 0) return 0;
  if (agents <= erlangs) return 1;
  const blocked = erlangB(agents, erlangs);
  return (agents * blocked) / (agents - erlangs * (1 - blocked));
}

/** Erlang C: the share answered within `withinSeconds` (T), 1 − C × e^(−(N − A) T / AHT). */
export function serviceLevelC(
  agents: number,
  erlangs: number,
  handleSeconds: number,
  withinSeconds: number,
): number {
  if (erlangs <= 0) return 1;
  if (agents <= erlangs) return 0;
  return 1 - erlangC(agents, erlangs) * Math.exp((-(agents - erlangs) * withinSeconds) / handleSeconds);
}

/** Erlang C: the mean wait of all callers, C × AHT / (N − A); infinite with too few agents. */
export function meanWaitC(agents: number, erlangs: number, handleSeconds: number): number {
  if (erlangs <= 0) return 0;
  return agents <= erlangs
    ? Number.POSITIVE_INFINITY
    : (erlangC(agents, erlangs) * handleSeconds) / (agents - erlangs);
}

/** The result of Erlang A. Shares are of all callers. */
export interface Outcome {
  /** Answered within the given seconds. */
  serviceLevel: number;
  abandoned: number;
  /** Must wait, whether answered or abandoned later. */
  delayed: number;
  /** Mean wait of the answered callers, and of all. */
  answeredWaitSeconds: number;
  waitSeconds: number;
  occupancy: number;
}

const NOBODY_WAITS: Outcome = {
  serviceLevel: 1,
  abandoned: 0,
  delayed: 0,
  answeredWaitSeconds: 0,
  waitSeconds: 0,
  occupancy: 0,
};

/**
 * Erlang A (M/M/N + M): callers abandon after an exponential patience with the given mean; always stable.
 *
 * With arrival rate λ, service rate μ = 1/AHT and abandonment rate θ = 1/patience (per second), the wait of a caller
 * with infinite patience has the density λ π(N−1) e^f(x) at x > 0, where f(x) = λ/θ (1 − e^(−θx)) − Nμx,
 * π(N−1) = 1 / (E + λ ∫e^f) and E = 1 / B(N − 1). f is concave, so the integrals (Simpson's rule) cover only where f
 * is within 40 of its maximum (e^f elsewhere is below e^−40 of its peak) and are scaled by e^max: no overflow.
 */
export function erlangA(load: {
  agents: number;
  erlangs: number;
  handleSeconds: number;
  patienceSeconds: number;
  withinSeconds: number;
}): Outcome {
  const { agents, erlangs, handleSeconds, patienceSeconds, withinSeconds } = load;
  if (erlangs <= 0) return NOBODY_WAITS;
  if (agents <= 0)
    return {
      serviceLevel: 0,
      abandoned: 1,
      delayed: 1,
      answeredWaitSeconds: 0,
      waitSeconds: patienceSeconds,
      occupancy: 1,
    };
  const arrivals = erlangs / handleSeconds;
  const endings = agents / handleSeconds;
  const f = (x: number) => arrivals * patienceSeconds * -Math.expm1(-x / patienceSeconds) - endings * x;
  const peak = arrivals > endings ? patienceSeconds * Math.log(arrivals / endings) : 0;
  const top = f(peak);
  const dropped = (x: number) => f(x) < top - 40;
  // f falls without limit beyond its peak: double the distance until it has fallen far enough, and use it on both sides.
  let reach = 1 / endings;
  while (!dropped(peak + reach)) reach *= 2;
  const end = peak + reach;
  const begin = Math.max(0, peak - reach);
  const integrals = (to: number) => {
    const sums = simpson(begin, Math.max(begin, to), (x) => {
      const density = Math.exp(f(x) - top);
      const stays = density * Math.exp(-x / patienceSeconds);
      return [density, stays, x * stays];
    });
    return sums.map((sum) => arrivals * sum) as [number, number, number];
  };

  // All in units of π(N−1) e^top.
  const [waits, answeredLater, answeredWait] = integrals(end);
  const [, answeredInTime] = integrals(Math.min(end, withinSeconds));
  const blocked = erlangB(agents - 1, erlangs);
  if (blocked === 0) return { ...NOBODY_WAITS, occupancy: erlangs / agents };
  const atOnce = Math.exp(-top) / blocked;

  const all = atOnce + waits;
  const abandoned = Math.max(0, (waits - answeredLater) / all);
  return {
    serviceLevel: (atOnce + answeredInTime) / all,
    abandoned,
    delayed: waits / all,
    answeredWaitSeconds: answeredWait / (atOnce + answeredLater),
    // Waiting callers abandon at the rate 1 / patience, so the mean wait follows from the share who abandon.
    waitSeconds: abandoned * patienceSeconds,
    occupancy: Math.min(1, (erlangs * (1 - abandoned)) / agents),
  };
}

const PARTS = 1_000;

/** Simpson's rule for three functions at once. */
function simpson(
  from: number,
  to: number,
  of: (x: number) => [number, number, number],
): [number, number, number] {
  const step = (to - from) / PARTS;
  const sums: [number, number, number] = [0, 0, 0];
  for (let i = 0; i <= PARTS; i++) {
    const weight = i === 0 || i === PARTS ? 1 : i % 2 === 1 ? 4 : 2;
    const values = of(from + i * step);
    for (const k of [0, 1, 2] as const) sums[k] += (weight * values[k] * step) / 3;
  }
  return sums;
}

/** Upper limit of the search: a load that needs more agents than this is an error in the input. */
const MOST_AGENTS = 10_000;

/** The smallest number of agents that is enough, if more agents are never worse. Null: even the limit is not enough. */
export function fewestAgents(doesWith: (agents: number) => boolean): number | null {
  let most = 1;
  while (!doesWith(most)) {
    if (most >= MOST_AGENTS) return null;
    most = Math.min(most * 2, MOST_AGENTS);
  }
  let least = Math.floor(most / 2);
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (doesWith(middle)) most = middle;
    else least = middle;
  }
  return most;
}
