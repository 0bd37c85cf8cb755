import { createContext } from "svelte";
import type { Figure } from "#wire/figures.ts";
import type { FigureKey, Scene, Scenery } from "#wire/live.ts";
import { inThai } from "#writing/numerals.ts";
import type { Reception } from "../live/reception.ts";
import { type Freshness, freshnessOf, isShown } from "./freshness.ts";
import type { Words } from "./words.th.ts";

/** What the frame gives to what it shows: the moment, what the server sent for the scene, and how to write. */
export interface WallSource {
  /** Epoch milliseconds; the server's time once `isServersTime`. */
  readonly now: number;
  readonly isServersTime: boolean;
  /** Of the scene that is shown. */
  readonly reception: Reception;
  /** What several scenes say, in the language and the numerals of the screen. */
  readonly words: Words;
  readonly thaiDigits: boolean;
  /** Counts the changes of scene and theme: what is drawn by hand is drawn anew. */
  readonly redraw: number;
}

/**
 * What every part of a scene can ask. While its scene is hidden nothing in here changes, so nothing that reads it
 * updates; shown again, all of it is of now before the next frame is painted.
 */
export class WallContext {
  readonly #source: WallSource;
  readonly #isShown: () => boolean;
  readonly #now: () => number;
  readonly #reception: () => Reception;
  readonly #words: () => Words;
  readonly #thaiDigits: () => boolean;
  readonly #redraw: () => number;

  constructor(source: WallSource, isSceneShown: () => boolean) {
    this.#source = source;
    this.#isShown = isSceneShown;
    this.#now = this.#whileShown(() => source.now);
    this.#reception = this.#whileShown(() => source.reception);
    this.#words = this.#whileShown(() => source.words);
    this.#thaiDigits = this.#whileShown(() => source.thaiDigits);
    this.#redraw = this.#whileShown(() => source.redraw);
  }

  get now(): number {
    return this.#now();
  }

  /** Is `now` the server's time, or only this screen's? */
  get isServersTime(): boolean {
    return this.#source.isServersTime;
  }

  get reception(): Reception {
    return this.#reception();
  }

  get scenery(): Scenery | null {
    return this.#reception().scenery;
  }

  get words(): Words {
    return this.#words();
  }

  get redraw(): number {
    return this.#redraw();
  }

  /** Writes what is made of digits in the numerals of the screen. */
  said(text: string): string {
    return this.#thaiDigits() ? inThai(text) : text;
  }

  /** What a scene shows; null while another one is shown. */
  sceneryOf<S extends Scene>(scene: S): Scenery<S> | null {
    const { reception } = this;
    return reception.scene === scene ? (reception.scenery as Scenery<S> | null) : null;
  }

  figure(key: FigureKey): Figure | undefined {
    return this.scenery?.figures[key];
  }

  freshness(key: FigureKey): Freshness {
    return freshnessOf(this.figure(key), this.now, this.reception);
  }

  /** Can a figure of a table's row be taken for the present? A bank may be silent while the others speak. */
  readonly isCurrent = (figure: Figure): boolean => isShown(freshnessOf(figure, this.now, this.reception));

  #whileShown<T>(read: () => T): () => T {
    let last: T | undefined;
    const value = $derived.by(() => {
      if (this.#isShown() || last === undefined) last = read();
      return last;
    });
    return () => value;
  }
}

export const [wallContext, setWallContext] = createContext<WallContext>();
