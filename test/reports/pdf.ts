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

export interface Structure {
  title: string;
  lang: string;
  isMarked: boolean;
  /** Each tag of it, page by page. */
  tags: Tag[];
  /** What a reader is not told where it belongs: text that is neither in a tag nor an artifact. */
  untagged: string[];
  /** Of each link what is said of it, beside where it leads. */
  links: { url: string; said: string }[];
}

/** What a screen reader goes by. */
export async function structureOf(bytes: Uint8Array): Promise<Structure> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false }).promise;
  const [{ info }, mark] = [await pdf.getMetadata(), await pdf.getMarkInfo()];
  const found: Omit<Structure, "title" | "lang" | "isMarked"> = { tags: [], untagged: [], links: [] };
  const walk = (tag: Tag) => {
    if (tag.role && tag.role !== "Root") found.tags.push(tag);
    for (const child of tag.children ?? []) walk(child);
  };
  for await (const page of pagesOf(bytes)) {
    const open: (string | null)[] = [];
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    for (const item of items as { type?: string; id?: string; tag?: string; str?: string }[]) {
      if (item.type?.startsWith("beginMarkedContent"))
        open.push(item.tag === "Artifact" ? "artifact" : (item.id ?? null));
      else if (item.type === "endMarkedContent") open.pop();
      else if (item.str?.trim() && open.every((id) => id === null)) found.untagged.push(item.str);
    }
    const tree = await page.getStructTree();
    if (tree) walk(tree);
    for (const { subtype, url, contentsObj } of await page.getAnnotations())
      if (subtype === "Link") found.links.push({ url: url ?? "", said: contentsObj?.str ?? "" });
  }
  return { title: info.Title ?? "", lang: info.Language ?? "", isMarked: mark?.Marked ?? false, ...found };
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
