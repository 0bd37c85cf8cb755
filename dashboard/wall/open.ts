import { mount } from "svelte";
import { addressOf } from "../api/base.ts";
import { Failures } from "../live/failures.ts";
import { readAddress } from "./address.ts";
import { Loading } from "./loading.ts";
import { rememberedLook } from "./remembered.ts";
import { loadWords } from "./scenes.ts";
import { keepAllowed, type Who, whoIsThis } from "./who.ts";

/** Opens the wall that an address asks for. Everything for its first picture is loaded in parallel. */
export async function open(url: URL): Promise<void> {
  const failures = listenForErrors();
  const asked = readAddress(url);
  const asking = whoIsThis();
  const named = asked.isDisplay ? await nameOf(asking) : asked;
  const address = { ...asked, ...named, ...(named.screen === null ? {} : rememberedLook(named.screen)) };
  const { screen, scene, lang, theme } = address;
  const loading = new Loading();
  const [who, { default: Root }, { SceneSwitch }, words] = await Promise.all([
    asking,
    import("./Root.svelte"),
    import("./sceneSwitch.svelte.ts"),
    loadWords(lang),
    screen === null && !asked.isDisplay ? loading.load(scene, lang) : null,
  ]);
  if ((asked.isDisplay || who?.mayWatch === false) && !who?.screen) {
    const { openPairing } = await import("../pairing/open.ts");
    return openPairing(lang, theme);
  }
  document.documentElement.lang = lang;
  document.documentElement.dataset.theme = theme;
  document.title = words.frame.centre;
  const from = new SceneSwitch(address, loading, words, failures);
  try {
    mount(Root, { target: document.body, props: { from, isStill: address.still } });
  } catch (error) {
    failures.add("frame", error);
    throw error;
  }
  if (who) keepAllowed(who.screen, from.connection);
  // Not awaited: the wall stands, whatever becomes of it.
  if (import.meta.env.PROD) void keepWaitingPage();
}

/** Which screen a paired browser is; without an answer the page is loaded again. */
async function nameOf(asking: Promise<Who | null>): Promise<{ screen: string | null }> {
  const who = await asking;
  if (!who) throw new Error("the server does not say which screen this is");
  return { screen: who.screen };
}

/** Errors outside of all parts: in timers, promises and what is heard from the browser. */
function listenForErrors(): Failures {
  const failures = new Failures();
  // Without an error it is a notice of the browser, such as of a loop of a ResizeObserver, which it has resolved.
  addEventListener("error", ({ error }) => error && failures.addPassing("page", error));
  addEventListener("unhandledrejection", ({ reason }) => failures.addPassing("page", reason));
  return failures;
}

/** Browsers allow it over HTTPS and on the server's own machine only. */
async function keepWaitingPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(addressOf("/worker.js")).catch(() => {});
}
