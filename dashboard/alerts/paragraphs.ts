/** What a paragraph of a mail is made of. `cid`: of the picture, among the files of the mail. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; to: string }
  | { kind: "picture"; cid: string; alt: string };

/** Of what stands in a mail beside its text. */
const UNSEEN = ["SCRIPT", "STYLE", "TITLE", "TEMPLATE", "NOSCRIPT"];
const INLINE = ["A", "B", "I", "EM", "STRONG", "SPAN", "IMG", "FONT", "SMALL", "U", "CODE"];

/**
 * The paragraphs of a mail's HTML: its texts, its links to the web and the pictures that it brings with it. A page with
 * our policy neither runs nor loads anything of a mail, nor takes its styles, so they are left out.
 */
export function paragraphsOf(html: string): Piece[][] {
  const paragraphs: Piece[][] = [[]];
  const put = (piece: Piece) => paragraphs[paragraphs.length - 1]!.push(piece);
  walk(new DOMParser().parseFromString(html, "text/html").body);
  return paragraphs.filter((pieces) => pieces.some((piece) => piece.kind !== "text" || piece.text.trim()));

  function walk(parent: Node) {
    for (const node of parent.childNodes) {
      if (node instanceof Text) put({ kind: "text", text: node.data });
      if (node instanceof Element && !UNSEEN.includes(node.tagName)) show(node);
    }
  }
  function show(node: Element) {
    const to = node.getAttribute("href") ?? "";
    const [, cid] = /^cid:(.+)$/.exec(node.getAttribute("src") ?? "") ?? [];
    if (node.tagName === "A" && /^https?:\/\//.test(to))
      return put({ kind: "link", text: node.textContent || to, to });
    if (node.tagName === "IMG") {
      const alt = node.getAttribute("alt") ?? "";
      return put(cid ? { kind: "picture", cid, alt } : { kind: "text", text: alt });
    }
    const isBlock = !INLINE.includes(node.tagName);
    if (isBlock) paragraphs.push([]);
    walk(node);
    if (isBlock) paragraphs.push([]);
  }
}
