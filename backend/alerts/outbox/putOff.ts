import { randomUUID } from "node:crypto";
import type { MessageReason } from "#wire/alerts.ts";
import type { Run, Store } from "../../store/store.ts";
import { lockEpisodes } from "../episodeQueries.ts";
import type { Known } from "../judge.ts";
import { mutedUntil } from "../mutes.ts";
import { foldMessages, hastenDigest, unfoldMessage, waitingDigest } from "./groupQueries.ts";
import type { Letter } from "./letterQueries.ts";
import { episodesOf, followOf, isWanted, ofMany } from "./letters.ts";
import { addMessages } from "./messageQueries.ts";
import { passMessages, returnMessages } from "./outboxQueries.ts";
import { tellsHigh } from "./rates.ts";
import type { Recording } from "./recording.ts";

/** What becomes of messages that cannot go now: they wait, go by another channel, or into a digest. */
export function openWaiting(deps: { store: Store; known: () => Promise<Known>; record: Recording }) {
  const { store, record } = deps;

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

  return { putOff, unmuted, leaveMuted, passOn, fold };
}
