import { LANGS, type Lang } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import { type LoadedScene, type LoadedWords, loadLater, loadScene, loadWords } from "./scenes.ts";

/** Everything that a scene needs in one language. */
export interface Loaded extends LoadedScene, LoadedWords {}

/** Weights of the type that the scenes use. */
const WEIGHTS = [400, 500, 600];
/** A Thai and a Latin letter: their fonts are separate files. */
const LETTERS = "ก0";

/** Keeps what was loaded, so that a scene can be shown without a request. */
export class Loading {
  readonly #loaded = new Map<string, Loaded>();

  /** Null: not loaded yet. */
  get(scene: Scene, lang: Lang): Loaded | null {
    return this.#loaded.get(`${scene} ${lang}`) ?? null;
  }

  /** Throws as the import does: the network is down, or the server has another build. */
  async load(scene: Scene, lang: Lang): Promise<Loaded> {
    const [its, words] = await Promise.all([loadScene(scene, lang), loadWords(lang)]);
    const loaded = { ...its, ...words };
    this.#loaded.set(`${scene} ${lang}`, loaded);
    return loaded;
  }

  /** Loads every scene in every language, the current language first. Throws as `load` does. */
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
