import { timingSafeEqual } from "node:crypto";

/** Says of which embed it is, and until when; epoch seconds. */
export interface Ticket {
  embed: number;
  endsAt: number;
}

/** Signs a text, with a key that is not in the database. */
export type Sign = (text: string) => Buffer;

/** Embed, end, and the signature of both: `17-1795996800-…`, in characters that an address takes. */
const FORM = /^([1-9]\d{0,8})-([1-9]\d{0,10})-([\w-]{43})$/;
const signed = ({ embed, endsAt }: Ticket, sign: Sign) => sign(`embed ${embed} until ${endsAt}`);

export const writeTicket = (ticket: Ticket, sign: Sign): string =>
  `${ticket.embed}-${ticket.endsAt}-${signed(ticket, sign).toString("base64url")}`;

/** Null: nobody has signed this. It may have ended. */
export function readTicket(text: string, sign: Sign): Ticket | null {
  const [, embed, endsAt, signature] = FORM.exec(text) ?? [];
  if (!signature) return null;
  const ticket = { embed: Number(embed), endsAt: Number(endsAt) };
  return timingSafeEqual(signed(ticket, sign), Buffer.from(signature, "base64url")) ? ticket : null;
}
