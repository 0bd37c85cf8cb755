import { MINUTE, SECOND } from "#calendar/units.ts";
import { call } from "../api/call.ts";
import { reloadIfServed } from "../live/served.ts";

/** How often a wall asks who it is. This renews its credential, and tells a disconnected wall that it was revoked. */
const EVERY_MS = { connected: 10 * MINUTE, away: 30 * SECOND };

/** What the server knows of this browser. */
export interface Who {
  /** The name of its screen; null: it is not paired. */
  screen: string | null;
  /** It may see walls, paired or not. */
  mayWatch: boolean;
}

/** Null: the server does not answer. */
export async function whoIsThis(): Promise<Who | null> {
  const outcome = await call("GET /v1/display");
  if (!outcome.ok) return null;
  const { display, mayWatch } = outcome.answer;
  return { screen: display?.screen ?? null, mayWatch };
}

/**
 * Loads the page again when this browser may not see walls any more, or is another screen than `screen`: it was revoked or
 * renamed while it was disconnected.
 * @param screen null: it is not paired
 */
export function keepAllowed(
  screen: string | null,
  connection: { readonly isConnected: boolean; onEnded: () => void },
): void {
  if (screen !== null) connection.onEnded = () => void reloadIfServed();
  let passed = 0;
  setInterval(async () => {
    passed += EVERY_MS.away;
    if (connection.isConnected && passed < EVERY_MS.connected) return;
    passed = 0;
    const who = await whoIsThis();
    if (who && (!who.mayWatch || who.screen !== screen)) await reloadIfServed();
  }, EVERY_MS.away);
}
