import type { Holidays } from "#calendar/holidays.ts";
import { readerRightsOf, reportRightsOf } from "../access/judge.ts";
import type { Alerts } from "../alerts/alerts.ts";
import { METRICS } from "../figures/registry.ts";
import { openReports, type Reports } from "../reports/reports.ts";
import type { Annotations } from "../targets/annotations.ts";
import { judgesOf } from "./judges.ts";
import type { Measures } from "./measures.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";

/** Opens the reports: they are composed from the figures, and sent by the outbox of the alerts. */
export function openReporting(
  { config, clock, onTrouble, onClose }: Opening,
  { store, access, codes, figures, sla, targets, isHoliday }: Storage & Parties & Measures,
  needs: {
    holidays: Holidays;
    annotations: Annotations;
    alerts: Alerts;
    linkTo: (page: string) => string;
  },
): Reports {
  const { holidays, annotations, alerts, linkTo } = needs;
  const instead = "ask for a shorter period or fewer sections";
  const reports = openReports({
    store,
    clock,
    dataDir: config.dataDir,
    words: { codes, metrics: METRICS, holidays },
    // What is asked about the past gives way to what is asked about the present.
    read: (scope, asOf, signal, deed) =>
      asOf === null
        ? figures.readPresent(scope, signal, deed)
        : figures.readPast(scope, asOf, { signal, instead }, deed),
    recount: (scope, asOf, signal, deed) =>
      figures.readPast(scope, asOf, { signal, instead, isRecount: true }, deed),
    noted: annotations.list,
    judges: judgesOf({ sla, targets }),
    linkTo,
    sending: {
      rightsOf: async (id) => reportRightsOf(await access.people.list(), id, clock.now()),
      readerOf: async (address) => readerRightsOf(await access.people.list(), address, clock.now()),
      isHoliday,
      canMail: config.mail !== null,
      mail: alerts.mailReport,
      mails: alerts.reportMails,
      onTrouble,
    },
  });
  onClose(reports.close);
  return reports;
}
