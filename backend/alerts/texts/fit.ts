import type { Message } from "./alert.ts";

/** The characters of GSM 03.38; those of the second line take two places. A text of only these is counted so. */
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_TWICE = "^{}\\[~]|€";

/** How many parts an SMS has: 160 places, or 153 in each of several; as UCS-2, which Thai needs, 70 or 67. */
export function partsOf(text: string): number {
  let places = 0;
  for (const sign of text) {
    if (GSM.includes(sign)) places += 1;
    else if (GSM_TWICE.includes(sign)) places += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  return places <= 160 ? 1 : Math.ceil(places / 153);
}

/**
 * A message's text where only so much has room: words are left out from the end, an ellipsis says so, and the link stays
 * whole. No mark is parted from its letter.
 */
export function fitted({ text, link, lang }: Message, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const body = text.slice(0, text.lastIndexOf(link)).trimEnd();
  const words = [...new Intl.Segmenter(lang, { granularity: "word" }).segment(body)].map(
    ({ segment }) => segment,
  );
  const shown = () => `${words.join("").trimEnd()} …\n${link}`.trimStart();
  while (words.length > 0 && !fits(shown())) words.pop();
  return shown();
}
