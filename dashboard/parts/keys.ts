const OFF = "shortcuts-off";

/** Single keys can be switched off: speech input types them by accident (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

export function switchKeys(isOn: boolean): void {
  if (isOn) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "");
}

export type Key = "A" | "E" | "G" | "J" | "K" | "M" | "R" | "S" | "T" | "Y" | "Z" | "/" | "." | "?";

const CODES: ReadonlyMap<string, Key> = new Map([
  ...(["A", "E", "G", "J", "K", "M", "R", "S", "T", "Y", "Z"] as const).map(
    (key) => [`Key${key}`, key] as const,
  ),
  ["Slash", "/"],
  ["Period", "."],
]);

/**
 * The shortcut that was pressed; null if none. It goes by the key's position, so that a Thai layout works. Shortcuts are
 * off in a field, with a modifier, and under an open dialog.
 */
export function keyOf({
  code,
  target,
  altKey,
  ctrlKey,
  metaKey,
  shiftKey,
  defaultPrevented,
}: KeyboardEvent): Key | null {
  if (altKey || ctrlKey || metaKey || defaultPrevented || !areKeysOn()) return null;
  if (target instanceof Element && target.closest("input, select, textarea, [contenteditable], dialog"))
    return null;
  const key = CODES.get(code) ?? null;
  if (key === "/" && shiftKey) return "?";
  return shiftKey ? null : key;
}
