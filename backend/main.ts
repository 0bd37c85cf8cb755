import type { Logger } from "pino";
import { EVENT_TYPES } from "#wire/events.ts";
import type { Access } from "./access/access.ts";
import { requireCodes } from "./access/scopes.ts";
import type { Alerts } from "./alerts/alerts.ts";
import { openDeadMan } from "./alerts/deadMan.ts";
import type { Config } from "./config.ts";
import type { Displays } from "./displays/displays.ts";
import { openPairings } from "./displays/pairing.ts";
import { openHealth } from "./health/health.ts";
import { readHolidays } from "./holidays/holidays.ts";
import { paceKeyOf } from "./http/client.ts";
import type { Clock } from "./kit/clock.ts";
import { openClosers } from "./kit/closers.ts";
import { bankNames } from "./live/asking.ts";
import { openSituations } from "./live/situation.ts";
import { openSparingLog } from "./log/sparing.ts";
import type { Mailbox } from "./mailbox/mailbox.ts";
import { addressOf } from "./reports/figuresPage.ts";
import type { Sources } from "./sources/sources.ts";
import type { Notification } from "./store/notification.ts";
import type { Store } from "./store/store.ts";
import { openAnnotations } from "./targets/annotations.ts";
import { openAdmission } from "./wiring/admission.ts";
import { openAlerting } from "./wiring/alerting.ts";
import { openCondition } from "./wiring/condition.ts";
import { openIntake } from "./wiring/intake.ts";
import { openMeasures } from "./wiring/measures.ts";
import type { Opening } from "./wiring/opening.ts";
import { hearingOthers } from "./wiring/otherBackends.ts";
import { openParties } from "./wiring/parties.ts";
import { openReporting } from "./wiring/reporting.ts";
import { openCommon, openScenery } from "./wiring/scenery.ts";
import { serve } from "./wiring/serve.ts";
import { openStorage } from "./wiring/storage.ts";
import { openWalls } from "./wiring/walls.ts";
import { openWeb } from "./wiring/web.ts";

export interface WarRoom {
  url: string;
  /** The key of the first source; only on the first start of an empty centre. */
  firstKey: string | null;
  /** The token of the link to the first administrator; null: there is one. */
  firstLink: string | null;
  /** With what the visitor of a demo signs in; null: it is no demo. */
  demoToken: string | null;
  access: Access;
  store: Store;
  sources: Sources;
  displays: Displays;
  alerts: Alerts;
  close(): Promise<void>;
}

/**
 * Starts the whole program, in one straight line on purpose: each step needs those above it, and closing runs in
 * reverse order. A step reaches a later one only through a function, which nobody calls before both are open. Tests
 * start this same function, on port 0 and with a temporary folder.
 */
