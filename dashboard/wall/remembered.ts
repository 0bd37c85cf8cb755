import type { Assignment } from "#wire/live.ts";

export type Look = Pick<Assignment, "lang" | "theme" | "thaiDigits">;

const keyOf = (screen: string) => `look of ${screen}`;

/** The look of the last assignment, so that a screen does not start in another language or theme than its own. */
export function rememberedLook(screen: string): Partial<Look> {
  try {
    const { lang, theme, thaiDigits } = JSON.parse(localStorage.getItem(keyOf(screen)) ?? "{}");
    return {
      ...(lang === "th" || lang === "en" ? { lang } : {}),
      ...(theme === "dark" || theme === "light" ? { theme } : {}),
      ...(typeof thaiDigits === "boolean" ? { thaiDigits } : {}),
    };
  } catch {
    return {}; // storage is blocked, or what is stored is not ours
  }
}

export function rememberLook(screen: string, { lang, theme, thaiDigits }: Look): void {
  try {
    localStorage.setItem(keyOf(screen), JSON.stringify({ lang, theme, thaiDigits }));
  } catch {
    // Storage is blocked or full: the next start begins in Thai, as the first did.
  }
}
