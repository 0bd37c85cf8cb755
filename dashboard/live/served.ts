import { buildIn } from "./build.ts";

/** Milliseconds after which a request counts as unanswered: the time that a connection may take. */
const PATIENCE_MS = 5_000;

/** The build that the server serves now; null: it does not answer, or something else answers in its place. */
export async function servedBuild(): Promise<string | null> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: ending.signal });
    const page = answer.ok ? await answer.text() : "";
    return buildIn(new DOMParser().parseFromString(page, "text/html"));
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Loads the page again if the server is there; otherwise the page would be lost, and nothing happens. */
export async function reloadIfServed(): Promise<void> {
  if ((await servedBuild()) !== null) location.reload();
}

/** Opens another page if the server is there; `replace`: without a way back to this one. */
export async function openIfServed(address: string, how: "assign" | "replace" = "assign"): Promise<void> {
  if ((await servedBuild()) !== null) location[how](address);
}
