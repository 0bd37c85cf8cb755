import type { Component } from "svelte";
import type { Lang } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import { wordsInThai } from "#writing/numerals.ts";
import type { WallSource } from "../figures/wallContext.svelte.ts";
import { ownBuild } from "../live/build.ts";
import { type Connection, openConnection } from "../live/connection.svelte.ts";
import type { Failures } from "../live/failures.ts";
import { NOTHING, type Reception } from "../live/reception.ts";
import { reloadIfServed, servedBuild } from "../live/served.ts";
import type { WallAddress } from "./address.ts";
import type { Loaded, Loading } from "./loading.ts";
import { type Look, rememberLook } from "./remembered.ts";
import type { LoadedWords } from "./scenes.ts";

/** Milliseconds until a failed load is tried again: a restarting server is back by then. */
const RETRY_MS = 5_000;
/** A load that failed so often does not succeed any more: some browsers remember a failed import. */
const RETRIES = 3;

/** The words, and how to format. */
interface Wording extends LoadedWords {
  lang: Lang;
  thaiDigits: boolean;
}

/** A scene that has been shown. It stays in the document, because a removed tree may leak. */
export interface Mounted {
  scene: Scene;
  component: Component<{ words: object }>;
}

/**
 * The scene that the wall shows. The old one stays unchanged until the snapshot, code and words of the next one are
 * there; then scene, language, numerals and theme change together, before the next paint.
 */
export class SceneSwitch implements WallSource {
  readonly connection: Connection;
  /** Null: a named screen that has no assignment yet. */
  scene = $state.raw<Scene | null>(null);
  mounted = $state.raw<readonly Mounted[]>([]);
  redraw = $state(0);
  readonly failures: Failures;
  /** What the scene that is shown has drawn last. */
  #drawn: Reception = NOTHING;
  #wording = $state.raw() as Wording;
  readonly #loading: Loading;
  readonly #screen: string | null;
  readonly #address: Look;
  #isRetrying = false;
  #failures = 0;
  #last: Reception = NOTHING;
  readonly #reception = $derived.by(() => {
    const { current } = this.connection;
    const isItsOwn = this.scene === null || current.scene === this.scene || current.scenery === null;
    if (isItsOwn) this.#last = current;
    // The server already sends the next scene and nothing more for this one.
    else if (current.link === "lost" && this.#last.link === "live")
      this.#last = { ...this.#last, link: "lost" };
    return this.#last;
  });
  readonly #shared = $derived(this.#inNumerals(this.#wording.shared));
  readonly #frame = $derived(this.#inNumerals(this.#wording.frame));

  /** @param ticket gives what opens each socket of an embed; absent: a cookie does */
  constructor(
    address: WallAddress,
    loading: Loading,
    words: LoadedWords,
    failures: Failures,
    ticket?: () => Promise<string | null>,
  ) {
    this.#loading = loading;
    this.failures = failures;
    this.#screen = address.screen;
    this.#address = address;
    this.#wording = { ...words, lang: address.lang, thaiDigits: address.thaiDigits };
    this.connection = openConnection({
      scene: address.screen === null ? address.scene : null,
      screen: address.screen,
      build: ownBuild(document),
      drawn: () => this.#drawn,
      ticket,
      failures,
      onTold: () => this.#advance(),
    });
    if (address.screen === null) this.#show(address, loading.get(address.scene, address.lang)!);
    else this.#loadAhead();
  }

  get now(): number {
    return this.connection.clock.now;
  }

  get isServersTime(): boolean {
    return this.connection.clock.isServers;
  }

  get reception(): Reception {
    return this.#reception;
  }

  get words() {
    return this.#shared;
  }

  get frameWords() {
    return this.#frame;
  }

  get thaiDigits(): boolean {
    return this.#wording.thaiDigits;
  }

  /** A scene's words, in the current language and numerals. */
  wordsOf(scene: Scene): object {
    return this.#inNumerals(this.#loading.get(scene, this.#wording.lang)!.words);
  }

  /** The scene that is shown has drawn all of it, but for parts that failed; until the returned function is called. */
  drew(reception: Reception): () => void {
    this.#drawn = reception;
    return () => {
      if (this.#drawn === reception) this.#drawn = NOTHING;
    };
  }

  /** Shows the assigned scene as soon as all of it is there. */
  #advance(): void {
    const { assignment, current } = this.connection;
    if (current.scenery === null) return;
    // A server of an older build answers with the overview when it does not know the scene of the address.
    const wanted = this.#screen === null ? { ...this.#address, scene: current.scene } : assignment;
    if (!wanted || current.scene !== wanted.scene) return;
    const loaded = this.#loading.get(wanted.scene, wanted.lang);
    if (loaded) this.#show(wanted, loaded);
    else this.#load(wanted);
  }

  #show(wanted: Look & { scene: Scene }, loaded: Loaded): void {
    const { scene, lang, theme, thaiDigits } = wanted;
    const wording = this.#wording;
    const { dataset } = document.documentElement;
    const isSame =
      scene === this.scene &&
      lang === wording.lang &&
      thaiDigits === wording.thaiDigits &&
      theme === dataset.theme;
    if (isSame) return;
    if (this.#screen !== null) rememberLook(this.#screen, wanted);
    dataset.theme = theme;
    document.documentElement.lang = lang;
    document.title = loaded.frame.centre;
    const { component, frame, shared } = loaded;
    if (!this.mounted.some((each) => each.scene === scene))
      this.mounted = [...this.mounted, { scene, component }];
    this.#wording = { lang, thaiDigits, frame, shared };
    this.scene = scene;
    this.redraw++;
  }

  #load({ scene, lang }: Look & { scene: Scene }): void {
    this.#loading.load(scene, lang).then(
      () => this.#loaded(),
      () => this.#retry(() => this.#advance()),
    );
  }

  /** With all scenes loaded, a turn of the rotation needs no request. */
  #loadAhead(): void {
    this.#loading.loadAll(this.#wording.lang).then(
      () => this.#loaded(),
      () => this.#retry(() => this.#loadAhead()),
    );
  }

  #loaded(): void {
    this.#failures = 0;
    this.#advance();
  }

  /** The page is loaded again if that helps: not while its code comes from a server of another build. */
  #retry(again: () => void): void {
    if (this.#isRetrying) return;
    this.#isRetrying = true;
    this.#failures++;
    setTimeout(async () => {
      this.#isRetrying = false;
      if (this.#failures > RETRIES && (await servedBuild()) === ownBuild(document)) await reloadIfServed();
      again();
    }, RETRY_MS);
  }

  #inNumerals<Words>(words: Words): Words {
    return this.#wording.thaiDigits ? wordsInThai(words) : words;
  }
}
