/** Letters that stand side by side: Thai vowels and tone marks above and below take no width. */
export function lettersOf(text: string): number {
  return text.replace(/\p{Mn}/gu, "").length;
}
