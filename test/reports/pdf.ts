import { getDocument, type Tag } from "pdfjs-dist/legacy/build/pdf.mjs";

async function* pagesOf(bytes: Uint8Array) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  for (let number = 1; number <= pdf.numPages; number++) yield pdf.getPage(number);
}

/** What a reader copies out of a PDF, by page, without blanks and line ends. */
export async function textOfPdf(bytes: Uint8Array): Promise<string[]> {
  const pages: string[] = [];
  for await (const page of pagesOf(bytes)) {
    const { items } = await page.getTextContent({ includeMarkedContent: false });
    pages.push(items.map((item) => ("str" in item ? String(item.str) : "")).join(""));
  }
  return pages.map(bare);
}

/** The rows of all tables of a PDF by its tags, as a screen reader is told them, without heads and blanks. */
export async function rowsOfPdf(bytes: Uint8Array): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const page of pagesOf(bytes)) {
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const texts = textsByMark(items);
    const textOf = ({ type, id = "", children = [] }: Tag): string =>
      type === "content" ? (texts.get(id) ?? "") : children.map(textOf).join("");
    const walk = ({ role, children = [] }: Tag) => {
      const cells = role === "TR" ? children.filter((child) => child.role === "TD") : [];
      if (cells.length > 0) rows.push(cells.map((cell) => bare(textOf(cell))));
      else for (const child of children) walk(child);
    };
    const tree = await page.getStructTree();
    if (tree) walk(tree);
  }
  // A table that goes on has all its rows on each of its pages, those of other pages without text.
  return rows.filter((cells) => cells.some((text) => text !== ""));
}

/** Content may be marked within marked content, also as an artifact, which has no id. */
function textsByMark(items: object[]): Map<string, string> {
  const texts = new Map<string, string>();
  const open: (string | null)[] = [];
  for (const item of items as { type?: string; id?: string | null; str?: string }[]) {
    if (item.type?.startsWith("beginMarkedContent")) open.push(item.id ?? null);
    else if (item.type === "endMarkedContent") open.pop();
    else {
      const mark = open.filter((id) => id !== null).at(-1);
      if (mark) texts.set(mark, (texts.get(mark) ?? "") + (item.str ?? ""));
    }
  }
  return texts;
}

export const bare = (text: string) => text.replace(/[\s\u00a0]+/g, "");
