import type { Lang } from "#writing/lang.ts";

/** Of the picture within the mail; RFC 2392. */
export const PICTURE_ID = "figure@war-room-1441";
/** Pixels of a page; the picture has twice as many. */
const WIDTH = 600;

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The lines of a message with its picture before the link. It loads nothing: the picture is in the mail. */
export function htmlOf(
  { text, link, lang }: { text: string; link: string; lang: Lang },
  alt: string,
): string {
  const lines = text.split("\n").map((line) => {
    const words = escaped(line);
    return `<p style="margin:0 0 8px">${line === link ? `<a href="${words}">${words}</a>` : words}</p>`;
  });
  const picture = `<p style="margin:8px 0"><img src="cid:${PICTURE_ID}" width="${WIDTH}" alt="${escaped(alt)}" style="max-width:100%;height:auto;border:0"></p>`;
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"></head><body style="margin:16px;font-family:sans-serif;font-size:16px;line-height:1.5">${[...lines.slice(0, -1), picture, ...lines.slice(-1)].join("")}</body></html>`;
}
