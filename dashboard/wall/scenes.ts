import type { Component } from "svelte";
import type { Lang } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import type { Words as SharedWords } from "../figures/words.th.ts";
import type { Words as FrameWords } from "./words.th.ts";

/** A scene's code, and its words in one language. */
export interface LoadedScene {
  component: Component<{ words: object }>;
  words: object;
}

/** The words of the frame and those that several scenes share, in one language. */
export interface LoadedWords {
  frame: FrameWords;
  shared: SharedWords;
}

interface Room {
  component: () => Promise<{ default: Component<{ words: object }> }>;
  words: Record<Lang, () => Promise<{ words: object }>>;
  /** What the scene loads after its figures. */
  later?: () => Promise<unknown>;
}

/** The compiler checks that a scene takes the words of its own room, in both languages. */
function room<Words extends object>(
  component: () => Promise<{ default: Component<{ words: Words }> }>,
  words: Record<Lang, () => Promise<{ words: Words }>>,
  later?: () => Promise<unknown>,
): Room {
  // The frame passes a scene only its own words.
  const untyped = component as unknown as Room["component"];
  return later ? { component: untyped, words, later } : { component: untyped, words };
}

/** The one table of scenes: each is loaded when it is needed, in the language that is needed. */
const ROOMS: Record<Scene, Room> = {
  overview: room(() => import("../overview/Overview.svelte"), {
    th: () => import("../overview/words.th.ts"),
    en: () => import("../overview/words.en.ts"),
  }),
  calls: room(() => import("../calls/CallsScene.svelte"), {
    th: () => import("../calls/words.th.ts"),
    en: () => import("../calls/words.en.ts"),
  }),
  freezes: room(() => import("../freezes/FreezesScene.svelte"), {
    th: () => import("../freezes/words.th.ts"),
    en: () => import("../freezes/words.en.ts"),
  }),
  losses: room(
    () => import("../losses/LossesScene.svelte"),
    { th: () => import("../losses/words.th.ts"), en: () => import("../losses/words.en.ts") },
    async () => (await import("../losses/outlines.ts")).loadOutlines(),
  ),
  targets: room(() => import("../targets/TargetsScene.svelte"), {
    th: () => import("../targets/words.th.ts"),
    en: () => import("../targets/words.en.ts"),
  }),
  sla: room(() => import("../sla/SlaScene.svelte"), {
    th: () => import("../sla/words.th.ts"),
    en: () => import("../sla/words.en.ts"),
  }),
};

const FRAME: Record<Lang, () => Promise<{ words: FrameWords }>> = {
  th: () => import("./words.th.ts"),
  en: () => import("./words.en.ts"),
};
const SHARED: Record<Lang, () => Promise<{ words: SharedWords }>> = {
  th: () => import("../figures/words.th.ts"),
  en: () => import("../figures/words.en.ts"),
};

export async function loadScene(scene: Scene, lang: Lang): Promise<LoadedScene> {
  const { component, words } = ROOMS[scene];
  const [{ default: loaded }, its] = await Promise.all([component(), words[lang]()]);
  return { component: loaded, words: its.words };
}

export async function loadWords(lang: Lang): Promise<LoadedWords> {
  const [frame, shared] = await Promise.all([FRAME[lang](), SHARED[lang]()]);
  return { frame: frame.words, shared: shared.words };
}

/** Loads what a scene needs after its figures. */
export async function loadLater(scene: Scene): Promise<void> {
  await ROOMS[scene].later?.();
}
