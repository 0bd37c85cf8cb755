/** Engines that read a PDF's text, each by its own code. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { bare, textOfPdf } from "./pdf.ts";

export interface Extractor {
  name: string;
  /** Programs of the machine may be missing. */
  isThere: boolean;
  /** All text, without blanks and line ends. */
  read(bytes: Uint8Array): Promise<string>;
}

function ofProgram(name: string, command: string, argsOf: (path: string) => string[]): Extractor {
  return {
    name,
    isThere: spawnSync(command, ["-v"]).error === undefined,
    async read(bytes) {
      const folder = mkdtempSync(join(tmpdir(), "war-room-text-"));
      const path = join(folder, "report.pdf");
      writeFileSync(path, bytes);
      const { stdout, stderr, status } = spawnSync(command, argsOf(path), { maxBuffer: 2 ** 27 });
      rmSync(folder, { recursive: true });
      if (status !== 0) throw new Error(`${command}: ${stderr}`);
      return bare(stdout.toString("utf8"));
    },
  };
}

async function readPdfium(bytes: Uint8Array): Promise<string> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  try {
    return bare([...document.pages()].map((page) => page.getText()).join(""));
  } finally {
    document.destroy();
    library.destroy();
  }
}

export const EXTRACTORS: readonly Extractor[] = [
  { name: "PDF.js", isThere: true, read: async (bytes) => (await textOfPdf(bytes)).join("") },
  { name: "PDFium", isThere: true, read: readPdfium },
  ofProgram("poppler", "pdftotext", (path) => ["-raw", "-enc", "UTF-8", path, "-"]),
  ofProgram("MuPDF", "mutool", (path) => ["draw", "-q", "-F", "text", "-o", "-", path]),
];
