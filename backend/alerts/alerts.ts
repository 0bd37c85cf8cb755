import type { Holidays } from "#calendar/holidays.ts";
import type { EpisodeAnswer, EpisodeRow, Load, MessageRow, OutletRow, ReportMail } from "#wire/alerts.ts";
import type { Strip } from "#wire/sceneParts.ts";
import type { Situation } from "#wire/situation.schema.ts";
import type { LookBack } from "#wire/sla.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { openAudited } from "./audited.ts";
import { type Means, openChannels } from "./channels/channels.ts";
import { outletsOf } from "./channels/outlets.ts";
import { type PushDeeds, pushDeeds } from "./channels/pushDeeds.ts";
import { loseSubscription, readSubscription } from "./channels/pushQueries.ts";
import { openQuotas } from "./channels/quotas.ts";
import type { Vapid } from "./channels/vapid.ts";
import { openKnown } from "./configured.ts";
import type { EngineAudit } from "./deadMan.ts";
import { readEpisode, readEpisodes, readMessage, type WantedEpisodes } from "./episodeAnswers.ts";
import { noEpisode, type TakingDeeds, takingDeeds } from "./episodeDeeds.ts";
import type { Hearers } from "./escalation.ts";
import { findingsOf, type Look, quotaFindings, webhookFindings } from "./findings.ts";
import { openFreshness } from "./freshness.ts";
import { openJudge } from "./judge.ts";
import { readJudge } from "./judgeQueries.ts";
import { readLoad } from "./load.ts";
import { type MuteDeeds, muteDeeds } from "./muteDeeds.ts";
import { addMessages, auditAlerts, listReportMails } from "./outbox/messageQueries.ts";
import { openOutbox } from "./outbox/outbox.ts";
import type { Rates } from "./outbox/rates.ts";
import { reportMessage } from "./outbox/reportMail.ts";
import { type RecipientDeeds, recipientDeeds } from "./recipientDeeds.ts";
import { loseWebhook } from "./recipientQueries.ts";
import { type RotaDeeds, rotaDeeds } from "./rotas.ts";
import { type RuleDeeds, ruleDeeds } from "./ruleDeeds.ts";
import { readOpen, readStrip } from "./strip.ts";
import { type Calling, callingAlerts } from "./stripQueries.ts";
import { openTrying, type TryRule } from "./tryRule.ts";

export interface Alerts extends TakingDeeds, RuleDeeds, MuteDeeds, RecipientDeeds {
  /** Something was committed. */
  changed(): void;
  list(wanted: WantedEpisodes): Promise<EpisodeRow[]>;
  /** Throws `not-found`. @param asOf what was known of it then; absent: now */
  read(id: number, asOf?: number): Promise<EpisodeAnswer>;
  /** What a rule would have done in the past, as it is given here. Throws `bad-request` for what leaves no history. */
  tryRule: TryRule;
  /** Who may be told. */
  hearers(): Promise<Hearers>;
  /** Throws `not-found`. */
  message(id: string): Promise<MessageRow>;
  /** By what alerts can be sent here, and what is left of it. */
  outlets(): Promise<OutletRow[]>;
  rotas: RotaDeeds;
  push: PushDeeds;
  /** How many alerts people got in so many days. @param subjects only of these; null: of all */
  load(days: number, subjects: readonly string[] | null): Promise<Load>;
  /** What walls show of it, in the reading of `run`. */
  strip(run: Run): Promise<Strip>;
  /** Those that are open, in the order of the strip. */
  open(): Promise<Situation["alerts"]>;
  /** What of the duty's alerts is open now, by condition. */
  calling(): Promise<Calling[]>;
  /** When it last judged, and what is late: nothing, in an engine that works. */
  health(): Promise<EngineAudit & { judgedAt: number; isHeld: boolean }>;
  /** Mails a report's run to each address once, by the outbox, in the transaction of `run`. */
  mailReport(run: Run, report: { run: string; to: readonly string[] }, now: number): Promise<void>;
  reportMails(runs: readonly string[]): Promise<ReportMail[]>;
  /** Another backend changed something. */
  forget(): void;
  stop(): Promise<void>;
}

