import { createContext } from "svelte";
import type { Figure } from "#wire/figures.ts";
import type { FigureKey, Scene, Scenery } from "#wire/live.ts";
import { inThai, wordsInThai } from "#writing/numerals.ts";
import type { Connection } from "../live/connection.svelte.ts";
import type { Reception } from "../live/reception.ts";
import type { Alarm } from "../wall/alarm.svelte.ts";
import { type Freshness, freshnessOf, isShown } from "./freshness.ts";
import type { Words } from "./words.ts";

/** What every part of a wall can ask: the words, the moment, and the figures with how fresh they are. */
export class WallContext {
  readonly words: Words;
  /** Writes what is made of digits in the numerals that the screen was asked for. */
  readonly said: (text: string) => string;
  readonly alarm: Alarm;
  readonly #connection: Connection;

  constructor(connection: Connection, alarm: Alarm, words: Words, isThai: boolean) {
    this.#connection = connection;
    this.alarm = alarm;
    this.said = isThai ? inThai : (text) => text;
    this.words = isThai ? wordsInThai(words) : words;
  }

  get now(): number {
    return this.#connection.clock.now;
  }

  /** Is `now` the server's time, or only this screen's? */
  get isServersTime(): boolean {
    return this.#connection.clock.isServers;
  }

  get reception(): Reception {
    return this.#connection.current;
  }

  get scenery(): Scenery | null {
    return this.#connection.current.scenery;
  }

  /** What a scene shows; null while another one is shown. */
  sceneryOf<S extends Scene>(scene: S): Scenery<S> | null {
    const { current } = this.#connection;
    return current.scene === scene ? (current.scenery as Scenery<S>) : null;
  }

  figure(key: FigureKey): Figure | undefined {
    return this.scenery?.figures[key];
  }

  freshness(key: FigureKey): Freshness {
    return freshnessOf(this.figure(key), this.now, this.reception);
  }

  /** Can a figure of a table's row be taken for the present? A bank may be silent while the others speak. */
  readonly isCurrent = (figure: Figure): boolean => isShown(freshnessOf(figure, this.now, this.reception));
}

export const [wallContext, setWallContext] = createContext<WallContext>();
