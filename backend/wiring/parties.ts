import { openAccess } from "../access/access.ts";
import { isLoopback } from "../http/hosts.ts";
import { Fault } from "../kit/fault.ts";
import { openSources } from "../sources/sources.ts";
import type { Opening } from "./opening.ts";
import type { Storage } from "./storage.ts";

/** Opens who may come: the sources that send, with the codes that they may name, and the people who sign in. */
export async function openParties(
  { config, clock, onTrouble }: Opening,
  { store }: Pick<Storage, "store">,
  changed: { sources: () => void; people: () => void },
) {
  const sources = openSources({ store, clock, onChanged: changed.sources });
  const access = openAccess({
    store,
    clock,
    dataDir: config.dataDir,
    keyFile: config.accessKeyFile,
    provider: config.provider,
    publicUrl: config.publicUrl,
    basePath: config.basePath,
    onChanged: changed.people,
    onTrouble,
  });
  if (!isLoopback(config.host) && !(await access.hasAdministrator()))
    throw new Fault(
      "configuration",
      `HOST is ${config.host}, and nobody administers this centre yet: whoever came first would. Run npm run admin-link, which makes an administrator, and start again; or start with HOST=127.0.0.1 and open the link that is printed`,
    );
  return { sources, access, codes: await sources.codes() };
}

export type Parties = Awaited<ReturnType<typeof openParties>>;
