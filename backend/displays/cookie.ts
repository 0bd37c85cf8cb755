/**
 * The cookie of a display. Over https its name begins with `__Host-`, which browsers take only from this host, for all
 * its paths, and only over https.
 */
export const cookieName = (isSecure: boolean) => (isSecure ? "__Host-display" : "display");

/** A `Set-Cookie` that scripts cannot read and that no page of another site sends along. */
export function cookieOf(token: string, seconds: number, isSecure: boolean): string {
  const secure = isSecure ? "; Secure" : "";
  return `${cookieName(isSecure)}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** The token in a `Cookie` header; null: there is none. */
export function tokenIn(header: string | undefined, isSecure: boolean): string | null {
  const name = cookieName(isSecure);
  for (const pair of header?.split(";") ?? []) {
    const [key, value = ""] = pair.trim().split("=");
    if (key === name && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}
