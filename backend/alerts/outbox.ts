import { randomUUID } from "node:crypto";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { openRounds, type Rounds } from "../kit/rounds.ts";
import type { Run, Store } from "../store/store.ts";
import { type Kept, lockEpisode } from "./episodeQueries.ts";
import { messageId, reportMessageId } from "./ids.ts";
import type { Known } from "./judge.ts";
import { addMessages, type NewMessage } from "./messageQueries.ts";
import { mutedUntil } from "./mutes.ts";
import {
  addAttempt,
  claimExpired,
  claimMessages,
  countSent,
  foldMessages,
  type Letter,
  moveFolded,
  nextMessage,
  readLetters,
  recordMessage,
  returnMessages,
  waitingDigest,
  whyEmpty,
} from "./outboxQueries.ts";
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
const RATE_MS = 10 * MINUTE;

/** Sends what is due, in any number of processes. */
export function openOutbox(deps: {
  store: Store;
  clock: Clock;
  /** Sends reports, not alerts: an alert waits for no file to be made. */
  isOfReports?: boolean;
  send: Send;
  known: () => Promise<Known>;
  /** The days that are public holidays: in some rotas others are on duty then. */
  holidays: readonly number[];
  onTrouble: (what: string, error?: unknown) => void;
}): Rounds {
  const { store, clock, onTrouble, isOfReports = false } = deps;
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
      MOST_CLAIMED,
      { isOfReports, busy: [...busy.keys()] },
      deps.holidays,
    );
    const byRecipient = new Map<number | string, Letter[]>();
    for (const letter of await lettersOf(ids)) {
      const to = letter.report?.to ?? letter.recipient.id;
      byRecipient.set(to, [...(byRecipient.get(to) ?? []), letter]);
    }
    for (const [to, letters] of byRecipient) busy.set(to, { claim, done: tell(to, letters, claim, began) });
    // Of none: another process has what is due, or it waits for a recipient that is being told.
    return ids.length === 0 ? BEAT_MS : 0;
  }

  /** Whatever the clock says, their sender is not gone. */
  const ownClaims = () => [...busy.values()].map(({ claim }) => claim);

  async function tell(to: number | string, letters: readonly Letter[], claim: string, began: number) {
    try {
      for (const letter of letters) await deliver(letter, claim, began);
    } catch (error) {
      onTrouble("messages could not be sent; it is tried again", error);
    }
    busy.delete(to);
    rounds.wake();
  }

  const lettersOf = (ids: readonly string[]) => (ids.length === 0 ? [] : readLetters(store.run, { ids }));
  /** What a digest tells. */
  const foldedOf = async ({ id, kind }: Letter) =>
    kind === "digest"
      ? (await readLetters(store.run, { digest: id })).filter((each) => isWanted(each, each.about?.state))
      : [];

  async function deliver(letter: Letter, claim: string, began: number) {
    const now = clock.now();
    const { recipient, about, kind } = letter;
    const wait = (state: "queued" | "deferred", dueAt: number, why: "muted" | null) =>
      putOff(letter, claim, (run) => returnMessages(run, [letter.id], claim, { state, dueAt, why }));
    const { mutes } = await deps.known();
    const until = about ? mutedUntil(mutes, about, now) : null;
    if (until !== null) return wait("deferred", until, "muted");
    if (letter.report) return record(letter, claim, await deps.send(letter, [], now), []);
    if (recipient.isRemoved)
      return record(letter, claim, { kind: "refused", code: null, why: "recipient-gone" }, []);
    const sent = await countSent(store.run, recipient.id, { since: now - RATE_MS, now });
    const freeAt = sent.count < recipient.most ? null : (sent.oldest ?? now) + RATE_MS;
    if (freeAt !== null && kind === "digest") return wait("queued", freeAt, null);
    if (freeAt !== null && kind !== "test") return fold(letter, claim, freeAt, now);
    const folded = await foldedOf(letter);
    if (clock.ticks() - began > PAUSE_MS) return wait("queued", now, null);
    const outcome: Outcome =
      kind === "digest" && folded.length === 0
        ? { kind: "later", code: null, why: await whyEmpty(store.run, letter.id), afterMs: null }
        : await deps.send(letter, folded, now);
    await record(letter, claim, outcome, folded);
  }

  /**
   * Nothing was sent of it, and it waits. What was acknowledged, or is over, since it was claimed would wait for ever: it
   * is recorded instead.
   */
  async function putOff(letter: Letter, claim: string, deed: (run: Run) => Promise<void>) {
    const state = await store.transaction(async (run) => {
      const episode = letter.episode === null ? null : await lockEpisode(run, letter.episode);
      if (!isWanted(letter, episode?.state)) return episode?.state;
      await deed(run);
      return "put-off" as const;
    });
    if (state === "put-off") return;
    const why = state === "resolved" ? "resolved-first" : "acknowledged-first";
    await record(letter, claim, { kind: "later", code: null, why, afterMs: null }, []);
  }

  /** It goes into the recipient's next digest, so that nothing is lost. */
  async function fold(letter: Letter, claim: string, freeAt: number, now: number) {
    await putOff(letter, claim, async (run) => {
      let digest = await waitingDigest(run, letter.recipient.id);
      if (digest === null) {
        digest = randomUUID();
        const { kind } = letter.recipient.channels[0]!;
        await addMessages(run, [
          {
            id: digest,
            episode: null,
            seq: 0,
            kind: "digest",
            recipient: letter.recipient.id,
            channel: 0,
            channelKind: kind,
            step: 0,
            repeat: 0,
            state: "queued",
            why: null,
            madeAt: now,
            dueAt: freeAt,
            parent: null,
          },
        ]);
      }
      await foldMessages(run, [letter.id], claim, digest);
    });
  }

  /** Writes what became of a message, and makes what follows from it, in one transaction. */
  async function record(letter: Letter, claim: string, outcome: Outcome, folded: readonly Letter[]) {
    const { recipients, mutes } = await deps.known();
    const now = clock.now();
    await store.transaction(async (run) => {
      // Whoever ends the episode waits for this, or this for that: the end is told to who was told, whoever was first.
      const episode = letter.episode === null ? null : await lockEpisode(run, letter.episode);
      const isEmpty = letter.kind === "digest" && folded.length === 0;
      const wanted = isWanted(letter, episode?.state) && !isEmpty;
      const settled = settle(letter, outcome, wanted, now);
      const isOver = settled.dueAt === null;
      const became = { ...settled, endedAt: isOver ? now : null };
      if (!(await recordMessage(run, letter.id, claim, became))) return;
      const { code, receipt = null } = outcome;
      await addAttempt(run, letter.id, { at: now, outcome: outcome.kind, code, receipt });
      const follow = settled.follow && followOf(letter, settled, now);
      await addMessages(run, follow ? [follow] : []);
      if (follow && letter.kind === "digest")
        await moveFolded(run, letter.id, follow.id, settled.state === "doubt");
      const isTold = ["sent", "delivered", "doubt"].includes(settled.state);
      if (!isTold) return;
      const told = [{ letter, episode }];
      for (const each of folded)
        if (each.episode !== null) told.push({ letter: each, episode: await lockEpisode(run, each.episode) });
      const ends = told
        .filter(({ letter: { kind }, episode: of }) => kind === "firing" && of?.state === "resolved")
        .map(({ letter: { recipient }, episode: of }) =>
          messageTo(recipient.id, "resolve", 0, { episode: of as Kept, recipients, mutes, now }),
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

function followOf(letter: Letter, { follow, state }: Settled, now: number): NewMessage | null {
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
