import { isoDate } from "#calendar/days.ts";
import { MINUTE, SECOND } from "#calendar/units.ts";
import { covers, type Scope } from "#wire/access.ts";
import type { MessageReason, ReportMail } from "#wire/alerts.ts";
import type { Signed } from "#wire/reports.ts";
import type { ChangedSchedule, RunWhy, Schedule, ScheduleBody, ScheduleList } from "#wire/schedules.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import { Fault, requireRoom, requireVersion } from "../kit/fault.ts";
import type { Words } from "./compose.ts";
import type { ReportFile } from "./files.ts";
import { leftOutMail, refusedMail, sentMail } from "./mailText.ts";
import { within, wrongOf } from "./plan.ts";
import { newRun, openRuns, openSlots, ownersAddress, printingOf, type RunsNeeds } from "./runs.ts";
import {
  addRun,
  addSchedule,
  findRun,
  type KeptSchedule,
  listRuns,
  listSchedules,
  lockSchedule,
  putSchedule,
  refusedRuns,
  removeSchedule,
  withdrawRuns,
} from "./scheduleQueries.ts";
import { slotFrom } from "./timing.ts";

/** What a mail of a run says now; or why it is not sent: for ever, or for now. */
export type Mailed =
  | { subject: string; text: string; files: ReportFile[] }
  | { kind: "refused"; code: null; why: MessageReason }
  | { kind: "later"; code: null; why: MessageReason; afterMs: null };

export interface Schedules {
  /** The schedules within a scope. */
  list(scope: Scope): Promise<ScheduleList>;
  /** Throws `bad-request`, `forbidden`. */
  add(body: ScheduleBody, owner: Owner, doer: Doer): Promise<Schedule>;
  /** Whoever changes it is its owner from then on. What waits follows it. Throws `not-found` and `changed-meanwhile` too. */
  put(id: number, changed: ChangedSchedule, owner: Owner, doer: Doer): Promise<Schedule>;
  remove(id: number, owner: Owner, doer: Doer): Promise<void>;
  /** Tries a run that was refused again, as of now. */
  again(id: number, run: string, owner: Owner, doer: Doer): Promise<void>;
  /** A recipient who is a person here is judged by his own right and limit at this moment, and left out. */
  mailOf(run: string, to: string, isRepeated: boolean): Promise<Mailed>;
  /** How many schedules were refused last; for the health. */
  refused(): Promise<{ refused: number; lastAt: number | null }>;
  close(): Promise<void>;
}

/** Who sets it up. */
interface Owner {
  id: number;
  scope: Scope;
}

export interface SchedulesNeeds extends RunsNeeds {
  codes: Words["codes"];
  find(id: string): Promise<Signed | null>;
  mails(runs: readonly string[]): Promise<ReportMail[]>;
  /** The page of reports. */
  link: () => string;
}

const MOST_RUNS = 10;
/** Each composes a report when its hour comes. */
const MOST = 300;
/** A mail waits for its files no longer: it must be sent before its lease ends. They are made once for all. */
const PATIENCE_MS = 8 * SECOND;
const RIGHT_LOST = { kind: "refused", code: null, why: "right-lost" } as const;
const isLeftOut = ({ state, why }: ReportMail) => state === "refused" && why === "right-lost";
const WITHDRAWN: RunWhy = { code: "withdrawn", detail: "the schedule was paused or removed", sections: [] };

