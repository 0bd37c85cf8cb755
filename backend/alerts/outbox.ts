import { randomUUID } from "node:crypto";
import { SECOND } from "#calendar/units.ts";
import type { MessageReason } from "#wire/alerts.ts";
import type { Clock } from "../kit/clock.ts";
import { openRounds, type Rounds } from "../kit/rounds.ts";
import type { Run, Store } from "../store/store.ts";
import { lockEpisodes } from "./episodeQueries.ts";
import { bundlesOf, GROUP_MS, groupOf, MOST_TOGETHER } from "./grouping.ts";
import { claimGroup, doubtFolded, foldMessages, leaveOut, unfoldMessage } from "./groupQueries.ts";
import { messageId, reportMessageId } from "./ids.ts";
import type { Known } from "./judge.ts";
import { addMessages, type NewMessage } from "./messageQueries.ts";
import { mutedUntil } from "./mutes.ts";
import {
  addAttempt,
  claimExpired,
  claimMessages,
  type Follows,
  hastenDigest,
  type Letter,
  moveFolded,
  nextMessage,
  passMessages,
  readLetters,
  recordMessage,
  returnMessages,
  returnPassed,
  takeRoom,
  waitingDigest,
  whyEmpty,
} from "./outboxQueries.ts";
import { isHigh, openRates, type Rates, type Room, tellsHigh } from "./rates.ts";
import { reportMessage } from "./reportMail.ts";
import { LEASE_MS, type Outcome, type Settled, settle } from "./settle.ts";
import { messageTo } from "./tell.ts";

/** Sends a letter by its channel. @param folded what a digest tells */
export type Send = (letter: Letter, folded: readonly Letter[], now: number) => Promise<Outcome>;

/** Claimed so long ago, a message is given back: this process was stopped in between. */
const PAUSE_MS = 2 * SECOND;
/** Claimed at once, and recipients that are being told at once. */
const MOST_CLAIMED = 20;
const BEAT_MS = SECOND;

