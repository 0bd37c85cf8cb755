import { join } from "node:path";
import type { Logger } from "pino";
import { EVERYTHING } from "#wire/access.ts";
import { EVENT_TYPES } from "#wire/events.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { type Access, openAccess } from "./access/access.ts";
import { readerRightsOf, refusalOfRight, reportRightsOf } from "./access/judge.ts";
import { requireCodes } from "./access/scopes.ts";
import { type Alerts, openAlerts } from "./alerts/alerts.ts";
import { openDeadMan } from "./alerts/deadMan.ts";
import { mendAlerts } from "./alerts/judgeQueries.ts";
import { openMail } from "./alerts/mail.ts";
import { askedOf, type FigureOf } from "./alerts/picture.ts";
import { openPicturing } from "./alerts/picturing.ts";
import type { NameOf } from "./alerts/texts.ts";
import { contactOf, openVapid, SEED_BYTES } from "./alerts/vapid.ts";
import { networksOf } from "./alerts/webhook.ts";
import { openAudit } from "./audit/audit.ts";
import { root } from "./build/root.ts";
import type { Config } from "./config.ts";
import { type Displays, openDisplays } from "./displays/displays.ts";
import { openPairings } from "./displays/pairing.ts";
import { openEmbeds } from "./embeds/embeds.ts";
import { openBehind } from "./figures/behind.ts";
import { openFigures } from "./figures/figures.ts";
import { METRICS } from "./figures/registry.ts";
import { openHealth } from "./health/health.ts";
import { readHolidays } from "./holidays/holidays.ts";
import { openCertificate } from "./http/certificate.ts";
import { networkOf, paceKeyOf, proxiesOf } from "./http/client.ts";
import { doerOf } from "./http/doer.ts";
import { openGuard } from "./http/guard.ts";
import { isLoopback } from "./http/hosts.ts";
import { openHttp } from "./http/http.ts";
import { openPages, type Pages } from "./http/pages.ts";
import { openRefusals } from "./http/refusals.ts";
import { LIMITS, openServer } from "./http/server.ts";
import { openUpgrades } from "./http/upgrades.ts";
import { openIngest } from "./ingest/ingest.ts";
import { openQuarantine } from "./ingest/quarantine.ts";
import { judgesOf } from "./judges.ts";
import type { Clock } from "./kit/clock.ts";
import { openClosers } from "./kit/closers.ts";
import { Fault } from "./kit/fault.ts";
import { bankNames } from "./live/asking.ts";
import { openLive } from "./live/live.ts";
import { openSparingLog } from "./log/sparing.ts";
import { openLook } from "./look.ts";
import { lookBackOf } from "./lookBack.ts";
import type { Mailbox } from "./mailbox/mailbox.ts";
import { hearingOthers } from "./others.ts";
import { openPictures } from "./pictures/pictures.ts";
import { isRebuildDue } from "./rebuild/queries.ts";
import { openReconciliation } from "./rebuild/reconcile.ts";
import { addressOf } from "./reports/figuresPage.ts";
import { openReports } from "./reports/reports.ts";
import { mendRuns } from "./reports/scheduleQueries.ts";
import { openScenery } from "./scenery.ts";
import { withConnections } from "./screens/assignment.ts";
import { openScreens } from "./screens/screens.ts";
import { openWatching } from "./screens/watching.ts";
import { inForce as objectivesInForce } from "./sla/force.ts";
import { openSla } from "./sla/sla.ts";
import { openSources, type Sources } from "./sources/sources.ts";
import { startMaintenance } from "./store/maintenance.ts";
import { openNotifications } from "./store/notifications.ts";
import { spaceWarnings } from "./store/space.ts";
import { openStore, type Store } from "./store/store.ts";
import { openAnnotations } from "./targets/annotations.ts";
import { openAnomalies } from "./targets/anomalies.ts";
import { openForecasts } from "./targets/forecasts.ts";
import { openTargets } from "./targets/targets.ts";
import { openTimekeeping } from "./timekeeping/timekeeping.ts";

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

/** Where screens connect: the default of socket.io's clients. */
const SOCKET_PATH = "/socket.io/";

