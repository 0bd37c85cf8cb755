import { MINUTE, SECOND } from "#calendar/units.ts";
import type { ChannelKind, MessageReason, OutletRate } from "#wire/alerts.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Run, Store } from "../../store/store.ts";
import type { Letter } from "./letterQueries.ts";
import { type Follows, lockRate, readSentBefore, takeRoom } from "./rateQueries.ts";

/**
 * How many messages may go in ten minutes by a kind of channel, to all recipients together; null: as many as there
 * are.
 */
export type Rates = Readonly<Record<ChannelKind, number | null>>;

export const RATE_MS = 10 * MINUTE;
/** Where both wait for room, what tells a high alert is due before all others. */
const YIELD_MS = SECOND;

/** An alert of the highest severity, which is still to be told; its end is not as urgent. */
export const isHigh = ({ about, kind }: Letter) => about?.body.severity === "high" && kind !== "resolve";

/** What tells a high alert, also among others. */
export const tellsHigh = (letters: readonly Letter[]): boolean => letters.some(isHigh);

/** The last fifth of a rate is kept for what tells a high alert: a flood of others leaves it room. */
export const placesOf = (most: number, isOfHigh: boolean): number =>
  isOfHigh ? most : Math.ceil((most * 4) / 5);

/** How much of a rate is used up. */
export const rateOf = (most: number, sent: number): OutletRate => ({
  most,
  sent,
  room: sent >= most ? "none" : sent >= placesOf(most, false) ? "high" : "all",
});

/** What the messages of the last ten minutes say of one that is to go. */
export interface Room {
  /** When there is room for it; null: now. */
  freeAt: number | null;
  /** Why there is none now. */
  why: MessageReason | null;
  /** When its recipient was last told of its rule; null: not since the group's wait. */
  toldAt: number | null;
}

/**
 * Whether a message may go now: by its recipient's rate, and by that of its kind of channel, which all processes keep
 * together. What has room takes it in the same transaction, and has it until what became of it is recorded: what is being
 * sent counts as sent, also while its process is stopped, or dead.
 */
export function openRates({ store, clock, rates }: { store: Store; clock: Clock; rates: Rates }) {
  /** Of a kind with a rate one message asks after another: those that wait for the lock hold a connection each. */
  const turns = new Map<ChannelKind, Promise<unknown>>();

  async function ask(run: Run, letter: Letter, isOfHigh: boolean, follows: Follows | null): Promise<Room> {
    const { recipient, channelKind } = letter;
    const most = rates[channelKind];
    const now = clock.now();
    const { ownAt, kindAt, toldAt } = await readSentBefore(run, {
      recipient: recipient.id,
      most: recipient.most,
      kind: channelKind,
      places: most === null ? null : placesOf(most, isOfHigh),
      follows,
      since: now - RATE_MS,
      now,
    });
    if (ownAt === null && kindAt === null) return { freeAt: null, why: null, toldAt };
    const ownFreeAt = ownAt === null ? now : ownAt + RATE_MS;
    const kindFreeAt = kindAt === null ? now : kindAt + RATE_MS + (isOfHigh ? 0 : YIELD_MS);
    const why = ownAt === null ? "over-channel-rate" : "over-rate";
    return { freeAt: Math.max(ownFreeAt, kindFreeAt), why, toldAt };
  }

  async function take(letter: Letter, claim: string, isOfHigh: boolean, follows: Follows | null) {
    const { id, channelKind, kind } = letter;
    return store.transaction(async (run) => {
      await lockRate(run, channelKind);
      // Whoever tries a channel is waiting for its answer.
      const room =
        kind === "test"
          ? { freeAt: null, why: null, toldAt: null }
          : await ask(run, letter, isOfHigh, follows);
      // What waits for more of its group takes no room yet.
      if (room.freeAt === null && room.toldAt === null) await takeRoom(run, id, claim, clock.now());
      return room;
    });
  }

  return {
    /** @param letter what is sent, or the first of what is told together @param isOfHigh it tells a high alert */
    room(letter: Letter, claim: string, isOfHigh: boolean, follows: Follows | null): Promise<Room> {
      const { channelKind, kind } = letter;
      if (rates[channelKind] === null)
        return kind === "test"
          ? Promise.resolve({ freeAt: null, why: null, toldAt: null })
          : ask(store.run, letter, isOfHigh, follows);
      const taking = () => take(letter, claim, isOfHigh, follows);
      const mine = (turns.get(channelKind) ?? Promise.resolve()).then(taking);
      turns.set(
        channelKind,
        mine.catch(() => {}),
      );
      return mine;
    },
  };
}
