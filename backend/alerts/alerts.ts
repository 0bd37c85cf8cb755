import type { Holidays } from "#calendar/holidays.ts";
import { MINUTE } from "#calendar/units.ts";
import type { RequireWithin, Role } from "#wire/access.ts";
import {
  CHANNEL_KINDS,
  type ChangedRecipient,
  type EpisodeAnswer,
  type EpisodeRow,
  type Load,
  type MessageRow,
  type Mute,
  type NewMute,
  type NewRecipient,
  type OutletQuota,
  type OutletRow,
  type Recipient,
  type ReportMail,
  type Rule,
  type RuleBody,
} from "#wire/alerts.ts";
import type { Deed } from "#wire/deeds.ts";
import type { Strip } from "#wire/sceneParts.ts";
import type { LookBack } from "#wire/sla.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import type { Hearers } from "./chain.ts";
import { type Means, openChannels } from "./channels.ts";
import type { EngineAudit } from "./deadMan.ts";
import { acknowledge, closeByHand, type Decision } from "./decide.ts";
import { addTransitions, type Kept, lockEpisode, moveEpisodes } from "./episodeQueries.ts";
import { findingsOf, type Look, quotaFindings, webhookFindings } from "./findings.ts";
import { openFreshness } from "./freshness.ts";
import { uuidOf } from "./ids.ts";
import { type Known, openJudge, tellEnd } from "./judge.ts";
import { readJudge } from "./judgeQueries.ts";
import { readLoad } from "./load.ts";
import { addMessages, supersede } from "./messageQueries.ts";
import { addMute, endMute, listMutes } from "./muteQueries.ts";
import { openOutbox } from "./outbox.ts";
import { auditAlerts, countSentByKind, listReportMails } from "./outboxQueries.ts";
import { type PushDeeds, pushDeeds } from "./pushDeeds.ts";
import { loseSubscription, namesOfNobody, readSubscription } from "./pushQueries.ts";
import { judgeQuota } from "./quota.ts";
import { openQuotas } from "./quotas.ts";
import { RATE_MS, type Rates, rateOf } from "./rates.ts";
import {
  addRecipient,
  listRecipients,
  loseWebhook,
  putRecipient,
  removeRecipient,
  switchWebhooksOn,
} from "./recipientQueries.ts";
import { reportMessage } from "./reportMail.ts";
import { listRotas } from "./rotaQueries.ts";
import { type RotaDeeds, rotaDeeds } from "./rotas.ts";
import { addRule, listRules } from "./ruleQueries.ts";
import { readEpisode, readEpisodes, readMessage, type WantedEpisodes } from "./shown.ts";
import { newSecret } from "./sign.ts";
import { readStrip } from "./strip.ts";
import { type Calling, callingAlerts } from "./stripQueries.ts";
import { isToldElsewhere } from "./tell.ts";
import { openTrying, type TryRule } from "./tryRule.ts";
import type { Vapid } from "./vapid.ts";
import { extentsOfRule } from "./within.ts";

export interface Alerts {
  /** Something was committed. */
  changed(): void;
  list(wanted: WantedEpisodes): Promise<EpisodeRow[]>;
  /** Throws `not-found`. @param asOf what was known of it then; absent: now */
  read(id: number, asOf?: number): Promise<EpisodeAnswer>;
  /** Its chain stops at once. Throws `not-found`, and `bad-request` when it is over. */
  acknowledge(
    id: number,
    by: { note: string | null; minutes: number; role: Role | null },
    doer: Doer,
  ): Promise<void>;
  close(id: number, note: string | null, doer: Doer): Promise<void>;
  rules(): Promise<Rule[]>;
  putRule(id: string, body: RuleBody, doer: Doer, within: RequireWithin): Promise<Rule>;
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
  mutes(): Promise<Mute[]>;
  mute(mute: NewMute, doer: Doer): Promise<Mute>;
  endMute(id: number, doer: Doer): Promise<void>;
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

/** What another backend changed counts here after this long at most, if its notification is lost. */
const KNOWN_MS = 2_000;

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
  let cached: { known: ReturnType<typeof readKnown>; until: number } | null = null;

  function known() {
    if (cached && clock.ticks() < cached.until) return cached.known;
    const reading = readKnown(store.run, clock.now(), holidays);
    const mine = { known: reading, until: clock.ticks() + KNOWN_MS };
    cached = mine;
    reading.catch(() => {
      if (cached === mine) cached = null;
    });
    return reading;
  }

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

  /** What is left of the month's messages at LINE; null: it is not used, or was not asked yet. */
  async function lineQuota(): Promise<OutletQuota | null> {
    const now = clock.now();
    const quota = quotas.line(now);
    if (!quota) return null;
    const { kind: state, why, runsOutAt } = judgeQuota(quota, now);
    const isElsewhere = isToldElsewhere(await known(), "line-quota", now);
    return { ...quota, state, why, runsOutAt, isToldElsewhere: isElsewhere };
  }

