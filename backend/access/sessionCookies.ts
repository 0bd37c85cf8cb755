import { Fault } from "../kit/fault.ts";
import type { Access, Session } from "./access.ts";
import { SESSION_MS } from "./limits.ts";
import type { Caller } from "./sessions.ts";
import type { Tokens } from "./signIn.ts";

/** What a request says of who makes it, and the cookies of its browser. */
interface Asked extends Caller {
  cookies: {
    get(name: "session"): string | undefined;
    set(name: "session" | "browser", value: string, seconds: number): void;
  };
}

/** How long a browser is known after its last sign-in. */
const BROWSER_SECONDS = 365 * 86_400;

export const callerOf = ({ address, agent }: Caller): Caller => ({ address, agent });

/** The session of a request whose person is known. */
export async function sessionOf(
  { access }: { access: Access },
  { cookies }: Pick<Asked, "cookies">,
): Promise<Session> {
  const session = await access.sessions.find(cookies.get("session"));
  if (!session) throw new Fault("unauthorized", "the session is over; sign in again");
  return session;
}

export function give({ cookies }: Pick<Asked, "cookies">, { session, browser }: Tokens) {
  cookies.set("session", session, SESSION_MS.whole / 1_000);
  if (browser) cookies.set("browser", browser, BROWSER_SECONDS);
}
