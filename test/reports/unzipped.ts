/** Reads a workbook (ECMA-376) by its ZIP and its XML alone: not by what writes it. */
import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const HEAD_BYTES = 30;

/** The files of a ZIP by its central directory (PKWARE APPNOTE 4.3). */
export function unzipped(bytes: Buffer): Map<string, Buffer> {
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== END) end--;
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error("no entry of a ZIP");
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as number[];
    const head = bytes.readUInt32LE(at + 42);
    const from = head + HEAD_BYTES + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28);
    const content = bytes.subarray(from, from + size);
    files.set(
      bytes.toString("utf8", at + 46, at + 46 + name!),
      method === 0 ? content : inflateRawSync(content),
    );
    at += 46 + name! + extra! + comment!;
  }
  return files;
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const plain = (text: string) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_all, hex, decimal, name) =>
    name ? ENTITIES[name]! : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
const textsOf = (xml: string) =>
  [...xml.matchAll(/<t(?:\s[^>]*)?>([^<]*)<\/t>/g)].map(([, text]) => plain(text!)).join("");

/** The cells of each sheet as texts, by the sheet's name; an empty one is "". */
export function sheetsOf(workbook: Buffer): Map<string, string[][]> {
  const files = unzipped(workbook);
  const read = (name: string) => files.get(name)?.toString("utf8") ?? "";
  const shared = [...read("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, xml]) =>
    textsOf(xml!),
  );
  const paths = new Map(
    [...read("xl/_rels/workbook.xml.rels").matchAll(/<Relationship\s[^>]*>/g)].map(([xml]) => [
      /\bId="([^"]+)"/.exec(xml)![1],
      /\bTarget="([^"]+)"/.exec(xml)![1]!.replace(/^\/?(xl\/)?/, "xl/"),
    ]),
  );
  return new Map(
    [...read("xl/workbook.xml").matchAll(/<sheet\s[^>]*>/g)].map(([xml]) => {
      const path = paths.get(/\br:id="([^"]+)"/.exec(xml)![1]);
      return [plain(/\bname="([^"]+)"/.exec(xml)![1]!), rowsOf(read(path!), shared)];
    }),
  );
}

function rowsOf(xml: string, shared: readonly string[]): string[][] {
  return [...xml.matchAll(/<row\b[^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, row = ""]) => {
    const cells: string[] = [];
    for (const [, head = "", inside = ""] of row.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = /<v>([^<]*)<\/v>/.exec(inside)?.[1] ?? "";
      const type = /\bt="(\w+)"/.exec(head)?.[1];
      cells[columnOf(/\br="([A-Z]+)/.exec(head)![1]!)] =
        type === "s" ? shared[Number(value)]! : type === "inlineStr" ? textsOf(inside) : plain(value);
    }
    return Array.from(cells, (cell) => cell ?? "");
  });
}

const columnOf = (letters: string) =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
