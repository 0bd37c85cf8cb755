import { mount } from "svelte";
import { readAddress } from "./address.ts";
import { Loading } from "./loading.ts";
import { rememberedLook } from "./remembered.ts";
import { loadWords } from "./scenes.ts";

/** Opens the wall that an address asks for. Everything for its first picture is loaded in parallel. */
export async function open(url: URL): Promise<void> {
  const asked = readAddress(url);
  const address = { ...asked, ...(asked.screen === null ? {} : rememberedLook(asked.screen)) };
  const { screen, scene, lang, theme } = address;
  const loading = new Loading();
  const [{ default: Wall }, { SceneSwitch }, words] = await Promise.all([
    import("./Wall.svelte"),
    import("./sceneSwitch.svelte.ts"),
    loadWords(lang),
    screen === null ? loading.load(scene, lang) : null,
  ]);
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = words.frame.centre;
  mount(Wall, {
    target: document.body,
    props: { from: new SceneSwitch(address, loading, words), isStill: address.still },
  });
  if (import.meta.env.PROD) await keepWaitingPage();
}

/** Browsers allow it over HTTPS and on the server's own machine only. */
async function keepWaitingPage(): Promise<void> {
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/worker.js").catch(() => {});
}
