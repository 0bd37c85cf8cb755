import { refusalOfRight } from "../access/judge.ts";
import { openBehind } from "../figures/behind.ts";
import { METRICS } from "../figures/registry.ts";
import { openHttp } from "../http/http.ts";
import { openRefusals } from "../http/refusals.ts";
import { openUpgrades } from "../http/upgrades.ts";
import { openSparingLog } from "../log/sparing.ts";
import type { Reports } from "../reports/reports.ts";
import { openAnomalies } from "../targets/anomalies.ts";
import type { Admission } from "./admission.ts";
import type { Condition } from "./condition.ts";
import type { Intake } from "./intake.ts";
import type { Measures } from "./measures.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";
import type { Walls } from "./walls.ts";
import type { Web } from "./web.ts";

/** Where screens connect: the default of socket.io's clients. */
const SOCKET_PATH = "/socket.io/";

type Rooms = Storage & Parties & Measures & Web & Admission & Walls & Condition & Intake;
/** What the routes need beside them. */
type Others =
  | "alerts"
  | "annotations"
  | "deadMan"
  | "health"
  | "holidays"
  | "linkOf"
  | "log"
  | "mailbox"
  | "pairings"
  | "situations";

/** Joins the routes and the sockets to the web server, and listens. Resolves to the URL. */
export async function serve(
  { config, clock, log, onClose }: Opening,
  rooms: Rooms & Pick<Parameters<typeof openHttp>[0], Others> & { reports: Reports },
  dev: boolean,
): Promise<string> {
  const { store, http, certificate, live, figures, sla, targets, sources, isHoliday, proxies } = rooms;
  const { basePath, frameAncestors, retentionDays, accountKey } = config;
  const hosts = { bound: config.host, publicUrl: config.publicUrl, allowedHosts: config.allowedHosts };
  // Apart from the errors, so that whoever is refused a thousand paths hides none of them.
  const refusedLog = openSparingLog({ error: (fields, what) => log.info(fields, what) }, clock);
  onClose(refusedLog.close);
  const refusals = openRefusals(proxies, clock.ticks, refusedLog);
  http.server.on("upgrade", openUpgrades({ path: SOCKET_PATH, connect: live.connect, hosts, refusals, dev }));
  http.serve(
    openHttp({
      ...rooms,
      ...{ clock, basePath, frameAncestors, retentionDays, accountKey, hosts, refusals },
      behind: openBehind({ store, clock, figures }),
      anomalies: openAnomalies({ figures, clock, isHoliday }),
      lampsOf: sources.lamps,
      expectedOf: targets.expected,
      formulaOf: (metric) => METRICS.get(metric),
      metricOf: (id) => METRICS.get(id),
      mayWatch: (visitor) => refusalOfRight("watch", visitor) === null,
      certificateUntil: () => certificate?.until ?? null,
      sheetOf: rooms.reports.sheet,
      pagesOf: rooms.reports.pages,
      objectives: async () =>
        (await sla.rules()).versions.map(({ id, objective: { by, burn } }) => ({ id, by, burn })),
      reconciled: rooms.reconciliation.state,
      polls: { path: SOCKET_PATH, take: live.poll },
    }),
  );
  const port = await http.listen(config.port, config.host);
  onClose(http.stop);
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return `http${certificate ? "s" : ""}://${host}:${port}`;
}
