let deed: (() => void) | null = null;

/** Calls it whenever an answer says that nobody is signed in. */
export function onSignedOut(then: () => void): void {
  deed = then;
}

/** @param path of the table of routes. Below `/v1/session` a 401 is about what was entered. */
export function hearAnswer(path: string, status: number): void {
  if (status === 401 && !path.startsWith("/v1/session/") && path !== "/v1/session") deed?.();
}