/** Sends what is due, in any number of processes. */
export function openOutbox(deps: {
  store: Store;
  clock: Clock;
  /** Sends reports, not alerts: an alert waits for no file to be made. */
  isOfReports?: boolean;
  send: Send;
  rates: Rates;
  known: () => Promise<Known>;
  /** The days that are public holidays: in some rotas others are on duty then. */
  holidays: readonly number[];
  onTrouble: (what: string, error?: unknown) => void;
}): Rounds {
  const { store, clock, onTrouble, isOfReports = false } = deps;
  const rates = openRates(deps);
  /** Who is being told, by which claim: a receiver that hangs holds up nobody else. */
  const busy = new Map<number | string, { claim: string; done: Promise<void> }>();
  /** Sends what is due now. Gives when the next is, in milliseconds from now. */
  async function pump(): Promise<number> {
    const claim = randomUUID();
    const began = clock.ticks();
    const now = clock.now();
    const lease = { claim, until: now + LEASE_MS, now };
    // Asked first, because mostly there is nothing to claim.
    const next = await nextMessage(store.run, now, isOfReports);
    if (next.hasExpired)
      for (const letter of await lettersOf(await claimExpired(store.run, lease, ownClaims())))
        await record(
          letter,
          claim,
          { kind: "doubt", code: null, why: "lease-expired" },
          await foldedOf(letter),
        );
    if (next.dueAt === null || next.dueAt > now)
      return Math.min(BEAT_MS, (next.dueAt ?? now + BEAT_MS) - now);
    if (busy.size >= MOST_CLAIMED) return BEAT_MS;
    const ids = await claimMessages(
      store.run,
      lease,
      { messages: MOST_CLAIMED, together: MOST_TOGETHER },
      { isOfReports, busy: [...busy.keys()] },
      deps.holidays,
    );
    const byRecipient = new Map<number | string, Letter[]>();
    for (const letter of await lettersOf(ids)) {
      const to = letter.report?.to ?? letter.recipient.id;
      byRecipient.set(to, [...(byRecipient.get(to) ?? []), letter]);
    }
    const dueOf = ([, letters]: [unknown, Letter[]]) => Math.min(...letters.map(({ dueAt }) => dueAt));
    // Where there is little room, whoever is due first has it.
    for (const [to, letters] of [...byRecipient].sort((a, b) => dueOf(a) - dueOf(b)))
      busy.set(to, { claim, done: tell(to, letters, claim, began) });
    // Of none: another process has what is due, or it waits for a recipient that is being told.
    return ids.length === 0 ? BEAT_MS : 0;
  }

  /** Whatever the clock says, their sender is not gone. */
  const ownClaims = () => [...busy.values()].map(({ claim }) => claim);

  async function tell(to: number | string, letters: readonly Letter[], claim: string, began: number) {
    try {
      for (const bundle of bundlesOf(letters)) await deliver(bundle, claim, began);
    } catch (error) {
      onTrouble("messages could not be sent; it is tried again", error);
    }
    busy.delete(to);
    rounds.wake();
  }

  const lettersOf = (ids: readonly string[]) => (ids.length === 0 ? [] : readLetters(store.run, { ids }));
  /** What a group or a digest tells. */
  const foldedOf = async (letter: Letter) =>
    isOfMany(letter)
      ? (await readLetters(store.run, { digest: letter.id })).filter((each) =>
          isWanted(each, each.about?.state),
        )
      : [];

  /** @param bundle what may be told together */
  async function deliver(bundle: readonly Letter[], claim: string, began: number) {
    const now = clock.now();
    const letters = await unmuted(bundle, claim, now);
    const [first] = letters;
    if (!first) return;
    if (first.report) return record(first, claim, await deps.send(first, [], now), []);
    if (first.recipient.isRemoved) {
      for (const letter of letters)
        await record(letter, claim, { kind: "refused", code: null, why: "recipient-gone" }, []);
      return;
    }
    const all = await foldedOf(first);
    if (isOfMany(first) && all.length === 0) {
      const why = await whyEmpty(store.run, first.id);
      return record(first, claim, { kind: "later", code: null, why, afterMs: null }, []);
    }
    const room = await rates.room(first, claim, tellsHigh([...letters, ...all]), followsOf(letters));
    await deliverIn(room, letters, all, claim, began);
  }

  /** @param all what the first of them tells, if that was made before */
  async function deliverIn(
    { freeAt, why, toldAt }: Room,
    letters: readonly Letter[],
    all: readonly Letter[],
    claim: string,
    began: number,
  ) {
    const now = clock.now();
    const [first] = letters as [Letter];
    const wait = (dueAt: number, because: MessageReason | null) =>
      putOff(letters, claim, (run, ids) =>
        returnMessages(run, ids, claim, { state: "queued", dueAt, why: because }),
      );
    if (freeAt !== null) {
      if (isOfMany(first)) return wait(freeAt, why);
      // No other channel has room for a recipient who has had as many as he may get.
      const passed = why === "over-channel-rate" ? await passOn(letters.filter(mayPass), claim, now) : [];
      const rest = letters.filter(({ id: each }) => !passed.includes(each));
      return rest.length > 0 ? fold(rest, claim, { freeAt, why: why!, now }) : undefined;
    }
    if (toldAt !== null) return wait(toldAt + followsOf(letters)!.waitMs, "grouped");
    if (clock.ticks() - began > PAUSE_MS) return wait(now, null);
    if (letters.length > 1) return tellTogether(letters, claim, now);
    const { mutes } = await deps.known();
    // What may have gone is sent again whole, by the same key.
    const ends = first.mayHaveGone ? all.map(({ about }) => mutedUntil(mutes, about!, now) ?? now) : [];
    const mutesEnd = Math.max(now, ...ends);
    if (mutesEnd > now)
      return putOff(letters, claim, (run, ids) =>
        returnMessages(run, ids, claim, { state: "deferred", dueAt: mutesEnd, why: "muted" }),
      );
    const folded = await leaveMuted(first, all, now);
    const isEmpty = isOfMany(first) && folded.length === 0;
    if (!isEmpty) return record(first, claim, await deps.send(first, folded, now), folded);
    await record(first, claim, { kind: "later", code: null, why: "muted", afterMs: null }, []);
  }

  /** What is muted waits. */
  async function unmuted(letters: readonly Letter[], claim: string, now: number): Promise<Letter[]> {
    const { mutes } = await deps.known();
    const free: Letter[] = [];
    for (const letter of letters) {
      const until = letter.about ? mutedUntil(mutes, letter.about, now) : null;
      if (until === null) free.push(letter);
      else
        await putOff([letter], claim, (run, ids) =>
          returnMessages(run, ids, claim, { state: "deferred", dueAt: until, why: "muted" }),
        );
    }
    return free;
  }

  /** What is muted by now is not told by a message that waited: it waits for the mute's end on its own. */
  async function leaveMuted(letter: Letter, folded: readonly Letter[], now: number): Promise<Letter[]> {
    const { mutes } = await deps.known();
    const free: Letter[] = [];
    for (const each of folded) {
      const until = mutedUntil(mutes, each.about!, now);
      if (until === null) {
        free.push(each);
        continue;
      }
      await store.transaction(async (run) => {
        const episodes = await lockEpisodes(run, [each.episode!]);
        if (!isWanted(each, episodes.get(each.episode!)?.state)) return;
        const became = { state: "deferred", why: "muted", dueAt: until, endedAt: null } as const;
        await unfoldMessage(run, each.id, letter.id, { ...became, mayHaveGone: false });
      });
    }
    return free;
  }

  /** Makes one message of those that are still wanted, and sends it. */
  async function tellTogether(letters: readonly Letter[], claim: string, now: number) {
    const id = randomUUID();
    let told: readonly Letter[] = [];
    await putOff(letters, claim, async (run, ids) => {
      told = letters.filter((each) => ids.includes(each.id));
      // The room was taken by the first, which may not be wanted any more.
      if (ids.length < 2) return takeRoom(run, ids[0]!, claim, now);
      await addMessages(run, [ofMany("group", id, letters[0]!, { now, dueAt: now })]);
      await foldMessages(run, ids, claim, { id, why: "grouped" });
      await claimGroup(run, id, claim, { until: now + LEASE_MS, now });
    });
    const [first] = told;
    if (!first) return;
    if (told.length === 1) return record(first, claim, await deps.send(first, [], now), []);
    const group = groupLetter(id, first, now);
    await record(group, claim, await deps.send(group, told, now), told);
  }

  /**
   * Nothing was sent of them, and they wait. What was acknowledged, or is over, since it was claimed would wait for ever: it
   * is recorded instead.
   */
  async function putOff(
    letters: readonly Letter[],
    claim: string,
    deed: (run: Run, ids: readonly string[]) => Promise<void>,
  ) {
    const over = await store.transaction(async (run) => {
      const episodes = await lockEpisodes(run, episodesOf(letters));
      const stateOf = ({ episode }: Letter) => (episode === null ? undefined : episodes.get(episode)?.state);
      const wanted = letters.filter((each) => isWanted(each, stateOf(each)));
      if (wanted.length > 0)
        await deed(
          run,
          wanted.map(({ id }) => id),
        );
      return letters.flatMap((letter) =>
        wanted.includes(letter) ? [] : [{ letter, isOver: stateOf(letter) === "resolved" }],
      );
    });
    for (const { letter, isOver } of over) {
      const why = isOver ? "resolved-first" : "acknowledged-first";
      await record(letter, claim, { kind: "later", code: null, why, afterMs: null }, []);
    }
  }

  /** Their channel has no room: they go by the recipient's next one at once. Gives the ids of those that do. */
  async function passOn(letters: readonly Letter[], claim: string, now: number): Promise<string[]> {
    let passed: string[] = [];
    if (letters.length === 0) return passed;
    await putOff(letters, claim, async (run, ids) => {
      passed = await passMessages(run, ids, claim, now);
      const follows = letters
        .filter(({ id }) => passed.includes(id))
        .map((letter) => followOf(letter, { follow: "fallback", state: "superseded" }, now)!);
      await addMessages(run, follows);
    });
    return passed;
  }

  /** They go into the recipient's next digest, so that nothing is lost. */
  async function fold(
    letters: readonly Letter[],
    claim: string,
    { freeAt, why, now }: { freeAt: number; why: MessageReason; now: number },
  ) {
    const { recipient } = letters[0]!;
    await putOff(letters, claim, async (run, ids) => {
      let id = await waitingDigest(run, recipient.id);
      if (id === null) {
        id = randomUUID();
        const at = { channel: 0, channelKind: recipient.channels[0]!.kind, repeat: 0, recipient };
        await addMessages(run, [ofMany("digest", id, at, { now, dueAt: freeAt })]);
        // A high alert has room earlier than what the digest waits with.
      } else if (tellsHigh(letters)) await hastenDigest(run, id, freeAt);
      await foldMessages(run, ids, claim, { id, why });
    });
  }

  /** Writes what became of a message, and makes what follows from it, in one transaction. */
  async function record(letter: Letter, claim: string, outcome: Outcome, folded: readonly Letter[]) {
    const { recipients, mutes } = await deps.known();
    const now = clock.now();
    const told = [letter, ...folded];
    await store.transaction(async (run) => {
      // Whoever ends the episode waits for this, or this for that: the end is told to who was told, whoever was first.
      const episodes = await lockEpisodes(run, episodesOf(told));
      const episodeOf = ({ episode }: Letter) => (episode === null ? undefined : episodes.get(episode));
      const wants = (each: Letter) => isWanted(each, episodeOf(each)?.state);
      const wanted =
        letter.kind === "group"
          ? folded.some(wants)
          : wants(letter) && !(isOfMany(letter) && folded.length === 0);
      // A group that was certainly not taken is none any more: what it told is tried again as if it had been sent alone.
      const isUndone =
        letter.kind === "group" &&
        !letter.mayHaveGone &&
        (outcome.kind === "later" || outcome.kind === "refused");
      const settled: Settled = isUndone
        ? { state: "superseded", why: outcome.why, dueAt: null, mayHaveGone: false, follow: null }
        : settle(letter, outcome, wanted, now);
      const endedAt = ({ dueAt }: Settled) => (dueAt === null ? now : null);
      if (!(await recordMessage(run, letter.id, claim, { ...settled, endedAt: endedAt(settled) }))) return;
      const { code, receipt = null } = outcome;
      const attempt = { at: now, outcome: outcome.kind, code, receipt };
      await addAttempt(run, letter.id, attempt);
      // By no other channel either: what had no room by its own waits for that after all.
      const isLast = ({ state, follow }: Settled) => state === "refused" && follow === null;
      const follows: (NewMessage | null)[] = [];
      if (isUndone)
        for (const each of folded) {
          const became = settle(each, outcome, wants(each), now);
          await unfoldMessage(run, each.id, letter.id, { ...became, endedAt: endedAt(became) });
          await addAttempt(run, each.id, attempt);
          if (isLast(became) && wants(each)) await returnPassed(run, each.id, now);
          follows.push(became.follow && followOf(each, became, now));
        }
      else if (letter.kind === "group") {
        if (settled.mayHaveGone || settled.state === "doubt") await doubtFolded(run, letter.id);
        // The end of an alert is not said twice.
        if (settled.follow)
          for (const each of folded)
            if (each.kind !== "resolve" && wants(each)) follows.push(followOf(each, settled, now));
      } else {
        if (isLast(settled) && wanted) await returnPassed(run, letter.id, now);
        follows.push(settled.follow && followOf(letter, settled, now));
      }
      const made = follows.filter((each) => each !== null);
      await addMessages(run, made);
      if (letter.kind === "digest" && made[0])
        await moveFolded(run, letter.id, made[0].id, settled.state === "doubt");
      const isTold = ["sent", "delivered", "doubt"].includes(settled.state);
      if (!isTold) return;
      const ids = folded.map(({ id }) => id);
      if (isOfMany(letter)) await leaveOut(run, letter.id, ids, now);
      const ends = told
        .filter((each) => each.kind === "firing" && episodeOf(each)?.state === "resolved")
        .map((each) =>
          messageTo(each.recipient.id, "resolve", 0, {
            ...{ episode: episodeOf(each)!, recipients, mutes, now },
          }),
        )
        .filter((message) => message !== null);
      await addMessages(run, ends);
    });
    if (outcome.kind !== "later") rounds.wake();
  }

  const rounds = openRounds({
    clock,
    round: pump,
    retryMs: BEAT_MS,
    onFailed: (error) => onTrouble("messages could not be sent; it is tried again", error),
  });
  return {
    wake: rounds.wake,
    async close() {
      await rounds.close();
      await Promise.all([...busy.values()].map(({ done }) => done));
    },
  };
}

