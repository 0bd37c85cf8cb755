import { randomUUID } from "node:crypto";
import { DAY, SECOND } from "#calendar/units.ts";
import { type Finding, type Mute, type Rule, type Subject, subjectKey } from "#wire/alerts.ts";
import type { Clock } from "../kit/clock.ts";
import { openRounds } from "../kit/rounds.ts";
import type { Run, Store } from "../store/store.ts";
import { decide } from "./decide.ts";
import { type Decision, type Episode, notAhead } from "./episode.ts";
import { addEpisodes, addTransitions, type Kept, moveEpisodes, recentEpisodes } from "./episodeQueries.ts";
import { chainsAt, type Hearers, type Step } from "./escalation.ts";
import { burnKey } from "./inhibition.ts";
import { freeJudge, holdJudge, takeJudge } from "./judgeQueries.ts";
import { addMessages, supersede, toldOf } from "./outbox/messageQueries.ts";
import { inOrder, messagesOf, messageTo, warnedOf } from "./outbox/messages.ts";

/** What is known beside the figures: read again when it was changed. */
export interface Known extends Hearers {
  rules: readonly Rule[];
  mutes: readonly Mute[];
}

export interface Judge {
  /** Something was committed, or changed by a person: it is looked at once. */
  wake(): void;
  /** Episodes were changed by somebody else: they are read again. */
  forget(): void;
  close(): Promise<void>;
}

/** It is looked at so often, whether or not anything has changed. */
const BEAT_MS = SECOND;
/** Between two looks; where one takes long, it is a quarter of the time, but each beat is looked at. */
const PACE_MS = 50;
/** The clock was set if it went so much farther, or less, than the time that passed: nothing is judged then. */
const STEP_MS = 5 * SECOND;

/** Episodes that change in one transaction: as many as take so long, because it holds the embedded database. */
const WRITE_MS = 50;
const MOST_WRITTEN = 250;
const FEWEST_WRITTEN = 10;

/** Both readings of the clock in the same instant. */
interface Readings {
  now: number;
  ticks: number;
}
const isStep = (before: Readings, after: Readings) =>
  Math.abs(after.now - before.now - (after.ticks - before.ticks)) > STEP_MS;

interface Change {
  rule: Rule;
  was: Kept | null;
  decision: Decision;
  next: Episode;
  finding: Finding | null;
  isNew: boolean;
  /** Who is told, as it was decided by. */
  chain: readonly Step[];
}

