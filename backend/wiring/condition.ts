import type { Warning } from "#wire/sceneParts.ts";
import { mendAlerts } from "../alerts/judgeQueries.ts";
import { mendRuns } from "../reports/scheduleQueries.ts";
import { withConnections } from "../screens/assignment.ts";
import { openWatching } from "../screens/watching.ts";
import { spaceWarnings } from "../store/space.ts";
import { openTimekeeping } from "../timekeeping/timekeeping.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";
import type { Walls } from "./walls.ts";

/** Opens what says how the centre itself is: its clock, its warnings, and the screens of all backends. */
export async function openCondition(
  { clock, onTrouble, onClose }: Opening,
  { store, reconciliation, sources, live, screens }: Storage & Parties & Walls,
) {
  const timekeeping = await openTimekeeping({
    store,
    clock,
    mend: (now) =>
      Promise.all([
        ...[sources.mend(now), screens.mend(now)],
        ...[mendAlerts(store.run, now), mendRuns(store.run, now)],
      ]),
    onTrouble,
  });
  onClose(timekeeping.close);
  const warnings = (): Warning[] => [
    ...spaceWarnings(store.space()),
    ...reconciliation.warnings(),
    ...timekeeping.warnings(),
  ];
  const watching = openWatching({ store, clock, own: live.watching });
  onClose(watching.close);
  const allScreens = async () =>
    withConnections(await screens.list(), await watching.list(), clock.now(), warnings());
  return { timekeeping, warnings, watching, allScreens };
}

export type Condition = Awaited<ReturnType<typeof openCondition>>;
