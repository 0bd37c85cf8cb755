import { refusalOfRight } from "../access/judge.ts";
import { networkOf } from "../http/client.ts";
import { doerOf } from "../http/doer.ts";
import { bankNames } from "../live/asking.ts";
import { openLive } from "../live/live.ts";
import type { Compose } from "../live/sceneRoom.ts";
import { openScreens } from "../screens/screens.ts";
import type { Admission } from "./admission.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";
import type { Web } from "./web.ts";

/** Opens what walls are sent, and what each named screen has to show. */
export function openWalls(
  { clock, onTrouble, onClose }: Opening,
  rooms: Storage & Parties & Web & Admission,
  needs: { compose: Compose; calling: Parameters<typeof openScreens>[0]["calling"] },
) {
  const { store, others, pages, displays, proxies, guard } = rooms;
  const live = openLive({
    clock,
    build: pages.build,
    banks: bankNames(rooms.codes),
    onTrouble,
    assign: (names) => screens.assign(names),
    displayOf: ({ headers }) => displays.recall(headers.cookie),
    async partyOf(request) {
      const known = await guard.knownBy(request);
      if (known !== null) return { standing: "known", key: known };
      const embed = guard.embedNear(request);
      if (embed !== null) return { standing: "embed", key: embed };
      return { standing: "stranger", key: networkOf(request, proxies) };
    },
    watcherOf: guard.watcherOf,
    refusalOf: refusalOfRight,
    // At a display it is whoever stands before it, which is all that is known.
    acknowledge: (name, upTo, by) => screens.acknowledge(name, upTo, doerOf(by, null)),
    compose: needs.compose,
  });
  onClose(live.close);
  const screens = openScreens({
    store,
    clock,
    calling: needs.calling,
    onChanged() {
      live.reassign();
      others.send({ screens: true });
    },
    follow: (run, name, to) => displays.follow(run, name, to),
    onRenamed: () => displays.changed(),
  });
  return { live, screens };
}

export type Walls = ReturnType<typeof openWalls>;
