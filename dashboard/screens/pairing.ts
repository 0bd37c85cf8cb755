/** A browser that asks to become a display. */
export interface Pairing {
  code: string;
  address: string | null;
  agent: string | null;
  width: number;
  height: number;
  /** Epoch milliseconds, by the server's clock. */
  askedAt: number;
  endsAt: number;
}

/** A code as somebody wrote it down, in any case and with spaces or strokes; null: it can be none. */
export function codeIn(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, "");
  return /^[3-9A-HJKMNPR-Y]{6}$/.test(code) ? code : null;
}

/** As it is written on the screen: in two groups. */
export const spaced = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
