import { MINUTE, SECOND } from "#calendar/units.ts";
import { CHANNEL_KINDS, type ChannelKind, type MessageReason, type OutletRate } from "#wire/alerts.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { type Follows, type Letter, readSentBefore } from "./outboxQueries.ts";

/** How many messages may go in ten minutes by a kind of channel, to all recipients together; null: as many as there are. */
export type Rates = Readonly<Record<ChannelKind, number | null>>;

export const RATE_MS = 10 * MINUTE;
/** Where both wait for room, what tells a high alert is due before all others. */
const YIELD_MS = SECOND;

/** An alert of the highest severity, which is still to be told; its end is not as urgent. */
const isHigh = ({ about, kind }: Letter) => about?.body.severity === "high" && kind !== "resolve";

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
  /** It was sent and recorded, or is not sent: whoever has room must call it. */
  leave: () => void;
}

/**
 * Whether a message may go now: by its recipient's rate, and by that of its kind of channel. What this process is sending
 * counts as sent. What another process is sending does not, until it is recorded: while two of them send at once, or after
 * one was killed, a rate may be exceeded by as many as one process sends at a time.
 */
export function openRates({ store, clock, rates }: { store: Store; clock: Clock; rates: Rates }) {
  const going = new Map(CHANNEL_KINDS.map((kind) => [kind, new Set<string>()]));
  /** Of a kind with a rate one message asks after another: two would take the same room. */
  const turns = new Map<ChannelKind, Promise<unknown>>();

  async function ask(id: string, letter: Letter, isOfHigh: boolean, follows: Follows | null): Promise<Room> {
    const { recipient, channelKind, kind } = letter;
    const others = going.get(channelKind)!;
    const leave = () => void others.delete(id);
    // Whoever tries a channel is waiting for its answer.
    if (kind === "test") {
      others.add(id);
      return { freeAt: null, why: null, toldAt: null, leave };
    }
    const most = rates[channelKind];
    const places = most === null ? null : placesOf(most, isOfHigh) - others.size;
    const now = clock.now();
    const sent = await readSentBefore(store.run, {
      recipient: recipient.id,
      most: recipient.most,
      kind: channelKind,
      // With all its places being sent it is full for as long as if the last of them was sent now.
      places: places !== null && places > 0 ? places : null,
      others: [...others],
      follows,
      since: now - RATE_MS,
      now,
    });
    const ownAt = sent.ownAt === null ? null : sent.ownAt + RATE_MS;
    const before = places !== null && places <= 0 ? now : sent.kindAt;
    const kindAt = before === null ? null : before + RATE_MS + (isOfHigh ? 0 : YIELD_MS);
    const { toldAt } = sent;
    if (ownAt !== null || kindAt !== null)
      return {
        freeAt: Math.max(ownAt ?? now, kindAt ?? now),
        why: ownAt === null ? "over-channel-rate" : "over-rate",
        toldAt,
        leave: () => {},
      };
    // What waits for more of its group takes no room yet.
    if (toldAt === null) others.add(id);
    return { freeAt: null, why: null, toldAt, leave };
  }

  return {
    /** @param id of the message that is sent @param isOfHigh it tells a high alert */
    room(id: string, letter: Letter, isOfHigh: boolean, follows: Follows | null): Promise<Room> {
      const { channelKind } = letter;
      const asking = () => ask(id, letter, isOfHigh, follows);
      if (rates[channelKind] === null) return asking();
      const mine = (turns.get(channelKind) ?? Promise.resolve()).then(asking);
      turns.set(
        channelKind,
        mine.catch(() => {}),
      );
      return mine;
    },
  };
}
