import type { Lang, Theme } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import type { Words } from "./words.th.ts";

/** The scene or the rotation in a line: `Overview 60 s, Freezes 30 s`. */
export function sentenceOf(
  { scene, rotation }: { scene: Scene | null; rotation: { scene: Scene; seconds: number }[] | null },
  words: Words,
): string {
  if (scene) return words.scenes[scene];
  return (rotation ?? [])
    .map((turn) => `${words.scenes[turn.scene]} ${turn.seconds} ${words.second}`)
    .join(", ");
}

/** Theme, language and sound in a line: `Dark · Thai · Alarm sound`. */
export function looksOf(
  { theme, lang, thaiDigits, sound }: { theme: Theme; lang: Lang; thaiDigits: boolean; sound: boolean },
  words: Words,
): string {
  const looks = [
    words.themes[theme],
    words.langs[lang],
    thaiDigits ? words.thaiDigits : "",
    sound ? words.sound : "",
  ];
  return looks.filter(Boolean).join(" · ");
}
