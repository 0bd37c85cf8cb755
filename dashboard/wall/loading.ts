import { LANGS, type Lang, SCENES, type Scene } from "#wire/live.ts";
import { type LoadedScene, type LoadedWords, loadLater, loadScene, loadWords } from "./scenes.ts";

/** All that a scene needs in one language. */
export interface Loaded extends LoadedScene, LoadedWords {}

/** Weights of the type that the scenes use. */
const WEIGHTS = [400, 500, 600];
/** A Thai letter and a Latin one: the two are separate files. */
const LETTERS = "ก0";

/** What has been loaded stays, so that a scene can be shown without a request. */
export class Loading {
  readonly #loaded = new Map<string, Loaded>();

  /** Null: it is not loaded yet. */
  get(scene: Scene, lang: Lang): Loaded | null {
    return this.#loaded.get(`${scene} ${lang}`) ?? null;
  }

  /** Throws what the import throws: the network is away, or the server has another build. */
  async load(scene: Scene, lang: Lang): Promise<Loaded> {
    const [its, words] = await Promise.all([loadScene(scene, lang), loadWords(lang)]);
    const loaded = { ...its, ...words };
    this.#loaded.set(`${scene} ${lang}`, loaded);
    return loaded;
  }

  /** Loads all that a named screen can be assigned, the wanted language first. Throws as `load` does. */
  async loadAll(lang: Lang): Promise<void> {
    await Promise.all(SCENES.map((scene) => this.load(scene, lang)));
    const others = LANGS.filter((other) => other !== lang);
    await Promise.all([
      ...others.flatMap((other) => SCENES.map((scene) => this.load(scene, other))),
      ...SCENES.map(loadLater),
      ...WEIGHTS.map((weight) => document.fonts.load(`${weight} 1rem "IBM Plex Sans Thai"`, LETTERS)),
    ]);
  }
}
