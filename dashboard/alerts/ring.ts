/** Why a browser cannot be rung, or not as it is. */
export type Obstacle = "not-secure" | "home-screen" | "no-push" | "blocked";

/** What a browser says of itself. */
export interface Browser {
  isSecure: boolean;
  /** It has service workers, `PushManager` and notifications. */
  hasPush: boolean;
  agent: string;
  touchPoints: number;
  /** Null: it has no notifications. */
  permission: NotificationPermission | null;
}

/** iPhones and iPads, which show as a Mac that can be touched: they push only to what is on the home screen. */
const isPocketApple = ({ agent, touchPoints }: Browser) =>
  /\b(iPhone|iPad)\b/.test(agent) || (/\bMacintosh\b/.test(agent) && touchPoints > 1);

/** Null: it can be rung. */
export function obstacleOf(browser: Browser): Obstacle | null {
  if (!browser.isSecure) return "not-secure";
  if (!browser.hasPush) return isPocketApple(browser) ? "home-screen" : "no-push";
  return browser.permission === "denied" ? "blocked" : null;
}

/** By what the server names a browser: SHA-256 of its endpoint, in base64url. */
export async function idOf(endpoint: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return inBase64(new Uint8Array(sum));
}

/** Bytes in base64url without padding. */
export const inBase64 = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