export function openSchedules(deps: SchedulesNeeds): Schedules {
  const { clock, codes } = deps;
  const store = deps.store.inClass("pages");
  const runs = openRuns(deps);

  async function shown(schedules: readonly KeptSchedule[]): Promise<Schedule[]> {
    const all = await listRuns(
      store.run,
      schedules.map(({ id }) => id),
      MOST_RUNS,
    );
    const mails = await deps.mails(all.map(({ id }) => id));
    /** The owner is told of it too. */
    const isTo = (run: { body: ScheduleBody }, { to }: ReportMail) => run.body.recipients.includes(to);
    const isTaken = ({ state }: ReportMail) => state === "sent" || state === "delivered";
    return schedules.map(({ id, version, ownerName, body, next }) => ({
      id,
      version,
      owner: ownerName,
      body,
      nextAt: next?.at ?? null,
      nextDay: next && isoDate(next.day),
      runs: all
        .filter(({ schedule }) => schedule === id)
        .map((run) => ({ run, its: mails.filter((mail) => mail.run === run.id && isTo(run, mail)) }))
        .map(({ run, its }) => ({
          id: run.id,
          day: isoDate(run.day),
          turn: run.turn,
          dueAt: run.dueAt,
          state: run.state,
          why: run.why,
          until: run.state === "waiting" ? run.until : null,
          endedAt: run.endedAt,
          document: run.document,
          edition: run.edition,
          differing: run.isLast ? run.differing : 0,
          got: new Set(its.filter(isTaken).map(({ to }) => to)).size,
          of: run.body.recipients.length,
          leftOut: its.filter(isLeftOut).map(({ to }) => to),
        })),
    }));
  }
  async function one(id: number): Promise<Schedule> {
    return (await shown((await listSchedules(store.run)).filter((each) => each.id === id)))[0]!;
  }

  /** What is set up: within the rights of whoever does it. */
  function ordered(body: ScheduleBody, owner: Owner, now: number) {
    const { memo, ...asked } = body;
    const limited = { ...asked, ...(memo ? { memo } : {}) };
    const wrong = wrongOf(limited, owner.scope, codes);
    if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
    const next = body.isPaused ? null : slotFrom(body, now, deps.isHoliday);
    return { owner: owner.id, scope: within(limited, owner.scope), body, next };
  }
  const known = (schedule: KeptSchedule | null, { scope }: Owner, id: number) => {
    if (!schedule || !covers(scope, schedule.scope))
      throw new Fault("not-found", `there is no schedule ${id}; GET /v1/schedules lists them`);
    return schedule;
  };
  const ofSchedule = (id: number) => ({ kind: "schedule", id: String(id) });

  /** Whether a recipient who is a person here may not have it now. */
  async function hasLost(run: Pick<KeptSchedule, "scope" | "body">, to: string): Promise<boolean> {
    const reader = await deps.readerOf(to);
    return reader === null || (reader !== undefined && !run.body.public && !covers(reader.scope, run.scope));
  }
  async function leftOutOf(run: Pick<KeptSchedule, "scope" | "body"> & { id: string }): Promise<string[]> {
    const { recipients } = run.body;
    const logged = (await deps.mails([run.id])).filter(isLeftOut).map(({ to }) => to);
    const lost = await Promise.all(recipients.map((to) => hasLost(run, to)));
    return recipients.filter((to, place) => lost[place] || logged.includes(to));
  }

  async function filesOf(signed: Signed, body: ScheduleBody): Promise<ReportFile[] | null> {
    const over = new AbortController();
    const files = Promise.all(body.formats.map((format) => deps.file(signed, format, printingOf(body))));
    try {
      return await Promise.race([files, clock.sleep(PATIENCE_MS, over.signal).then(() => null)]);
    } catch {
      return null;
    } finally {
      over.abort();
    }
  }

  return {
    async list(scope) {
      const all = (await listSchedules(store.run)).filter((each) => covers(scope, each.scope));
      return { canMail: deps.canMail, schedules: await shown(all) };
    },
    async add(body, owner, doer) {
      const now = clock.now();
      const made = ordered(body, owner, now);
      const id = await store.transaction(async (run) => {
        requireRoom((await listSchedules(run)).length, MOST, "schedules");
        const id = await addSchedule(run, made);
        await writeAudit(run, { ...doer, deed: "schedule.made", of: ofSchedule(id), after: body }, now);
        return id;
      });
      runs.wake();
      return one(id);
    },
    async put(id, { version: of, ...body }, owner, doer) {
      const now = clock.now();
      const made = ordered(body, owner, now);
      await store.transaction(async (run) => {
        const before = known(await lockSchedule(run, id), owner, id);
        requireVersion(`the schedule ${before.body.name}`, of, before.version);
        // A day whose hour has just come is not lost by the change.
        if (before.next && before.next.at <= now) await openSlots(run, before, now, deps.isHoliday);
        await putSchedule(run, id, made);
        if (body.isPaused) await withdrawRuns(run, id, WITHDRAWN, now);
        const states = { before: before.body, after: body };
        await writeAudit(run, { ...doer, deed: "schedule.changed", of: ofSchedule(id), ...states }, now);
      });
      runs.wake();
      return one(id);
    },
    async remove(id, owner, doer) {
      await store.transaction(async (run) => {
        const { body } = known(await lockSchedule(run, id), owner, id);
        const now = clock.now();
        await removeSchedule(run, id, now);
        await withdrawRuns(run, id, WITHDRAWN, now);
        await writeAudit(run, { ...doer, deed: "schedule.removed", of: ofSchedule(id), before: body }, now);
      });
    },
    async again(id, runId, owner, doer) {
      await store.transaction(async (run) => {
        const schedule = known(await lockSchedule(run, id), owner, id);
        const was = await findRun(run, runId);
        if (was?.schedule !== id || was.state !== "refused" || !was.isLast)
          throw new Fault("not-found", `schedule ${id} has no refused run ${runId} that is its last`);
        const now = clock.now();
        const until = now + schedule.body.waitMinutes * MINUTE;
        await addRun(run, {
          ...newRun(schedule, was.day, { turn: was.turn + 1, dueAt: now, until }),
          state: "waiting",
          why: null,
          nextAt: now,
          endedAt: null,
        });
        const after = { day: isoDate(was.day) };
        await writeAudit(run, { ...doer, deed: "schedule.tried-again", of: ofSchedule(id), after }, now);
      });
      runs.wake();
    },
    async mailOf(id, to, isRepeated) {
      const run = await findRun(store.run, id);
      const rights = run && (await deps.rightsOf(run.owner));
      if (!run || !rights || !covers(rights.scope, run.scope)) return RIGHT_LOST;
      const owner = ownersAddress(run.body, rights.name);
      if (await hasLost(run, to)) {
        if (owner !== null && run.document !== null)
          await store.transaction((transaction) =>
            deps.mail(transaction, { run: id, to: [owner] }, clock.now()),
          );
        return RIGHT_LOST;
      }
      const leftOut = to === owner ? await leftOutOf(run) : [];
      if (run.document === null) return { ...refusedMail(run, deps.link()), files: [] };
      const signed = (await deps.find(run.document))!;
      if (!run.body.recipients.includes(to))
        return { ...leftOutMail(signed, run, leftOut, deps.link()), files: [] };
      const files = await filesOf(signed, run.body);
      if (!files) return { kind: "later", code: null, why: "not-drawn", afterMs: null };
      const names = files.map(({ name }) => name);
      return { ...sentMail(signed, run, { files: names, leftOut, isRepeated, link: deps.link() }), files };
    },
    refused: () => refusedRuns(store.run),
    close: runs.close,
  };
}
