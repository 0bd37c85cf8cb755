import type { Against } from "./against.ts";

/** Registers a source that may send these types, and returns its key. */
export async function register(
  { url }: Pick<Against, "url">,
  name: string,
  types: string[],
): Promise<string> {
  const response = await fetch(`${url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, nameTh: name, types, beatSeconds: 60 }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { key: string }).key;
}

/** The statuses of answers, or what came instead of one. */
export interface Counted {
  /** How many were counted of those that match. */
  of(matches: (what: string) => boolean): number;
  text(): string;
}

/** Counts the statuses of answers. */
export function openCounts(): Counted & { add(what: string | number): void } {
  const counts = new Map<string, number>();
  return {
    add: (what: string | number) => void counts.set(String(what), (counts.get(String(what)) ?? 0) + 1),
    of: (matches: (what: string) => boolean) =>
      [...counts].reduce((sum, [what, count]) => sum + (matches(what) ? count : 0), 0),
    text: () => [...counts].map(([what, count]) => `${count} × ${what}`).join(", "),
  };
}
