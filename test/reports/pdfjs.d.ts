/** What the tests use of pdfjs-dist: its own types need a browser's. */
declare module "pdfjs-dist/legacy/build/pdf.mjs" {
  /** A tag, or the content that it marks. */
  export interface Tag {
    role?: string;
    type?: string;
    id?: string;
    /** What is said in the place of a picture. */
    alt?: string;
    lang?: string;
    children?: Tag[];
  }
  interface TextPage {
    getTextContent(options: { includeMarkedContent: boolean }): Promise<{ items: object[] }>;
    getStructTree(): Promise<Tag | null>;
    getAnnotations(): Promise<{ subtype: string; url?: string; contentsObj?: { str: string } }[]>;
  }
  interface Pdf {
    numPages: number;
    getPage(number: number): Promise<TextPage>;
    getMarkInfo(): Promise<{ Marked: boolean } | null>;
    getMetadata(): Promise<{ info: { Title?: string; Language?: string } }>;
  }
  export function getDocument(options: { data: Uint8Array; verbosity: number; useSystemFonts: boolean }): {
    promise: Promise<Pdf>;
  };
}
