/** What tells the server that nobody has used the page: it polls, and an open page alone must not keep a session alive. */
const UNUSED = { "Session-Use": "none" };

let isFollowed = false;
let isUsed = true;

/** The headers of the next request: whether a person has done something here since the one before. */
export function useHeaders(): Record<string, string> {
  if (!isFollowed)
    for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, () => (isUsed = true), true);
  isFollowed = true;
  const headers = isUsed ? {} : UNUSED;
  isUsed = false;
  return headers;
}