/**
 * Starts the whole program, in one straight line on purpose: each step needs those above it, and closing runs in
 * reverse order. Tests start this same function, on port 0 and with a temporary folder.
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
  const { config, clock } = options;
  const log = openSparingLog(options.log, clock);
  const onTrouble = (what: string, error?: unknown) => log.error({ err: error }, what);
  const { add: onClose, close } = openClosers();
  onClose(log.close);
  try {
    const holidays = readHolidays(config.holidaysFile);
    const store = await openStore({
      databaseUrl: config.databaseUrl,
      dataDir: config.dataDir,
      sqlFolder: join(root, "sql"),
      template: join(root, "dist", "template"),
      clock,
      onTrouble,
    });
    onClose(store.close);
    let isDue = await isRebuildDue(store.run);
    if (isDue)
      options.log.warn(
        "reports of before this version count for no agency yet: npm run rebuild works it out from the raw events",
      );
    const audit = await openAudit({
      store,
      clock,
      dataDir: config.dataDir,
      say: (head) => options.log.info(head, "the head of the audit"),
      onTrouble,
    });
    onClose(audit.close);

    const others = openNotifications({ databaseUrl: config.databaseUrl, onTrouble });
    onClose(others.close);

    const maintenance = startMaintenance({
      store,
      clock,
      retentionDays: config.retentionDays,
      quarantineDays: config.quarantineDays,
      isClockRight: () => timekeeping.warnings().length === 0,
      onTrouble,
    });
    onClose(maintenance.stop);

    const reconciliation = openReconciliation({ store, clock, onTrouble });
    onClose(reconciliation.stop);

    const sources = openSources({
      store,
      clock,
      onChanged() {
        live.recheck();
        others.send({ sources: true });
      },
    });

    const access = openAccess({
      store,
      clock,
      dataDir: config.dataDir,
      keyFile: config.accessKeyFile,
      provider: config.provider,
      publicUrl: config.publicUrl,
      basePath: config.basePath,
      onChanged() {
        embeds.forget();
        live.recheck();
        others.send({ people: true });
      },
      onTrouble,
    });

    if (!isLoopback(config.host) && !(await access.hasAdministrator()))
      throw new Fault(
        "configuration",
        `HOST is ${config.host}, and nobody administers this centre yet: whoever came first would. Run npm run admin-link, which makes an administrator, and start again; or start with HOST=127.0.0.1 and open the link that is printed`,
      );

    const figures = openFigures({
      store,
      clock,
      // Once it is done it stays done: the reports need not be looked through again.
      isRebuildDue: async () => {
        if (isDue) isDue = await isRebuildDue(store.inClass("pages").run);
        return isDue;
      },
    });

    const sla = openSla({ store, clock, onChanged: () => others.send({ objectives: true }) });
    const isHoliday = (day: number) => holidays.isHoliday(day) ?? false;
    const codes = await sources.codes();
    const targets = openTargets({
      store,
      clock,
      codes,
      isHoliday,
      onChanged: () => others.send({ targets: true }),
    });

    const forecasts = openForecasts({ figures, clock, isHoliday });
    onClose(forecasts.close);

    const { dev = false } = options;
    const certificate = config.tls && openCertificate(config.tls, { clock, onTrouble });
    const http = openServer(LIMITS, config.basePath, certificate?.pair);
    onClose(http.ended);
    if (certificate) onClose(certificate.follow(http.renew));
    const { basePath, frameAncestors } = config;
    const pages: Pages = await openPages({ root, server: http.server, dev, basePath, frameAncestors });
    onClose(pages.close);

    const isSecure = config.publicUrl?.startsWith("https:") ?? certificate != null;
    const displays = await openDisplays({
      store,
      clock,
      isSecure,
      onChanged() {
        live.recheck();
        others.send({ displays: true });
      },
    });
    const embeds = openEmbeds({
      store,
      clock,
      onTrouble,
      sign: access.sign,
      watching: () => live.embedded(),
      read: (scope, deed) => figures.read(scope, { class: "pages" }, deed),
      onChanged() {
        live.recheck();
        others.send({ embeds: true });
      },
    });
    const demoToken = options.played ? access.demoToken() : null;
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
    const annotations = openAnnotations({
      store,
      clock,
      codes,
      onChanged: () => others.send({ targets: true }),
    });
    if (config.provider) requireCodes(config.provider.grants, codes);
    const live = openLive({
      clock,
      build: pages.build,
      banks: bankNames(codes),
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
      compose: (...asked) => compose(...asked),
    });
    onClose(live.close);
    const screens = openScreens({
      store,
      clock,
      calling: () => alerts.calling(),
      onChanged() {
        live.reassign();
        others.send({ screens: true });
      },
      follow: (run, name, to) => displays.follow(run, name, to),
      onRenamed: () => displays.changed(),
    });
    const firstKey = options.played ? null : await sources.bootstrap(EVENT_TYPES, config.bootstrapSourceKey);
    const firstLink = options.played ? null : await access.links.forFirst();
    const pairings = openPairings({
      store,
      clock,
      isSecure,
      displays,
      networkOf: paceKeyOf,
      plan: screens.plan,
      onPlanned: screens.planned,
    });
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
    const names = new Map(
      codes.map(({ kind, code, shortTh, shortEn }) => [`${kind} ${code}`, { th: shortTh, en: shortEn }]),
    );
    /** What it listens on, once it does. */
    let listening: string | null = null;
    /** The link of a message to one of our pages: outside this machine it works only with PUBLIC_URL. */
    const linkTo = (page: string) =>
      new URL(config.publicUrl ?? listening ?? "http://localhost").origin + basePath + page;
    /** Walls show at once what became of an alert, and sound or fall silent. */
    const showAlerts = () => {
      live.changed(new Map([["alerts", [clock.now()]]]));
      live.reassign();
    };
    const nameOf: NameOf = ({ by, of }, lang) => names.get(`${by} ${of}`)?.[lang] ?? of ?? "";
    const figureOf: FigureOf = async (about, at) =>
      askedOf(about, objectivesInForce((await sla.rules()).versions, at), (id) => METRICS.get(id), at);
    const pictures = openPictures({ clock });
    onClose(pictures.close);
    const alerts = openAlerts({
      store,
      clock,
      means: {
        mail: config.mail && openMail(config.mail),
        ...config.outlets,
        allowed: networksOf(config.webhookNetworks),
        reportMail: (run, to, isRepeated) => reports.schedules.mailOf(run, to, isRepeated),
        nameOf,
        pictureOf: openPicturing({
          read: (signal, deed) => figures.read(EVERYTHING, { class: "pages", signal }, deed),
          figureOf,
          noted: (within) => annotations.list(EVERYTHING, within, null),
          nameOf,
          draw: pictures.draw,
          clock,
          onTrouble,
        }),
        figureOf,
        linkOf: (of, at) => {
          if (typeof of === "object" && of !== null) return linkTo(`/alerts?group=${of.group}`);
          const fixed = [
            ...(of === null ? [] : [`episode=${of}`]),
            ...(at === null ? [] : [`asOf=${new Date(at).toISOString()}`]),
          ];
          return linkTo(fixed.length === 0 ? "/alerts" : `/alerts?${fixed.join("&")}`);
        },
      },
      rates: config.rates,
      holidays,
      // A demo rings nobody's phone.
      vapid: options.mailbox
        ? null
        : openVapid(
            () => access.secretOf("web push", SEED_BYTES),
            contactOf(config.publicUrl, config.mail?.from),
          ),
      look: openLook({
        figures,
        sla,
        expectedOf: targets.expected,
        codes,
        lampsOf: sources.lamps,
        allScreens,
        warnings,
      }),
      lookBack: lookBackOf({ store, clock, sla, sources, codes }),
      onChanged() {
        showAlerts();
        others.send({ alerts: true });
      },
      onTrouble,
    });
    onClose(alerts.stop);
    const compose = openScenery({
      figures,
      clock,
      sla,
      targets,
      annotations,
      sources,
      codes,
      warnings,
      strip: alerts.strip,
    });
    const deadMan =
      config.deadMan && openDeadMan({ ...config.deadMan, clock, audit: alerts.health, onTrouble });
    if (deadMan) onClose(deadMan.close);

    const ingest = openIngest({
      store,
      clock,
      onTrouble,
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
    onClose(ingest.close);
    const trial = openIngest({
      store: store.inClass("pages"),
      clock,
      onTrouble,
      isTrial: true,
      onUncertain: () => {},
      onCommitted: () => {},
    });
    onClose(trial.close);

    const quarantine = openQuarantine({ store, clock, ingest, budgetOf: ingest.budgetOf, onTrouble });
    onClose(quarantine.close);

    const reports = openReports({
      store,
      clock,
      dataDir: config.dataDir,
      words: { codes, metrics: METRICS, holidays },
      // What is counted again from the events gives way to what is asked about the present.
      read: (scope, asOf, signal, deed) =>
        asOf === null
          ? figures.readPresent(scope, signal, deed)
          : figures.readPast(
              scope,
              asOf,
              { signal, instead: "ask for a shorter period or fewer sections" },
              deed,
            ),
      noted: annotations.list,
      judges: judgesOf({ sla, targets }),
      linkTo,
      sending: {
        rightsOf: async (id) => reportRightsOf(await access.people.list(), id, clock.now()),
        readerOf: async (address) => readerRightsOf(await access.people.list(), address, clock.now()),
        isHoliday: (day) => holidays.isHoliday(day) ?? false,
        canMail: config.mail !== null,
        mail: alerts.mailReport,
        mails: alerts.reportMails,
        onTrouble,
      },
    });
    onClose(reports.close);

    await others.listen(
      hearingOthers({
        sources,
        access,
        sla,
        targets,
        annotations,
        displays,
        embeds,
        screens,
        alerts,
        live,
        showAlerts,
      }),
    );

    const health = openHealth(clock);
    onClose(health.close);

    const hosts = { bound: config.host, publicUrl: config.publicUrl, allowedHosts: config.allowedHosts };
    // Apart from the errors, so that whoever is refused a thousand paths hides none of them.
    const refusedLog = openSparingLog({ error: (fields, what) => options.log.info(fields, what) }, clock);
    onClose(refusedLog.close);
    const refusals = openRefusals(proxies, clock.ticks, refusedLog);
    http.server.on(
      "upgrade",
      openUpgrades({ path: SOCKET_PATH, connect: live.connect, hosts, refusals, dev }),
    );
    http.serve(
      openHttp({
        ingest,
        trial,
        quarantine,
        figures,
        behind: openBehind({ store, clock, figures }),
        sla,
        targets,
        forecasts,
        anomalies: openAnomalies({ figures, clock, isHoliday }),
        annotations,
        lampsOf: sources.lamps,
        expectedOf: targets.expected,
        formulaOf: (metric) => METRICS.get(metric),
        sources,
        codes,
        holidays,
        access,
        demoToken,
        guard,
        screens,
        watching,
        displays,
        embeds,
        metricOf: (id) => METRICS.get(id),
        pairings,
        mayWatch: (visitor) => refusalOfRight("watch", visitor) === null,
        audit,
        store,
        clock,
        timekeeping,
        health,
        certificateUntil: () => certificate?.until ?? null,
        allScreens,
        alerts,
        mailbox: options.mailbox ?? null,
        reports,
        sheetOf: reports.sheet,
        pagesOf: reports.pages,
        linkOf: (asked) => linkTo(addressOf(asked)),
        objectives: async () =>
          (await sla.rules()).versions.map(({ id, objective: { by, burn } }) => ({ id, by, burn })),
        warnings,
        reconciled: reconciliation.state,
        deadMan: () => deadMan?.state() ?? null,
        pages,
        basePath,
        frameAncestors,
        hosts,
        proxies,
        refusals,
        polls: { path: SOCKET_PATH, take: live.poll },
        log,
        retentionDays: config.retentionDays,
        accountKey: config.accountKey,
      }),
    );
    const port = await http.listen(config.port, config.host);
    onClose(http.stop);
    const host = config.host.includes(":") ? `[${config.host}]` : config.host;
    const url = `http${certificate ? "s" : ""}://${host}:${port}`;
    listening = url;
    return { url, firstKey, firstLink, demoToken, access, store, sources, displays, alerts, close };
  } catch (error) {
    // What failed first is what a person must know.
    await close().catch((failure) => onTrouble("it could not be closed cleanly", failure));
    throw error;
  }
}
