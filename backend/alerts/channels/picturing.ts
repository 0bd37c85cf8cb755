import { MINUTE, SECOND } from "#calendar/units.ts";
import { type Picture, pictureOf } from "#charts/picture.ts";
import type { Reading } from "#wire/figures.ts";
import type { Lang } from "#writing/lang.ts";
import type { Noted } from "#writing/marks.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Letter } from "../outbox/letterQueries.ts";
import { type NameOf, place } from "../texts/title.ts";
import type { FigureOf } from "./picture.ts";

/** What a mail shows beside its words: a PNG, and the same in words. */
export interface MailPicture {
  png: Buffer;
  alt: string;
}

/** The picture of what a letter is about. Null: it has none, or none could be drawn in time; never rejects. */
export type PictureOf = (
  letter: Pick<Letter, "about" | "episode" | "recipient">,
) => Promise<MailPicture | null>;

type About = NonNullable<Letter["about"]>;

/** A message waits no longer than this for its picture. The first one starts a process: over a second on a slow machine. */
const LONGEST_MS = 5 * SECOND;
/** After a failure messages go without: what hangs would hold each of them. */
const REST_MS = MINUTE;

/**
 * Draws the figures of alerts, each as of the moment at which it is sent and not of the one at which its message was
 * made. So a message that is tried again may have another picture under the same Message-ID, which nobody sees: it is
 * tried again only when the server certainly did not take it, and what may have been taken is sent once more under
 * another id.
 */
export function openPicturing(deps: {
  read: <T>(signal: AbortSignal, deed: (reading: Reading) => Promise<T>) => Promise<T>;
  figureOf: FigureOf;
  noted: (within: { from: number; until: number }) => Promise<readonly Noted[]>;
  nameOf: NameOf;
  draw: (picture: Picture, signal: AbortSignal) => Promise<Buffer>;
  clock: Clock;
  onTrouble: (what: string, error?: unknown) => void;
}): PictureOf {
  const { clock } = deps;
  /** By what they are of: whoever is told of the same at once is shown the same. */
  const drawing = new Map<string, Promise<MailPicture | null>>();
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function make(about: About, lang: Lang, signal: AbortSignal): Promise<MailPicture | null> {
    const asked = await deps.figureOf(about, clock.now());
    if (!asked) return null;
    const noted = await deps.noted(asked);
    const { metric, from, until, step, only } = asked;
    const question = { metrics: [metric.id], from, until, only };
    const answer = await deps.read(signal, async ({ ask, asOf, simulated }) => {
      const [rows, [whole]] = await Promise.all([
        ask({ ...question, step }),
        ask({ ...question, step: "total" }),
      ]);
      return { rows, whole: whole!, asOf, isSimulated: await simulated() };
    });
    const shown = pictureOf(asked, answer, noted, place(asked.subject, deps.nameOf, lang), lang);
    return shown && { png: await deps.draw(shown.picture, signal), alt: shown.alt };
  }

  async function inTime(about: About, lang: Lang) {
    const [over, late] = [new AbortController(), new AbortController()];
    const limit = clock.sleep(LONGEST_MS, over.signal).then(() => {
      if (over.signal.aborted) return null;
      late.abort(new Error(`it took more than ${LONGEST_MS} ms`));
      throw late.signal.reason;
    });
    try {
      return await Promise.race([make(about, lang, late.signal), limit]);
    } catch (error) {
      restsUntil = clock.ticks() + REST_MS;
      deps.onTrouble(
        "the figure of an alert could not be drawn; for a minute mails go without pictures",
        error,
      );
      return null;
    } finally {
      over.abort();
    }
  }

  return async ({ about, episode, recipient: { lang } }) => {
    if (!about || clock.ticks() < restsUntil) return null;
    const key = `${episode} ${lang}`;
    const running = drawing.get(key);
    if (running) return running;
    const made = inTime(about, lang).finally(() => drawing.delete(key));
    drawing.set(key, made);
    return made;
  };
}
