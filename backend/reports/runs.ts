import { randomUUID } from "node:crypto";
import { Value } from "@sinclair/typebox/value";
import { isoDate } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { covers, type Scope } from "#wire/access.ts";
import type { Composition, Section, Signed } from "#wire/reports.ts";
import { ADDRESS } from "#wire/schedules.schema.ts";
import type { RunWhy, ScheduleBody } from "#wire/schedules.ts";
import { type Doer, SERVER, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { asFault } from "../kit/fault.ts";
import { openRounds, type Rounds } from "../kit/rounds.ts";
import type { Run, Store } from "../store/store.ts";
import type { Format, ReportFile } from "./files.ts";
import type { Printing } from "./page.ts";
import { Unsettled } from "./refusal.ts";
import {
  addRun,
  claimRun,
  dueSchedules,
  earliestRun,
  type KeptRun,
  type KeptSchedule,
  moveSchedule,
  type NewRun,
  type RunBecame,
  recordRun,
} from "./scheduleQueries.ts";
import { LEASE_MS, RETRY_MS, reportedDay, slotAfter } from "./timing.ts";

/** The person whose rights a schedule has now; null: this person may not report any more. */
export type RightsOf = (person: number) => Promise<{ name: string; scope: Scope } | null>;

export interface RunsNeeds {
  store: Store;
  clock: Clock;
  isHoliday(day: number): boolean;
  rightsOf: RightsOf;
  /** The rights of whoever signs in with a mail address, as `RightsOf`; undefined: nobody does, it is an address outside. */
  readerOf(address: string): Promise<Awaited<ReturnType<RightsOf>> | undefined>;
  /** A mail server is set up. */
  canMail: boolean;
  /** Issues it, or the next edition where figures have changed, or finds the one that stands. Throws `unsettled`. */
  issueNow(asked: Composition, scope: Scope, doer: Doer): Promise<Signed>;
  /** How many figures of an issued report are others now. */
  differing(id: string): Promise<number>;
  file(signed: Signed, format: Format, printing: Printing): Promise<ReportFile>;
  /** Mails a run's report to each address once, in the transaction of `run`. */
  mail(run: Run, report: { run: string; to: readonly string[] }, now: number): Promise<void>;
  onTrouble(what: string, error?: unknown): void;
}

export const BEAT_MS = SECOND;
/** A day that was due while the program did not run is sent late until its wait is over, and so much longer. */
const GRACE_MS = 5 * MINUTE;
/** Days of one schedule that are caught up with at once. */
const MOST_SLOTS = 20;
/** What was sent is compared with the data first after an hour, then ever more seldom, for so long. */
const LOOK_FOR_MS = 35 * DAY;

const whyOf = (code: RunWhy["code"], detail: string, sections: readonly Section[] = []): RunWhy => ({
  code,
  detail,
  sections: [...sections],
});

/** Runs what is due by the calendar, in any number of processes. */
export function openRuns(deps: RunsNeeds): Rounds {
  const { clock, onTrouble } = deps;
  const store = deps.store.inClass("pages");

  /** Makes the runs of the days that have come. */
  const openDue = (now: number) =>
    store.transaction(async (run) => {
      for (const schedule of await dueSchedules(run, now))
        await openSlots(run, schedule, now, deps.isHoliday);
    });

  async function work(run: KeptRun, claim: string, now: number) {
    if (run.state === "sent") return lookAgain(run, claim, now);
    const made = await attempt(run);
    if ("document" in made) return send(run, claim, made);
    const at = clock.now();
    const owner = await deps.rightsOf(run.owner);
    const isOver = made.code === "right-lost" || made.code === "no-mail-server" || at >= run.until;
    const became: RunBecame = {
      state: isOver ? "refused" : "waiting",
      why: made,
      document: null,
      differing: 0,
      nextAt: isOver ? null : Math.min(at + RETRY_MS, run.until),
      endedAt: isOver ? at : null,
    };
    await store.transaction(async (transaction) => {
      if (!(await recordRun(transaction, run.id, claim, became))) return;
      // Nobody waits for a further edition; and whoever has lost the right says nothing.
      if (isOver && run.turn === 1 && made.code !== "right-lost" && deps.canMail)
        await deps.mail(transaction, { run: run.id, to: withOwner(run.body, owner?.name) }, at);
    });
  }

  /** The issued report, all of whose files can be made; or why not. */
  async function attempt({ owner, scope, body, day }: KeptRun): Promise<Signed | RunWhy> {
    const rights = await deps.rightsOf(owner);
    if (!rights || !covers(rights.scope, scope))
      return whyOf("right-lost", "whoever set this schedule up may no longer send such reports");
    if (!deps.canMail) return whyOf("no-mail-server", "no mail server is set up (SMTP_URL)");
    const doer: Doer = { by: { ...SERVER.by, name: rights.name }, address: null };
    let signed: Signed;
    try {
      signed = await deps.issueNow(compositionOf(body, reportedDay(body, day)), scope, doer);
    } catch (error) {
      if (error instanceof Unsettled) return whyOf("not-settled", error.message, error.sections);
      const { code, message } = asFault(error);
      if (code === "internal") onTrouble("the report of a schedule could not be composed", error);
      return whyOf("not-composed", message);
    }
    try {
      for (const format of body.formats) await deps.file(signed, format, printingOf(body));
    } catch (error) {
      return whyOf("not-drawn", asFault(error).message);
    }
    return signed;
  }

  async function send(run: KeptRun, claim: string, { document }: Signed) {
    const now = clock.now();
    const { recipients } = run.body;
    await store.transaction(async (transaction) => {
      const sent = { state: "sent", why: null, document: document.id, endedAt: now } as const;
      if (!(await recordRun(transaction, run.id, claim, { ...sent, nextAt: now + HOUR, differing: 0 })))
        return;
      await deps.mail(transaction, { run: run.id, to: recipients }, now);
      const after = { schedule: run.schedule, day: isoDate(run.day), edition: document.edition, recipients };
      const of = { kind: "report", id: document.id };
      await writeAudit(transaction, { ...SERVER, deed: "report.sent", of, after }, now);
    });
  }

  /** Whether late events have moved a figure that was sent: another edition is offered, or sent. */
  async function lookAgain(run: KeptRun, claim: string, now: number) {
    const age = now - (run.endedAt ?? now);
    const differing = run.isLast ? await deps.differing(run.document!) : 0;
    const isSent = differing > 0 && run.body.onChange === "send";
    const isOver = !run.isLast || isSent || age > LOOK_FOR_MS;
    const { state, why, document, endedAt } = run;
    const nextAt = isOver ? null : now + Math.max(HOUR, age / 4);
    await store.transaction(async (transaction) => {
      const became = { state, why, document, endedAt, differing, nextAt };
      if (!(await recordRun(transaction, run.id, claim, became)) || !isSent) return;
      const until = now + run.body.waitMinutes * MINUTE;
      await addRun(transaction, {
        ...newRun({ ...run, id: run.schedule }, run.day, { turn: run.turn + 1, dueAt: now, until }),
        state: "waiting",
        why: null,
        nextAt: now,
        endedAt: null,
      });
    });
  }

  /** Gives when something is due next, in milliseconds from now. */
  async function pump(): Promise<number> {
    const now = clock.now();
    const due = await earliestRun(store.run);
    if (due === null || due > now) return Math.min(BEAT_MS, (due ?? Number.POSITIVE_INFINITY) - now);
    await openDue(now);
    const claim = randomUUID();
    const run = await claimRun(store.run, { claim, until: now + LEASE_MS, now });
    if (!run) return BEAT_MS;
    await work(run, claim, now);
    return 0;
  }

  return openRounds({
    clock,
    round: pump,
    retryMs: BEAT_MS,
    onFailed: (error) => onTrouble("schedules of reports could not be run; it is tried again", error),
  });
}

/** Makes the runs of the days of a schedule that have come, and moves it to the next one. */
export async function openSlots(
  run: Run,
  schedule: KeptSchedule,
  now: number,
  isHoliday: RunsNeeds["isHoliday"],
): Promise<void> {
  const { body } = schedule;
  // The list of holidays may have changed since: the day is looked at again.
  let slot = slotAfter(body, schedule.next!.day - 1, isHoliday);
  for (let count = 0; count < MOST_SLOTS && slot.at <= now; count++) {
    const until = slot.at + body.waitMinutes * MINUTE;
    const isMissed = now > until + GRACE_MS;
    const state = slot.isSkipped ? "skipped" : isMissed ? "refused" : "waiting";
    const why = slot.isSkipped
      ? whyOf("holiday", `${isoDate(slot.day)} is a public holiday`)
      : isMissed
        ? whyOf("missed", "the program did not run then")
        : null;
    const isOver = state !== "waiting";
    await addRun(run, {
      ...newRun(schedule, slot.day, { turn: 1, dueAt: slot.at, until }),
      state,
      why,
      nextAt: isOver ? null : now,
      endedAt: isOver ? now : null,
    });
    slot = slotAfter(body, slot.day, isHoliday);
  }
  await moveSchedule(run, schedule.id, slot);
}

/** A run of a schedule for a day of its calendar. */
export const newRun = (
  { id, owner, scope, body }: Pick<KeptSchedule, "id" | "owner" | "scope" | "body">,
  day: number,
  { turn, dueAt, until }: Pick<NewRun, "turn" | "dueAt" | "until">,
) => ({ id: randomUUID(), schedule: id, day, turn, dueAt, until, owner, scope, body });

/** @param day of the period that is reported of */
export function compositionOf(body: ScheduleBody, day: number): Composition {
  const { kind, sections, banks, provinces, agencies, memo } = body;
  return {
    kind,
    from: isoDate(day),
    ...(sections ? { sections } : {}),
    ...(banks ? { banks } : {}),
    ...(provinces ? { provinces } : {}),
    ...(agencies ? { agencies } : {}),
    ...(body.public ? { public: true } : {}),
    ...(memo ? { memo } : {}),
  };
}

/** Where the owner reads mail: the name to sign in, if it is an address; as recipients have it, if it is among them. */
export function ownersAddress({ recipients }: ScheduleBody, name: string): string | null {
  const same = recipients.find((each) => each.toLowerCase() === name.toLowerCase());
  return same ?? (Value.Check(ADDRESS, name) ? name : null);
}

function withOwner(body: ScheduleBody, name: string | undefined): string[] {
  const address = name === undefined ? null : ownersAddress(body, name);
  return [...new Set([...body.recipients, ...(address === null ? [] : [address])])];
}

export const printingOf = ({ lang, memo, thaiDigits }: ScheduleBody): Printing => ({
  lang,
  form: memo ? "memo" : "plain",
  thaiDigits,
  standard: null,
});
