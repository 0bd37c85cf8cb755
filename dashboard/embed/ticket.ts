import { type Answer, callWith, type Outcome, type Problem } from "../api/call.ts";

export type Shown = Answer<"GET /v1/embed">;

export interface TicketHeld {
  ask(signal?: AbortSignal): Promise<Outcome<Shown>>;
  /** What opens one socket; null: there is none now. */
  forSocket(): Promise<string | null>;
}

const OVER = new Set(["gone", "unauthorized", "forbidden"]);

/** The ticket shows nothing any more, or is none. Otherwise the server does not answer now. */
export const isOver = ({ code }: Problem): boolean => OVER.has(code);

/** Asks the server with the ticket of an embed, as nobody else. */
export function openTicket(ticket: string): TicketHeld {
  return {
    ask: (signal) => callWith(ticket, "GET /v1/embed", signal),
    async forSocket() {
      const outcome = await callWith(ticket, "POST /v1/embed/socket");
      return outcome.ok ? outcome.answer.ticket : null;
    },
  };
}