  function forget() {
    cached = null;
    judge.forget();
    outbox.wake();
  }
  /** A person's deed, audited in its transaction. */
  async function deed<T>(
    doer: Doer,
    what: Deed,
    of: { kind: string; id: string },
    change: (run: Run, at: number) => Promise<{ before?: unknown; after?: unknown; gives: T }>,
  ): Promise<T> {
    const { gives } = await store.transaction(async (run) => {
      const at = clock.now();
      const changed = await change(run, at);
      await writeAudit(run, { ...doer, deed: what, of, before: changed.before, after: changed.after }, at);
      return changed;
    });
    forget();
    deps.onChanged();
    return gives;
  }

  /** Changes an open episode as a person said; nobody is told of it any more but of its end. */
  async function take(
    id: number,
    what: Deed,
    doer: Doer,
    decide: (was: Kept, now: number) => Decision,
  ): Promise<void> {
    await deed(doer, what, { kind: "alert", id: String(id) }, async (run, now) => {
      const was = await lockEpisode(run, id);
      if (!was) throw noEpisode(id);
      if (was.state === "resolved" || was.state === "pending")
        throw new Fault("bad-request", `alert ${id} is ${was.state}: there is nothing to take`);
      const { next, reason } = decide(was, now);
      await moveEpisodes(run, [{ was, next: next! }]);
      const { seq, state } = next!;
      await addTransitions(run, [
        { episode: id, seq, at: now, from: was.state, to: state, reason, by: doer.by.name, finding: null },
      ]);
      if (state === "resolved")
        await addMessages(
          run,
          await tellEnd(run, [{ ...next!, id }], await readKnown(run, now, holidays), now),
        );
      else await supersede(run, [id], ["firing", "reminder"], "acknowledged-first", now);
      const said = ({ state: is, owner, note }: typeof was) => ({ state: is, owner, note });
      return { before: said(was), after: said({ ...next!, id }), gives: undefined };
    });
  }

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
    acknowledge: (id, { note, minutes, role }, doer) =>
      take(id, "alert.acknowledged", doer, (was, now) =>
        acknowledge(was, { owner: doer.by.name, ownerRole: role, note, until: now + minutes * MINUTE }),
      ),
    close: (id, note, doer) =>
      take(id, "alert.closed", doer, (was, now) => closeByHand(was, { owner: doer.by.name, note }, now)),
    rules: async () => [...(await known()).rules],
    putRule: (id, body, doer, within) =>
      deed(doer, "alert-rule.changed", { kind: "alert-rule", id }, async (run, at) => {
        const before = (await listRules(run)).find((rule) => rule.id === id);
        if (before) within(extentsOfRule(before));
        const version = await addRule(run, id, body, doer.by.name, at);
        if (version !== (before?.version ?? 0) + 1)
          throw new Fault("busy", "somebody else changed this rule just now; look at it, and try again", {
            retryAfter: 1,
          });
        return { before, after: { version, ...body }, gives: { id, version, from: at, ...body } };
      }),
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
    async outlets() {
      const now = clock.now();
      const [line, sent] = await Promise.all([
        lineQuota(),
        countSentByKind(store.inClass("pages").run, CHANNEL_KINDS, { since: now - RATE_MS, now }),
      ]);
      return CHANNEL_KINDS.map((kind) => {
        const most = rates[kind];
        return {
          kind,
          isSetUp: kind === "webhook" || means[kind] !== null,
          quota: kind === "line" ? line : null,
          rate: most === null ? null : rateOf(most, sent.get(kind) ?? 0),
        };
      });
    },
    mutes: () => listMutes(store.inClass("pages").run, clock.now()),
    mute: (mute, doer) =>
      deed(doer, "alerts.muted", { kind: "mute", id: mute.rule ?? "all" }, async (run) => {
        const id = await addMute(run, mute, doer.by.name);
        return { after: mute, gives: { ...mute, id, by: doer.by.name } };
      }),
    async endMute(id, doer) {
      await deed(doer, "alerts.unmuted", { kind: "mute", id: String(id) }, async (run, at) => {
        const before = (await listMutes(run, at)).find((each) => each.id === id);
        if (!before || !(await endMute(run, id, at)))
          throw new Fault("not-found", `there is no mute ${id}, or it is over`);
        return { before, gives: undefined };
      });
    },
    load: (days, subjects) => readLoad(store.inClass("pages").run, clock.now(), days, subjects),
    push: pushDeeds(deed, () => store.inClass("pages").run, vapid),
    rotas: rotaDeeds(deed, deps.holidays, () => ({ run: store.inClass("pages").run, now: clock.now() })),
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

async function readKnown(run: Run, now: number, holidays: readonly number[]) {
  const [rules, recipients, rotas, mutes] = await Promise.all([
    listRules(run),
    listRecipients(run),
    listRotas(run, now, holidays),
    listMutes(run, now),
  ]);
  return { rules, recipients, rotas, mutes } satisfies Known;
}

const noEpisode = (id: number) =>
  new Fault("not-found", `there is no alert ${id}; GET /v1/alerts lists them`);
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
