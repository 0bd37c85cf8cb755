import { mount } from "svelte";
import { SECOND } from "#calendar/units.ts";
import type { Scene } from "#wire/scenery.ts";
import { Failures } from "../live/failures.ts";
import { Loading } from "../wall/loading.ts";
import { SceneSwitch } from "../wall/sceneSwitch.svelte.ts";
import { loadWords } from "../wall/scenes.ts";
import { isOver, type Shown, type TicketHeld } from "./ticket.ts";

/** While it is not connected, it may be over. */
const ASK_MS = 30 * SECOND;

/** Shows one scene as the wall does, without drift and dimming. */
export async function openScene(
  { scene, lang, theme, thaiDigits }: Shown & { scene: Scene },
  ticket: TicketHeld,
  end: () => void,
): Promise<void> {
  const loading = new Loading();
  // Loaded as the wall loads it, so that both have it from one file.
  const [words, { default: Root }] = await Promise.all([
    loadWords(lang),
    import("../wall/Root.svelte"),
    loading.load(scene, lang),
  ]);
  const address = { scene, lang, theme, thaiDigits, screen: null, isDisplay: false, still: true };
  const from = new SceneSwitch(address, loading, words, new Failures(), ticket.forSocket);
  mount(Root, { target: document.body, props: { from, isStill: true } });
  const { connection } = from;
  async function look() {
    const asked = await ticket.ask();
    if (!asked.ok && isOver(asked.problem)) end();
  }
  connection.onEnded = look;
  setInterval(() => {
    if (!connection.isConnected) void look();
  }, ASK_MS);
}
