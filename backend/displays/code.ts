/**
 * Letters and digits that nobody takes for another one, on a wall or said aloud: without 0 O Q, 1 I L, 2 Z.
 */
export const ALPHABET = "3456789ABCDEFGHJKMNPRSTUVWXY";
/** 28^6: of 100 codes that wait, a guess finds one in five million. Short enough to compare at a glance. */
export const CODE_LETTERS = 6;

/** @param chance a whole number from 0 up to, not including, its argument */
export const newCode = (chance: (below: number) => number): string =>
  Array.from({ length: CODE_LETTERS }, () => ALPHABET[chance(ALPHABET.length)]).join("");
