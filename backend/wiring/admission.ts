import { openDisplays } from "../displays/displays.ts";
import { openEmbeds } from "../embeds/embeds.ts";
import { proxiesOf } from "../http/client.ts";
import { openGuard } from "../http/guard.ts";
import type { Measures } from "./measures.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";
import type { Web } from "./web.ts";

/** Opens what lets a request in: the displays and embeds that may watch, and the guard, which knows all who ask. */
export async function openAdmission(
  { config, clock, onTrouble }: Opening,
  rooms: Storage & Parties & Measures & Web,
  options: {
    /** The centre is a demo, into which its visitor signs in with a token. */
    isDemo: boolean;
    /** How many embeds watch now. */
    watching: () => number;
    changed: { displays: () => void; embeds: () => void };
  },
) {
  const { store, sources, access, figures, certificate } = rooms;
  const isSecure = config.publicUrl?.startsWith("https:") ?? certificate != null;
  const displays = await openDisplays({ store, clock, isSecure, onChanged: options.changed.displays });
  const embeds = openEmbeds({
    store,
    clock,
    onTrouble,
    sign: access.sign,
    watching: options.watching,
    read: (scope, deed) => figures.read(scope, { class: "pages" }, deed),
    onChanged: options.changed.embeds,
  });
  const demoToken = options.isDemo ? access.demoToken() : null;
  const proxies = proxiesOf(config.trustedProxies);
  const guard = openGuard({
    sources,
    access,
    displays,
    embeds,
    clock,
    ways: { publicUrl: config.publicUrl, proxies },
    demoToken,
  });
  return { isSecure, displays, embeds, demoToken, proxies, guard };
}

export type Admission = Awaited<ReturnType<typeof openAdmission>>;
