/** Addresses that are kept; of more, those that asked least recently are forgotten. */
const MOST = 10_000;

export interface Pace {
  /** Null: it may; else the seconds after which it may. */
  waitOf(address: string): number | null;
}

/** A budget for each address: so many at once, and so many a second. */
export function openPace(budget: { perSecond: number; atOnce: number }, ticks: () => number): Pace {
  const known = new Map<string, { left: number; at: number }>();
  return {
    waitOf(address) {
      const now = ticks();
      const key = networkOf(address);
      const before = known.get(key) ?? { left: budget.atOnce, at: now };
      known.delete(key);
      if (known.size >= MOST) known.delete(known.keys().next().value!);
      const left = Math.min(budget.atOnce, before.left + ((now - before.at) / 1_000) * budget.perSecond);
      const isFree = left >= 1;
      known.set(key, { left: isFree ? left - 1 : left, at: now });
      return isFree ? null : Math.ceil((1 - left) / budget.perSecond);
    },
  };
}

/** What one household or office has: an IPv4 address, or the first half of an IPv6 address (a /64). */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [front = "", back] = address.split("%")[0]!.split("::");
  const groups = front === "" ? [] : front.split(":");
  const ends = back === undefined || back === "" ? [] : back.split(":");
  const zeros = back === undefined ? 0 : Math.max(0, 8 - groups.length - ends.length);
  const all = [...groups, ...Array<string>(zeros).fill("0"), ...ends];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
