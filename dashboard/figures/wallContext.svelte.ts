import { createContext } from "svelte";
import type { Figure } from "#wire/figures.ts";
import type { SceneAnnotation, SceneVerdict } from "#wire/sceneParts.ts";
import type { FigureKey, Scene, Scenery, VerdictKey } from "#wire/scenery.ts";
import { count } from "#writing/numbers.ts";
import { inThai } from "#writing/numerals.ts";
import type { Failures } from "../live/failures.ts";
import type { Reception } from "../live/reception.ts";
import { type Freshness, freshnessOf, isShown } from "./freshness.ts";
import { lookOf, targetOf } from "./judgement.ts";
import type { Words } from "./words.th.ts";

/** What the frame gives to a scene: the time, the scenery, and how to format. */
export interface WallSource {
  /** Epoch milliseconds; the server's time once `isServersTime`. */
  readonly now: number;
  readonly isServersTime: boolean;
  /** The scenery of the scene that is shown. */
  readonly reception: Reception;
  /** Words that several scenes share, in the screen's language and numerals. */
  readonly words: Words;
  readonly thaiDigits: boolean;
  /** Counts changes of scene and theme, so that canvases are redrawn. */
  readonly redraw: number;
  /** What could not be shown. */
  readonly failures: Failures;
}

/**
 * What every component of a scene can read. While its scene is hidden nothing here changes, so its readers do not
 * update; when it is shown again, all is current before the next paint.
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

  get failures(): Failures {
    return this.#source.failures;
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

  /** A bank as the trade writes it. */
  readonly bank = (code: string): string => {
    const { banks } = this.#reception();
    return Object.keys(banks).includes(code) ? banks[code]![this.words.lang] : code;
  };

  get scenery(): Scenery | null {
    return this.#reception().scenery;
  }

  /** What happened in the time of the scene's charts. */
  get annotations(): readonly SceneAnnotation[] {
    const { scenery } = this;
    return scenery && "annotations" in scenery ? scenery.annotations : [];
  }

  get words(): Words {
    return this.#words();
  }

  get redraw(): number {
    return this.#redraw();
  }

  /** Converts digits to the screen's numerals. */
  said(text: string): string {
    return this.#thaiDigits() ? inThai(text) : text;
  }

  /** The scenery of a scene; null while another scene is shown. */
  sceneryOf<S extends Scene>(scene: S): Scenery<S> | null {
    const { reception } = this;
    return reception.scene === scene ? (reception.scenery as Scenery<S> | null) : null;
  }

  figure(key: FigureKey): Figure | undefined {
    return this.scenery?.figures[key];
  }

  verdict(key: VerdictKey): SceneVerdict | undefined {
    return this.scenery?.verdicts[key];
  }

  /** The target in words; nothing where nothing is promised. */
  target(key: VerdictKey): string {
    const verdict = this.verdict(key);
    return verdict ? this.words.target(targetOf(verdict)) : "";
  }

  /** How many more may miss, by the window's end if that is known; nothing where it is not judged. */
  left(key: VerdictKey, unit: string): string {
    const verdict = this.verdict(key);
    if (!verdict?.left || lookOf(verdict) === "few") return "";
    const may = verdict.left.midnight ?? verdict.left.asked;
    return may < 0 ? this.words.left.over(count(-may), unit) : this.words.left.more(count(may), unit);
  }

  freshness(key: FigureKey): Freshness {
    return freshnessOf(this.figure(key), this.now, this.reception);
  }

  /** Is a figure in a table's row current? One bank may be silent while the others report. */
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
