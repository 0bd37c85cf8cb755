import type { Holidays } from "#calendar/holidays.ts";
import type {
  ChangedRecipient,
  EpisodeAnswer,
  EpisodeRow,
  Load,
  MessageRow,
  NewRecipient,
  OutletRow,
  Recipient,
  ReportMail,
} from "#wire/alerts.ts";
import type { Strip } from "#wire/sceneParts.ts";
import type { LookBack } from "#wire/sla.ts";
import type { Doer } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { openAudited } from "./audited.ts";
import type { Hearers } from "./chain.ts";
import { type Means, openChannels } from "./channels.ts";
import type { EngineAudit } from "./deadMan.ts";
import { findingsOf, type Look, quotaFindings, webhookFindings } from "./findings.ts";
import { openFreshness } from "./freshness.ts";
import { uuidOf } from "./ids.ts";
import { openJudge } from "./judge.ts";
import { readJudge } from "./judgeQueries.ts";
import { openKnown } from "./known.ts";
import { readLoad } from "./load.ts";
import { addMessages } from "./messageQueries.ts";
import { type MuteDeeds, muteDeeds } from "./muteDeeds.ts";
import { openOutbox } from "./outbox.ts";
import { auditAlerts, listReportMails } from "./outboxQueries.ts";
import { outletsOf } from "./outlets.ts";
import { type PushDeeds, pushDeeds } from "./pushDeeds.ts";
import { loseSubscription, namesOfNobody, readSubscription } from "./pushQueries.ts";
import { openQuotas } from "./quotas.ts";
import type { Rates } from "./rates.ts";
import {
  addRecipient,
  listRecipients,
  loseWebhook,
  putRecipient,
  removeRecipient,
  switchWebhooksOn,
} from "./recipientQueries.ts";
import { reportMessage } from "./reportMail.ts";
import { type RotaDeeds, rotaDeeds } from "./rotas.ts";
import { type RuleDeeds, ruleDeeds } from "./ruleDeeds.ts";
import { readEpisode, readEpisodes, readMessage, type WantedEpisodes } from "./shown.ts";
import { newSecret } from "./sign.ts";
import { readStrip } from "./strip.ts";
import { type Calling, callingAlerts } from "./stripQueries.ts";
import { noEpisode, type TakingDeeds, takingDeeds } from "./taking.ts";
import { openTrying, type TryRule } from "./tryRule.ts";
import type { Vapid } from "./vapid.ts";

