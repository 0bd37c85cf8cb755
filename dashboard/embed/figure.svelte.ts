import { SECOND } from "#calendar/units.ts";
import type { Shown, TicketHeld } from "./ticket.ts";

const EVERY_MS = 10 * SECOND;

/** One figure, asked for again and again. */
export class FigureShown {
  shown = $state.raw() as Shown;
  /** The server did not answer the last question. */
  isLost = $state(false);

  constructor(shown: Shown, ticket: TicketHeld, end: () => void) {
    this.shown = shown;
    setInterval(async () => {
      const asked = await ticket.ask();
      if (asked.ok) this.shown = asked.shown;
      else if (asked.isOver) return end();
      this.isLost = !asked.ok;
    }, EVERY_MS);
  }
}

export const openFigure = (shown: Shown, ticket: TicketHeld, end: () => void): FigureShown =>
  new FigureShown(shown, ticket, end);