/** Whether what a message says is still to be said. */
const isWanted = ({ kind }: Letter, state: string | undefined) =>
  (kind !== "firing" && kind !== "reminder") || state === "firing";

/** Its recipient has another channel, and it tells a high alert that has certainly not gone. */
const mayPass = (letter: Letter) =>
  isHigh(letter) && !letter.mayHaveGone && letter.recipient.channels.length > letter.channel + 1;

/** Its text is of other messages, which are folded into it. */
const isOfMany = ({ kind }: Letter) => kind === "group" || kind === "digest";

/** What of its rule was told goes before these letters; null: they follow nothing. */
function followsOf(letters: readonly Letter[]): Follows | null {
  const [first] = letters as [Letter];
  // What stands in for another message has waited.
  if (groupOf(first) === null || first.parent !== null) return null;
  const { rule, body } = first.about!;
  return { rule, episodes: letters.map(({ episode }) => episode!), waitMs: GROUP_MS[body.severity] };
}

const episodesOf = (letters: readonly Letter[]) => [
  ...new Set(letters.flatMap(({ episode }) => (episode === null ? [] : [episode]))),
];

/** A message that tells others, by the channel of one of them. */
const ofMany = (
  kind: "group" | "digest",
  id: string,
  {
    recipient,
    channel,
    channelKind,
    repeat,
  }: Pick<Letter, "recipient" | "channel" | "channelKind" | "repeat">,
  { now, dueAt }: { now: number; dueAt: number },
): NewMessage => ({
  id,
  kind,
  recipient: recipient.id,
  channel,
  channelKind,
  repeat,
  ...{ episode: null, seq: 0, step: 0, state: "queued", why: null, madeAt: now, dueAt, parent: null },
});

