import type { Clock } from "../../kit/clock.ts";
import type { Store } from "../../store/store.ts";
import { lockEpisodes } from "../episodeQueries.ts";
import type { Known } from "../judge.ts";
import { doubtFolded, leaveOut, moveFolded, unfoldMessage } from "./groupQueries.ts";
import type { Letter } from "./letterQueries.ts";
import { episodesOf, followOf, isOfMany, isWanted } from "./letters.ts";
import { addAttempt, addMessages, type NewMessage } from "./messageQueries.ts";
import { messageTo } from "./messages.ts";
import { recordMessage, returnPassed } from "./outboxQueries.ts";
import { type Outcome, type Settled, settle } from "./outcomes.ts";

/** @param folded what the message tells, if it tells others */
export type Recording = (
  letter: Letter,
  claim: string,
  outcome: Outcome,
  folded: readonly Letter[],
) => Promise<void>;

/** Writes what became of a message, and makes what follows from it, in one transaction. */
export function openRecording(deps: {
  store: Store;
  clock: Clock;
  known: () => Promise<Known>;
  /** Something that follows may be due. */
  wake: () => void;
}): Recording {
  const { store, clock } = deps;
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
    if (outcome.kind !== "later") deps.wake();
  }
  return record;
}
