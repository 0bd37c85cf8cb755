import type { IngestAnswer, Rejection, RejectionCode } from "#wire/events.ts";
import { asFault, Fault } from "../kit/fault.ts";
import type { Ingest } from "./ingest.ts";
import type { Item } from "./queries.ts";

/** Rejections beyond this number are counted but not listed, so that a hostile stream cannot exhaust memory. */
const MOST_LISTED = 10_000;

/** Where an event stands in its request. */
interface Place {
  index: number;
  line?: number;
}

/** What became of the events of one request. */
export interface Verdicts {
  /** The result of an event that the database was given. */
  note(item: Item, place: Place): void;
  reject(place: Place, why: Pick<Rejection, "id" | "code" | "detail">): void;
  /** The answer. Throws when nothing was taken, and `failure` if there is one: of lines with what was noted before. */
  conclude(failure?: unknown): IngestAnswer;
}

/** What a request is by its headers: one event (`binary`: its attributes are headers), an array or lines of events. */
export type Form = "one" | "binary" | "array" | "lines";

/** @param tally counts them too, those that are not listed included */
export function openVerdicts(form: Form, tally: Ingest["tally"]): Verdicts {
  const answer: IngestAnswer = { accepted: 0, duplicate: 0, rejected: [] };
  const verdicts: Verdicts = {
    note({ event, kept, refused }, place) {
      if (refused) verdicts.reject(place, { id: event.id, ...refused });
      else {
        const verdict = kept ? "accepted" : "duplicate";
        answer[verdict]++;
        tally[verdict]++;
      }
    },
    reject({ index, line }, { id, code, detail }) {
      tally.rejected++;
      if (answer.rejected.length < MOST_LISTED)
        answer.rejected.push({ index, ...(line ? { line } : {}), id, code, detail });
      else answer.unlisted = (answer.unlisted ?? 0) + 1;
    },
    conclude(failure) {
      // Pieces of a stream are written while later lines are read, and may be refused after those.
      answer.rejected.sort((a, b) => a.index - b.index);
      // An array is written as a whole or not at all, so there are no verdicts by event.
      if (failure) throw form === "lines" ? withVerdicts(failure, answer) : failure;
      const [first] = answer.rejected;
      if (!first || answer.accepted + answer.duplicate > 0) return answer;
      const members = { members: answer };
      if (form === "one" || form === "binary")
        throw new Fault(first.code as RejectionCode, first.detail, members);
      const count = answer.rejected.length + (answer.unlisted ?? 0);
      throw new Fault("all-rejected", `none of the ${count} events was taken; rejected says why`, members);
    },
  };
  return verdicts;
}

/** What stopped a request, with what became of its events before. */
function withVerdicts(failure: unknown, answer: IngestAnswer): unknown {
  const fault = asFault(failure);
  // The cause is what the log shows.
  return new Fault(fault.code, fault.message, {
    cause: fault.cause ?? failure,
    retryAfter: fault.retryAfter,
    members: answer,
  });
}