/** A group that was just made, as it is read later. */
const groupLetter = (id: string, first: Letter, now: number): Letter => ({
  ...first,
  ...{
    id,
    kind: "group",
    episode: null,
    seq: 0,
    step: 0,
    state: "claimed",
    why: null,
    madeAt: now,
    dueAt: now,
  },
  ...{ tries: 1, mayHaveGone: false, parent: null, report: null, about: null },
});

function followOf(
  letter: Letter,
  { follow, state }: Pick<Settled, "follow" | "state">,
  now: number,
): NewMessage | null {
  const { episode, seq, kind, recipient, step, channel, repeat, report } = letter;
  const place = follow === "fallback" ? channel + 1 : channel;
  const by = recipient.channels[place];
  if (!by) return null;
  const key = { episode, seq, kind, recipient: recipient.id, channel: place, step };
  // What may have come before says so, by whichever channel it goes.
  const again = { ...key, repeat: state === "doubt" ? repeat + 1 : repeat };
  if (report)
    return {
      ...reportMessage(report, now),
      repeat: again.repeat,
      parent: letter.id,
      id: reportMessageId(report, again.repeat),
    };
  return {
    ...again,
    id: episode === null ? randomUUID() : messageId(again),
    channelKind: by.kind,
    state: "queued",
    why: null,
    madeAt: now,
    dueAt: now,
    parent: letter.id,
  };
}
