const ZERO = "๐".charCodeAt(0);

/** ๑๒,๓๔๕: Thai numerals for Arabic ones; everything else stays. */
export function inThai(text: string): string {
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(ZERO + Number(digit)));
}

/** A catalogue of words that says every number in Thai numerals, what its functions say included. */
export function wordsInThai<Said>(said: Said): Said {
  return translated(said) as Said;
}

function translated(said: unknown): unknown {
  if (typeof said === "string") return inThai(said);
  if (typeof said === "function") return (...given: unknown[]) => translated(said(...given));
  if (typeof said !== "object" || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([key, value]) => [key, translated(value)]));
}
