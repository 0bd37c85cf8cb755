import { SECOND } from "#calendar/units.ts";
import { Reader } from "../api/reader.svelte.ts";
import { Clock } from "../live/clock.svelte.ts";
import { isOver, type Shown, type TicketHeld } from "./ticket.ts";

const EVERY_MS = 10 * SECOND;

/** One figure, asked for again and again. */
export class FigureShown {
  readonly #clock = new Clock();
  readonly #first: Shown;
  readonly #reader: Reader<Shown>;

  constructor(first: Shown, ticket: TicketHeld, end: () => void) {
    this.#first = first;
    this.#clock.hear(first.at);
    const heard = ({ at }: Shown, askedAt: number) =>
      this.#clock.hearAnswer({ serverAt: at, slack: EVERY_MS }, askedAt);
    const how = { every: EVERY_MS, patience: EVERY_MS, now: () => this.now, heard };
    this.#reader = new Reader(how, async (signal) => {
      const outcome = await ticket.ask(signal);
      if (!outcome.ok && isOver(outcome.problem)) end();
      return outcome;
    });
  }

  get shown(): Shown {
    return this.#reader.answer ?? this.#first;
  }
  /** The server's time. */
  get now(): number {
    return this.#clock.now;
  }
  /** The server did not answer the last question, or answers too late. */
  get isLost(): boolean {
    return this.#reader.problem !== null || this.#reader.isOld;
  }
}

export const openFigure = (shown: Shown, ticket: TicketHeld, end: () => void): FigureShown =>
  new FigureShown(shown, ticket, end);