/** What is broken, who has it, and who is told. */
export function openAlerts(deps: {
  store: Store;
  clock: Clock;
  means: Omit<Means, "push" | "loseWebhook">;
  /** Who we are to push services; null: nothing is sent by Web Push. */
  vapid: Vapid | null;
  rates: Rates;
  holidays: Holidays;
  /** Looks at everything, in one reading. */
  look: (now: number) => Promise<Look>;
  lookBack: LookBack;
  /** Other backends must read again. */
  onChanged: () => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Alerts {
  const { store, clock, vapid, rates, onTrouble } = deps;
  const ageOf = openFreshness(clock);
  const means: Means = {
    ...deps.means,
    loseWebhook: (recipient, url, at) => loseWebhook(store.run, recipient, url, at),
    push: vapid && {
      vapid,
      read: (person) => readSubscription(store.run, person),
      lose: (endpoint, at) => loseSubscription(store.run, endpoint, at),
    },
  };
  const holidays = deps.holidays.list.map(({ day }) => day);
  const { known, readIn, forget: forgetKnown } = openKnown({ store, clock, holidays });

  const sending = { store, clock, known, holidays, rates, onTrouble, send: openChannels(means) };
  const outbox = openOutbox(sending);
  const reports = openOutbox({ ...sending, isOfReports: true });
  const quotas = openQuotas({ store, clock, account: means.line, onTrouble });
  const judge = openJudge({
    store,
    clock,
    known,
    onTrouble,
    async look(now) {
      const [look, { recipients }] = await Promise.all([deps.look(now), known()]);
      const ofChannels = [...quotaFindings(quotas.line(look.now), look.now), ...webhookFindings(recipients)];
      return { findings: [...findingsOf(look), ...ofChannels], dueAt: look.dueAt };
    },
    onChanged() {
      outbox.wake();
      deps.onChanged();
    },
  });

  function forget() {
    forgetKnown();
    judge.forget();
    outbox.wake();
  }
  const deed = openAudited({
    store,
    clock,
    onDone() {
      forget();
      deps.onChanged();
    },
  });
  /** By what the pages are answered. */
  const reading = () => ({ run: store.inClass("pages").run, now: clock.now() });

  return {
    changed: judge.wake,
    list: (wanted) => readEpisodes(store.inClass("pages").run, wanted, means, known, clock.now()),
    async read(id, asOf) {
      const now = clock.now();
      const at = { now, asOf: Math.min(asOf ?? now, now) };
      const found = await readEpisode(store.inClass("pages").run, id, means, known, at);
      if (!found) throw noEpisode(id);
      return found;
    },
    ...takingDeeds(deed, readIn),
    ...ruleDeeds(deed, known),
    ...muteDeeds(deed, reading),
    ...recipientDeeds(deed, reading),
    hearers: known,
    tryRule: openTrying({ clock, lookBack: deps.lookBack, hearers: known }),
    async message(id) {
      const found = await readMessage(store.inClass("pages").run, id, means);
      if (!found) throw new Fault("not-found", `there is no message ${id}`);
      return found;
    },
    outlets: () => outletsOf({ means, rates, quotas, known }, reading()),
    load: (days, subjects) => readLoad(store.inClass("pages").run, clock.now(), days, subjects),
    push: pushDeeds(deed, () => store.inClass("pages").run, vapid),
    rotas: rotaDeeds(deed, deps.holidays, reading),
    open: () => readOpen(store.inClass("pages").run, means.nameOf),
    strip: (run) => readStrip(run, ageOf, means.nameOf),
    calling: () => callingAlerts(store.run),
    mailReport: (run, { run: id, to }, now) =>
      addMessages(
        run,
        to.map((each) => reportMessage({ run: id, to: each }, now)),
      ),
    reportMails: (runs) => listReportMails(store.inClass("pages").run, runs),
    async health() {
      const { run } = store.inClass("pages");
      const [judge, late] = await Promise.all([readJudge(run), auditAlerts(run, clock.now())]);
      return { ...judge, judgedAgo: ageOf(judge.judgedAt), ...late };
    },
    forget,
    async stop() {
      await judge.close();
      await Promise.all([outbox.close(), reports.close(), quotas.close()]);
    },
  };
}
