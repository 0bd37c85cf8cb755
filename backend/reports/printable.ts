/**
 * Text that the report's fonts can draw and that lines can be broken in. The fonts have Latin, Thai and some signs: any
 * other character would be a box, and in PDF/A an error.
 */
const DRAWN =
  /[^\n\u0020-\u007e\u00a0-\u00ff\u0e01-\u0e3a\u0e3f-\u0e5b\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]/gu;
/** Signs of our own formulas that the fonts lack. */
const WRITTEN = new Map([
  ["⌈", "ceil("],
  ["⌉", ")"],
  ["\t", " "],
]);

/** The same text; what cannot be drawn is `?`, and invisible characters are gone. */
export function drawable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[⌈⌉\t]/g, (sign) => WRITTEN.get(sign)!)
    .replace(/(?![\n])[\p{Cc}\p{Cf}\p{Mn}](?<![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])/gu, "")
    .replace(DRAWN, "?");
}

const WORDS = new Intl.Segmenter("th", { granularity: "word" });
const CLOSING = /^[”’"')\]}»ๆฯ%.,:;!?/…]+$/u;
const IS_THAI = /[\u0e00-\u0e7f]$/;

/** A piece of a text; an array of one: it must not be broken. */
export type Piece = string | [string];

/** Keeps a Thai word and the mark that closes it on one line: Typst breaks between them (typst#7646). */
export function pieces(text: string): Piece[] {
  const words = [...WORDS.segment(text)].map(({ segment }) => segment);
  const made: Piece[] = [];
  let plain = "";
  for (let at = 0; at < words.length; at++) {
    let joined = words[at]!;
    let end = at;
    while (IS_THAI.test(joined[joined.length - 1]!) || end > at) {
      const [next, after] = [words[end + 1], words[end + 2]];
      if (next !== undefined && CLOSING.test(next)) {
        joined += next;
        end += 1;
      } else if (next !== undefined && /^\s$/.test(next) && after !== undefined && /^[ๆฯ]/.test(after)) {
        joined += `\u00a0${after}`;
        end += 2;
      } else break;
    }
    if (end === at) plain += joined;
    else {
      if (plain) made.push(plain);
      made.push([joined]);
      plain = "";
      at = end;
    }
  }
  if (plain) made.push(plain);
  return made;
}
