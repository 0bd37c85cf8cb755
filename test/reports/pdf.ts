import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** What a reader copies out of a PDF, by page, without blanks and line ends. */
export async function textOfPdf(bytes: Uint8Array): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent({ includeMarkedContent: false });
    pages.push(items.map((item) => ("str" in item ? String(item.str) : "")).join(""));
  }
  return pages.map(bare);
}

export const bare = (text: string) => text.replace(/[\s\u00a0]+/g, "");
