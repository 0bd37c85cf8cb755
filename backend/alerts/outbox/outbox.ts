import { randomUUID } from "node:crypto";
import { SECOND } from "#calendar/units.ts";
import type { MessageReason } from "#wire/alerts.ts";
import type { Clock } from "../../kit/clock.ts";
import { openRounds, type Rounds } from "../../kit/rounds.ts";
import type { Store } from "../../store/store.ts";
import type { Known } from "../judge.ts";
import { mutedUntil } from "../mutes.ts";
import { bundlesOf, MOST_TOGETHER } from "./grouping.ts";
import { claimGroup, foldMessages, whyEmpty } from "./groupQueries.ts";
import { type Letter, readLetters } from "./letterQueries.ts";
import { followsOf, groupLetter, isOfMany, isWanted, mayPass, ofMany } from "./letters.ts";
import { addMessages } from "./messageQueries.ts";
import { claimExpired, claimMessages, nextMessage, returnMessages } from "./outboxQueries.ts";
import { LEASE_MS, type Outcome } from "./outcomes.ts";
import { openWaiting } from "./putOff.ts";
import { takeRoom } from "./rateQueries.ts";
import { openRates, type Rates, type Room, tellsHigh } from "./rates.ts";
import { openRecording } from "./recording.ts";

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
  const record = openRecording({ ...deps, wake: () => rounds.wake() });
  const { putOff, unmuted, leaveMuted, passOn, fold } = openWaiting({ ...deps, record });
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
      for (const letter of await lettersOf(
        await claimExpired(store.run, lease, { own: ownClaims(), isOfReports }),
      ))
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