/** Judges all rules whenever something changes, in one process at a time. */
export function openJudge(deps: {
  store: Store;
  clock: Clock;
  look: (now: number) => Promise<{ findings: readonly Finding[]; dueAt: number | null }>;
  known: () => Promise<Known>;
  /** Episodes were changed, and perhaps messages made. */
  onChanged: () => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Judge {
  const { store, clock, onTrouble } = deps;
  const holder = randomUUID();
  let term: string | null = null;
  let episodes: Map<string, Kept> | null = null;
  const readings = () => ({ now: clock.now(), ticks: clock.ticks() });
  let last = readings();
  /** So many episodes are written in one transaction. */
  let size = MOST_WRITTEN / 5;
  /** As of when was judged last. */
  let until = Number.NEGATIVE_INFINITY;

  /** Looks once. Gives when it must be looked at again, in milliseconds from now. */
  async function beat(): Promise<number> {
    const at = readings();
    const isSet = isStep(last, at);
    last = at;
    const mine = await takeJudge(store.run, holder);
    if (mine?.term !== term) episodes = null;
    term = mine?.term ?? null;
    if (!mine || isSet) return BEAT_MS;
    // After the clock was set back, time stands still until it has caught up, or is mended.
    const now = Math.max(clock.now(), mine.judgedAt);
    const [{ findings, dueAt }, known] = await Promise.all([deps.look(now), deps.known()]);
    // Set meanwhile: nothing is judged, or noted as judged, by the clock as it was.
    if (isStep(at, readings())) return BEAT_MS;
    // What a clock that was ahead has left was mended.
    if (now < until) episodes = null;
    until = now;
    episodes ??= new Map(
      (await recentEpisodes(store.run, now - DAY)).map((each) => [keyOf(each), notAhead(each, now)]),
    );
    const { changes, nextAt } = decideAll(known, findings, episodes, now);
    if (changes.length > 0) {
      if (!(await write(changes, known, mine.term, now))) return 0;
      deps.onChanged();
    } else if (!(await holdJudge(store.run, mine.term, holder, now))) term = null;
    const next = Math.min(nextAt, dueAt ?? Number.POSITIVE_INFINITY);
    return Math.min(BEAT_MS, Math.max(0, next - now));
  }

  /** False: somebody was faster. Written in parts, so that events and walls come in between when thousands change at once. */
  async function write(
    changes: readonly Change[],
    known: Known,
    mine: string,
    now: number,
  ): Promise<boolean> {
    for (let at = 0, part = changes; at < changes.length; at += part.length) {
      part = changes.slice(at, at + size);
      const written = await store
        .transaction(async (run) => {
          const began = clock.ticks();
          if (!(await holdJudge(run, mine, holder, now))) return null;
          const done = await writeChanges(run, part, known, now);
          size = sizeAfter(size, part.length, clock.ticks() - began);
          return done;
        })
        .catch((error) => {
          if (error instanceof Stale) return null;
          throw error;
        });
      if (written === null) {
        episodes = null;
        return false;
      }
      for (const each of written) episodes?.set(keyOf(each), each);
    }
    return true;
  }

  const rounds = openRounds({
    clock,
    async round(closing) {
      const began = clock.ticks();
      try {
        return await beat();
      } catch (error) {
        episodes = null;
        throw error;
      } finally {
        const pause = Math.min(BEAT_MS, 3 * (clock.ticks() - began));
        await clock.sleep(Math.max(PACE_MS, pause), closing);
      }
    },
    retryMs: BEAT_MS,
    onFailed: (error) => onTrouble("alerts could not be judged; it is tried again", error),
  });

  return {
    wake: rounds.wake,
    forget() {
      episodes = null;
      rounds.wake();
    },
    async close() {
      await rounds.close();
      await freeJudge(store.run, holder).catch(() => {});
    },
  };
}

/** How many are written at once from now on, after so many took so long: twice as many at most. */
function sizeAfter(size: number, written: number, tookMs: number): number {
  // A few say nothing of how long many would take.
  if (written < size && tookMs < WRITE_MS) return size;
  const fitting = Math.floor((written * WRITE_MS) / Math.max(tookMs, 1));
  return Math.min(MOST_WRITTEN, 2 * size, Math.max(FEWEST_WRITTEN, fitting));
}

/** An episode was changed by somebody else since it was read. */
class Stale extends Error {}

const keyOf = ({ rule, subject }: Pick<Episode, "rule" | "subject">) => `${rule} ${subjectKey(subject)}`;
/** What a rule looks at: by it a finding is that of a rule. */
const groupOf = ({ condition, burn }: Pick<Rule, "condition" | "burn">, by: string) =>
  [condition, by, burn?.longMinutes, burn?.shortMinutes].join(" ");

/** Pure: what becomes of every episode, and when the earliest must be looked at again. */
export function decideAll(
  { rules, ...hearers }: Known,
  findings: readonly Finding[],
  episodes: ReadonlyMap<string, Kept>,
  now: number,
): { changes: Change[]; nextAt: number } {
  const byGroup = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groupOf(finding, finding.subject.by);
    const own = byGroup.get(group);
    if (own) own.push(finding);
    else byGroup.set(group, [finding]);
  }
  const ofRule = new Map<string, Kept[]>();
  for (const each of episodes.values()) {
    const own = ofRule.get(each.rule);
    if (own) own.push(each);
    else ofRule.set(each.rule, [each]);
  }
  const silent = new Set<string>();
  const burning = new Map<string, number>();
  const chainFor = chainsAt(hearers, now);
  const changes: Change[] = [];
  let nextAt = Number.POSITIVE_INFINITY;
  for (const rule of inOrder(rules)) {
    const { policy, severity } = rule;
    const found = (byGroup.get(groupOf(rule, rule.by)) ?? []).filter(
      ({ subject }) => rule.only === null || (subject.of !== null && rule.only.includes(subject.of)),
    );
    const seen = new Set<string>();
    const look = (subject: Subject, was: Kept | null, finding: Finding | null) => {
      const chain = chainFor({ policy, severity, subject });
      const decision = decide(rule, was, finding, { silent, burning, chain }, now);
      const { next } = decision;
      if (next && next !== was) {
        const isNew = was === null || (was.state === "resolved" && next.state !== "resolved");
        changes.push({ rule, was, decision, next, finding, isNew, chain });
      }
      if (decision.nextAt !== null) nextAt = Math.min(nextAt, decision.nextAt);
      if (!next || next.state === "resolved") return;
      if (rule.condition === "source-silent" && next.subject.of) silent.add(next.subject.of);
      const key = burnKey({ condition: rule.condition, subject: next.subject });
      // Of these the first that is open is that of the shortest window.
      if (rule.burn && !burning.has(key)) burning.set(key, rule.burn.longMinutes);
    };
    for (const finding of found) {
      const key = keyOf({ rule: rule.id, subject: finding.subject });
      seen.add(key);
      look(finding.subject, episodes.get(key) ?? null, finding);
    }
    for (const was of ofRule.get(rule.id) ?? [])
      if (was.state !== "resolved" && !seen.has(keyOf(was))) look(was.subject, was, null);
  }
  return { changes, nextAt };
}

/** In the transaction of `run`: all or nothing. Throws `Stale`. Gives the episodes as they are now. */
async function writeChanges(
  run: Run,
  changes: readonly Change[],
  known: Known,
  now: number,
): Promise<Kept[]> {
  const ids = await addEpisodes(
    run,
    changes.filter(({ isNew }) => isNew).map(({ next }) => next),
  );
  const moves = changes.flatMap(({ isNew, was, next }) => (isNew ? [] : [{ was: was!, next }]));
  const moved = await moveEpisodes(run, moves);
  if (moved.size + ids.size !== changes.length) throw new Stale();
  const written = changes.map((change) => ({
    ...change,
    kept: { ...change.next, id: change.isNew ? ids.get(keyOf(change.next))! : change.was!.id },
  }));
  await addTransitions(
    run,
    written.map(({ kept, was, isNew, decision, finding }) => ({
      episode: kept.id,
      seq: kept.seq,
      at: now,
      from: isNew ? null : was!.state,
      to: kept.state,
      reason: decision.reason,
      by: null,
      finding,
    })),
  );
  const over = written.filter(({ decision }) => decision.say.some(({ kind }) => kind === "resolve"));
  await addMessages(run, [
    ...written.flatMap(({ kept, rule, decision, chain }) =>
      messagesOf(decision.say, chain, { episode: kept, ...known, now, warns: warnedOf(rule.condition) }),
    ),
    ...(await tellEnd(
      run,
      over.map(({ kept }) => kept),
      known,
      now,
    )),
  ]);
  return written.map(({ kept }) => kept);
}

/**
 * What waits of these episodes is not sent any more; who was told of them is told that they are over. The episodes were
 * changed before in the same transaction, so that whoever records a message now waits for its end.
 */
export async function tellEnd(
  run: Run,
  over: readonly Kept[],
  { recipients, mutes }: Pick<Known, "recipients" | "mutes">,
  now: number,
) {
  const ids = over.map(({ id }) => id);
  await supersede(run, ids, ["firing", "reminder"], "resolved-first", now);
  const byId = new Map(over.map((episode) => [episode.id, episode]));
  return (await toldOf(run, ids))
    .map(({ episode, recipient }) =>
      messageTo(recipient, "resolve", 0, { episode: byId.get(episode)!, recipients, mutes, now }),
    )
    .filter((message) => message !== null);
}
