/** Counts the letters that take width: Thai vowels and tone marks above and below take none. */
export function lettersOf(text: string): number {
  return text.replace(/\p{Mn}/gu, "").length;
}
