import { type Answer, callWith } from "../api/call.ts";

export type Shown = Answer<"GET /v1/embed">;

/** `isOver`: the ticket shows nothing any more, or is none. Otherwise the server does not answer now. */
export type Asked = { ok: true; shown: Shown } | { ok: false; isOver: boolean };

export interface TicketHeld {
  ask(): Promise<Asked>;
  /** What opens one socket; null: there is none now. */
  forSocket(): Promise<string | null>;
}

const OVER = new Set(["gone", "unauthorized", "forbidden"]);

/** Asks the server with the ticket of an embed, as nobody else. */
export function openTicket(ticket: string): TicketHeld {
  return {
    async ask() {
      const outcome = await callWith(ticket, "GET /v1/embed");
      return outcome.ok
        ? { ok: true, shown: outcome.answer }
        : { ok: false, isOver: OVER.has(outcome.problem.code) };
    },
    async forSocket() {
      const outcome = await callWith(ticket, "POST /v1/embed/socket");
      return outcome.ok ? outcome.answer.ticket : null;
    },
  };
}
