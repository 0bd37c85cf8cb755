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

/** An answer by which the server failed; that it has no room is none. */
export const isFailure = (status: string) => /\b5\d\d$/.test(status) && !status.endsWith("503");

/** Counts the statuses of answers, for a remark. */
export function openCounts() {
  const counts = new Map<string, number>();
  return {
    add: (what: string | number) => void counts.set(String(what), (counts.get(String(what)) ?? 0) + 1),
    /** How many were counted of those that match. */
    of: (matches: (what: string) => boolean) =>
      [...counts].reduce((sum, [what, count]) => sum + (matches(what) ? count : 0), 0),
    text: () => [...counts].map(([what, count]) => `${count} × ${what}`).join(", "),
  };
}