export interface Alerts extends TakingDeeds, RuleDeeds, MuteDeeds {
  /** Something was committed. */
  changed(): void;
  list(wanted: WantedEpisodes): Promise<EpisodeRow[]>;
  /** Throws `not-found`. @param asOf what was known of it then; absent: now */
  read(id: number, asOf?: number): Promise<EpisodeAnswer>;
  /** What a rule would have done in the past, as it is given here. Throws `bad-request` for what leaves no history. */
  tryRule: TryRule;
  /** Who may be told. */
  hearers(): Promise<Hearers>;
  recipients(): Promise<Recipient[]>;
  /** The only time that its secret is told. */
  addRecipient(recipient: NewRecipient, doer: Doer): Promise<Recipient>;
  /** Its secret is told if it is new: on demand, or with the first webhook. Throws `not-found`, `changed-meanwhile`. */
  putRecipient(id: number, changed: ChangedRecipient, doer: Doer): Promise<Recipient>;
  removeRecipient(id: number, doer: Doer): Promise<void>;
  /** Its webhooks that are gone are asked again. Throws `not-found`. */
  switchWebhooksOn(id: number, doer: Doer): Promise<void>;
  /** Sends a test; gives the id of its message. */
  test(id: number, doer: Doer): Promise<string>;
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
    hearers: known,
    tryRule: openTrying({ clock, lookBack: deps.lookBack, hearers: known }),
    recipients: async () =>
      (await listRecipients(store.inClass("pages").run)).map((each) => ({ ...each, secret: null })),
    addRecipient: (recipient, doer) =>
      deed(doer, "recipient.made", { kind: "recipient", id: recipient.name }, async (run) => {
        await requirePeople(run, recipient);
        const secret = newSecret();
        const id = await addRecipient(run, recipient, secret);
        if (id === null)
          throw new Fault("bad-request", `name: there is a recipient ${recipient.name} already`);
        return { after: said(recipient), gives: { ...recipient, id, version: 1, gone: [], secret } };
      }),
    putRecipient: (id, { version: of, isSecretNew, ...recipient }, doer) =>
      deed(doer, "recipient.changed", { kind: "recipient", id: recipient.name }, async (run) => {
        const all = await listRecipients(run);
        const before = all.find((each) => each.id === id);
        if (!before) throw noRecipient(id);
        if (all.some((each) => each.id !== id && each.name === recipient.name))
          throw new Fault("bad-request", `name: there is a recipient ${recipient.name} already`);
        await requirePeople(run, recipient);
        // Nobody was told the secret of one that had no webhook.
        const secret = isSecretNew || (hasWebhook(recipient) && !hasWebhook(before)) ? newSecret() : null;
        const version = await putRecipient(run, id, recipient, { secret, of: of ?? null });
        if (version === null) {
          if (of === undefined) throw noRecipient(id);
          const sentence = `somebody has changed the recipient ${before.name} since its version ${of}; look at it, and change it again`;
          throw new Fault("changed-meanwhile", sentence);
        }
        const { gone } = (await listRecipients(run)).find((each) => each.id === id)!;
        return {
          before: said(before),
          after: { ...said(recipient), ...(secret === null ? {} : { isSecretNew: true }) },
          gives: { ...recipient, id, version, gone, secret },
        };
      }),
    async removeRecipient(id, doer) {
      await deed(doer, "recipient.removed", { kind: "recipient", id: String(id) }, async (run, at) => {
        const before = (await listRecipients(run)).find((each) => each.id === id);
        if (!before || !(await removeRecipient(run, id, at))) throw noRecipient(id);
        return { before: said(before), gives: undefined };
      });
    },
    async switchWebhooksOn(id, doer) {
      await deed(doer, "recipient.switched-on", { kind: "recipient", id: String(id) }, async (run) => {
        const before = (await listRecipients(run)).find((each) => each.id === id);
        if (!before || !(await switchWebhooksOn(run, id))) throw noRecipient(id);
        return { after: { webhooks: before.gone.map(({ url }) => url) }, gives: undefined };
      });
    },
    test(id, doer) {
      return deed(doer, "recipient.tested", { kind: "recipient", id: String(id) }, async (run, at) => {
        const recipient = (await listRecipients(run)).find((each) => each.id === id);
        if (!recipient) throw noRecipient(id);
        const channel = recipient.channels[0]!;
        const message = uuidOf(`test ${id} ${at}`);
        await addMessages(run, [
          {
            id: message,
            episode: null,
            seq: 0,
            kind: "test",
            recipient: id,
            channel: 0,
            channelKind: channel.kind,
            step: 0,
            repeat: 0,
            state: "queued",
            why: null,
            madeAt: at,
            dueAt: at,
            parent: null,
          },
        ]);
        return { gives: message };
      });
    },
    async message(id) {
      const found = await readMessage(store.inClass("pages").run, id, means);
      if (!found) throw new Fault("not-found", `there is no message ${id}`);
      return found;
    },
    outlets: () => outletsOf({ means, rates, quotas, known }, reading()),
    load: (days, subjects) => readLoad(store.inClass("pages").run, clock.now(), days, subjects),
    push: pushDeeds(deed, () => store.inClass("pages").run, vapid),
    rotas: rotaDeeds(deed, deps.holidays, reading),
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

const noRecipient = (id: number) =>
  new Fault("not-found", `there is no recipient ${id}; GET /v1/alerts/recipients lists them`);

/** Throws `bad-request` where an alert would ring for a name with which nobody signs in. */
async function requirePeople(run: Run, { channels }: NewRecipient): Promise<void> {
  const nobody = await namesOfNobody(
    run,
    channels.flatMap((channel) => (channel.kind === "push" ? [channel.to] : [])),
  );
  const place = channels.findIndex((channel) => channel.kind === "push" && nobody.includes(channel.to));
  if (place >= 0)
    throw new Fault(
      "bad-request",
      `channels.${place}.to: nobody signs in with the name ${nobody[0]}; GET /v1/people lists who does`,
    );
}

const hasWebhook = ({ channels }: NewRecipient) => channels.some(({ kind }) => kind === "webhook");

/** What the audit says of a recipient: all but its secret. */
const said = ({ name, lang, channels, hears, mostIn10Minutes }: NewRecipient) => ({
  name,
  lang,
  channels,
  hears,
  mostIn10Minutes,
});