export async function openWarRoom(options: {
  config: Config;
  clock: Clock;
  log: Logger;
  /** Serve the dashboard from its sources, with hot reload. */
  dev?: boolean;
  /** The simulator will send the events: do not create a first source. */
  played?: boolean;
  /** Where a demo's messages end. */
  mailbox?: Pick<Mailbox, "rows" | "file"> | undefined;
}): Promise<WarRoom> {
  const { config, clock, dev = false, played = false, mailbox = null } = options;
  const log = openSparingLog(options.log, clock);
  const onTrouble = (what: string, error?: unknown) => log.error({ err: error }, what);
  const { add: onClose, close } = openClosers();
  onClose(log.close);
  const opening: Opening = { config, clock, log: options.log, onTrouble, onClose };
  try {
    const holidays = readHolidays(config.holidaysFile);
    const storage = await openStorage(opening, () => condition.timekeeping.warnings().length === 0);
    const { store, others } = storage;
    /** It was changed who may watch: this backend looks again, and the others are told to. */
    const recheck = (said: Partial<Notification>) => {
      live.recheck();
      others.send(said);
    };
    const parties = await openParties(opening, storage, {
      sources: () => recheck({ sources: true }),
      people() {
        embeds.forget();
        recheck({ people: true });
      },
    });
    const { sources, access, codes } = parties;
    const measures = openMeasures(opening, { ...storage, ...parties }, holidays);
    const { figures, sla, targets } = measures;
    const web = await openWeb(opening, dev);
    const admission = await openAdmission(
      opening,
      { ...storage, ...parties, ...measures, ...web },
      {
        isDemo: played,
        watching: () => live.embedded(),
        changed: { displays: () => recheck({ displays: true }), embeds: () => recheck({ embeds: true }) },
      },
    );
    const { displays, embeds, isSecure, demoToken } = admission;

    const onAnnotated = () => others.send({ targets: true });
    const annotations = openAnnotations({ store, clock, codes, onChanged: onAnnotated });
    if (config.provider) requireCodes(config.provider.grants, codes);

    const walls = openWalls(
      opening,
      { ...storage, ...parties, ...web, ...admission },
      { compose: (...asked) => compose(...asked), calling: () => alerts.calling() },
    );
    const { live, screens } = walls;
    const firstKey = played ? null : await sources.bootstrap(EVENT_TYPES, config.bootstrapSourceKey);
    const firstLink = played ? null : await access.links.forFirst();
    const pairings = openPairings({
      ...{ store, clock, isSecure, displays },
      networkOf: paceKeyOf,
      plan: screens.plan,
      onPlanned: screens.planned,
    });
    const condition = await openCondition(opening, { ...storage, ...parties, ...walls });
    /** What it listens on, once it does. */
    let listening: string | null = null;
    /** The link of a message to one of our pages: outside this machine it works only with PUBLIC_URL. */
    const linkTo = (page: string) =>
      new URL(config.publicUrl ?? listening ?? "http://localhost").origin + config.basePath + page;
    /** Walls show at once what became of an alert, and sound or fall silent. */
    const showAlerts = () => {
      live.changed(new Map([["alerts", [clock.now()]]]));
      live.reassign();
    };
    const alerts = openAlerting(
      opening,
      { ...storage, ...parties, ...measures, ...condition },
      {
        ...{ holidays, annotations, linkTo, mailbox },
        reportMail: (run, to, isRepeated) => reports.schedules.mailOf(run, to, isRepeated),
        onChanged() {
          showAlerts();
          others.send({ alerts: true });
        },
      },
    );
    const compose = openScenery({
      ...{ figures, clock, sla, targets, annotations, sources, codes },
      warnings: condition.warnings,
      strip: alerts.strip,
    });
    const situations = openSituations({
      ...{ clock, banks: bankNames(codes) },
      common: openCommon({
        figures,
        sla,
        targets,
        sources,
        warnings: condition.warnings,
        strip: alerts.strip,
      }),
      alerts: () => alerts.open(),
      rules: () => alerts.rules(),
    });
    const deadMan =
      config.deadMan && openDeadMan({ ...config.deadMan, clock, audit: alerts.health, onTrouble });
    if (deadMan) onClose(deadMan.close);

    const intake = openIntake(opening, storage, {
      onUncertain() {
        figures.changed(null);
        targets.changed(null);
      },
      onCommitted(changed) {
        figures.changed(changed);
        targets.changed(changed);
        live.changed(changed);
        alerts.changed();
        others.send({ changed });
      },
    });
    const reports = openReporting(
      opening,
      { ...storage, ...parties, ...measures },
      { holidays, annotations, alerts, linkTo },
    );

    await others.listen(
      hearingOthers({
        ...{ sources, access, sla, targets, annotations, displays, embeds, screens },
        ...{ alerts, live, showAlerts },
      }),
    );
    const health = openHealth({ clock, store });
    onClose(health.close);
    const url = await serve(
      opening,
      {
        ...{ ...storage, ...parties, ...measures, ...web, ...admission, ...walls, ...condition, ...intake },
        ...{ holidays, annotations, pairings, situations, alerts, reports, health, mailbox, log },
        linkOf: (asked) => linkTo(addressOf(asked)),
        deadMan: () => deadMan?.state() ?? null,
      },
      dev,
    );
    listening = url;
    return { url, firstKey, firstLink, demoToken, access, store, sources, displays, alerts, close };
  } catch (error) {
    // What failed first is what a person must know.
    await close().catch((failure) => onTrouble("it could not be closed cleanly", failure));
    throw error;
  }
}
